import { Controller, Inject } from '@nestjs/common';
import { said, selected } from '../answers/replies.js';
import { WireUsers } from '../answers/wire-users.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/** `/users` of the original, as far as they are read (WIRE-CONTRACT §3.4). */
@Controller()
export class DialectUsers {
  constructor(@Inject(WireUsers) private readonly users: WireUsers) {}

  @Speaks('users/index', 'GET POST', 'user:write')
  async index(exchange: Exchange) {
    const all = await this.users.all(exchange.principal);
    return selected(exchange, all, ({ individual, organisation, role }) => ({
      ...under('Individuals', individual),
      ...under('Organisations', organisation ?? {}),
      ...under('Roles', role),
    }));
  }

  /** Without an id, and with `me`, the caller. */
  @Speaks('users/view', 'GET', 'user:read')
  async view(exchange: Exchange) {
    const [asked = 'me'] = exchange.route.args;
    const ref = asked === 'me' ? { id: exchange.principal.userId ?? 0 } : exchange.ref();
    return said(await this.users.one(exchange.principal, ref));
  }
}

const under = (alias: string, row: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [`${alias}.${key}`, value]));
