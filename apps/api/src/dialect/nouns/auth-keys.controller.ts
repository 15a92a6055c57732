import { addReply, readAuthKey, readDeleteTargets, type AuthKey as WireAuthKey } from '@cerebrate/cerebrate-wire';
import { type AuthKey, NewAuthKey } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { AuthKeysService } from '../../identity/index.js';
import { judged } from '../answers/judged.js';
import { listRequest } from '../answers/list-request.js';
import { allOfStream, deleted, said, selected } from '../answers/replies.js';
import { deleting, saving } from '../answers/saving.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

const serverSet = [
  'id',
  'uuid',
  'authkey_start',
  'authkey_end',
  'authkey_raw',
  'created',
  'expiration',
  'user_id',
] as const;

/** `/authKeys` of the original (WIRE-CONTRACT §3.6). Hashes are not served. */
@Controller()
export class DialectAuthKeys {
  constructor(@Inject(AuthKeysService) private readonly keys: AuthKeysService) {}

  @Speaks('authKeys/index', 'GET POST', 'authKey:read')
  async index(exchange: Exchange) {
    const all = await allOfStream(this.keys.stream(exchange.principal, listRequest()));
    return selected(exchange, all.map(wireKey), ({ user }) => ({
      'Users.id': user.id,
      'Users.username': user.username,
    }));
  }

  @Speaks('authKeys/add', 'POST', 'authKey:write')
  add(exchange: Exchange) {
    const input = readAuthKey(exchange.route.search, exchange.body(), new Date());
    return saving('AuthKey', 'added', input, async ({ userId, ownerFromQuery, comment, expiresAt }) => {
      const wanted = judged(NewAuthKey, {
        userId: userId ?? undefined,
        comment,
        expiresAt: expiresAt?.toISOString() ?? null,
      });
      const made = await this.keys.create(exchange.principal, wanted);
      const { user_id: owner, ...row } = wireKey(made);
      const told = { ...row, user_id: ownerFromQuery ? String(owner) : owner, authkey_raw: made.key };
      return said(addReply(told, input.supplied, serverSet));
    });
  }

  @Speaks('authKeys/delete', 'POST DELETE', 'authKey:write')
  async delete(exchange: Exchange) {
    const refs = readDeleteTargets(exchange.route.args[0], exchange.body());
    for (const ref of refs ?? [exchange.ref()]) await deleting(() => this.keys.remove(exchange.principal, ref));
    return deleted();
  }
}

const seconds = (time: string | null): number => (time === null ? 0 : Math.floor(Date.parse(time) / 1000));

const wireKey = ({ id, uuid, user, start, end, comment, created, expiresAt }: AuthKey): WireAuthKey => ({
  id,
  uuid,
  authkey_start: start,
  authkey_end: end,
  created: seconds(created),
  expiration: seconds(expiresAt),
  user_id: user.id,
  comment,
  user,
});
