import { type RoleFlags, roleFlags } from '@cerebrate/contract';
import {
  holds,
  join,
  type Principal,
  raw,
  type Store,
  sql,
  systemPrincipal,
  userPrincipal,
} from '../../kernel/index.js';
import type { ImportEntity } from './import.entity.js';

type UserRow = {
  id: number;
  username: string;
  role_id: number;
  organisation_id: number | null;
  individual_id: number;
} & RoleFlags;

/** The import's user is gone, disabled, or may no longer import. */
export class MayNoLonger extends Error {}

/**
 * For whom an import is written: its user with the rights the role has now, or the system for imports an operator
 * started by command. Asked again for each batch, so that withdrawn rights end an import. Throws `MayNoLonger`.
 */
export async function importPrincipal(store: Store, row: ImportEntity): Promise<Principal> {
  const requestId = `import-${row.id}`;
  if (row.byCommand) return systemPrincipal(row.username, 'command', requestId);
  const flagColumns = join(
    roleFlags.map((flag) => raw(`r.${flag}`)),
    ', ',
  );
  const [user] = await store.readPrepared<UserRow>(sql`
    select u.id, u.username, u.role_id, u.organisation_id, u.individual_id, ${flagColumns}
    from users u join roles r on r.id = u.role_id where u.id = ${row.userId} and not u.disabled`);
  if (!user) throw new MayNoLonger(`the user ${row.username}, who started it, is gone or disabled`);
  const principal = userPrincipal({
    userId: user.id,
    username: user.username,
    roleId: user.role_id,
    organisationId: user.organisation_id,
    individualId: user.individual_id,
    flags: Object.fromEntries(roleFlags.map((flag) => [flag, user[flag]])) as RoleFlags,
    // Groups widen what a group administrator changes; who may import changes everything anyway.
    administeredOrganisationIds: [],
    channel: 'job',
    authKeyId: null,
    sessionId: null,
    ip: null,
    requestId,
  });
  if (!holds(principal, 'directory:import'))
    throw new MayNoLonger(`the user ${row.username}, who started it, may no longer import`);
  return principal;
}
