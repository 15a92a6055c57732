import { addReply, type RoleInput, readDeleteTargets, readRole } from '@cerebrate/cerebrate-wire';
import { NewRole, RoleChanges } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { RolesService } from '../../identity/index.js';
import { judged } from '../answers/judged.js';
import { listRequest } from '../answers/list-request.js';
import { allOfStream, deleted, said, selected } from '../answers/replies.js';
import { deleting, saving } from '../answers/saving.js';
import { wireRole } from '../answers/wire-role.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/** `/roles` of the original (WIRE-CONTRACT §3.5). */
@Controller()
export class DialectRoles {
  constructor(@Inject(RolesService) private readonly roles: RolesService) {}

  @Speaks('roles/index', 'GET POST', 'role:read')
  async index(exchange: Exchange) {
    const all = await allOfStream(this.roles.stream(exchange.principal, listRequest()));
    return selected(exchange, all.map(wireRole));
  }

  @Speaks('roles/view', 'GET', 'role:read')
  async view(exchange: Exchange) {
    return said(wireRole(await this.roles.get(exchange.principal, exchange.ref())));
  }

  @Speaks('roles/add', 'POST', 'role:write')
  add(exchange: Exchange) {
    const input = readRole(exchange.body(), 'add');
    return saving('Role', 'added', input, async (values) => {
      const role = await this.roles.create(exchange.principal, judged(NewRole, columnsOf(values)));
      return said(addReply(wireRole(role), input.supplied, ['id', 'uuid', 'name']));
    });
  }

  @Speaks('roles/edit', 'POST PUT', 'role:write')
  edit(exchange: Exchange) {
    return saving('Role', 'modified', readRole(exchange.body(), 'edit'), async (values) =>
      said(
        wireRole(await this.roles.update(exchange.principal, exchange.ref(), judged(RoleChanges, columnsOf(values)))),
      ),
    );
  }

  @Speaks('roles/delete', 'POST DELETE', 'role:write')
  async delete(exchange: Exchange) {
    const refs = readDeleteTargets(exchange.route.args[0], exchange.body());
    for (const ref of refs ?? [exchange.ref()]) await deleting(() => this.roles.remove(exchange.principal, ref));
    return deleted();
  }
}

function columnsOf({ name, is_default, ...flags }: RoleInput) {
  const known = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  return {
    ...(name === undefined ? {} : { name }),
    ...(is_default === undefined ? {} : { isDefault: is_default }),
    flags: known,
  };
}
