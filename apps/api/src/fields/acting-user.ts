import { type RoleFlags, roleFlags } from '@cerebrate/contract';
import { join, type Principal, raw, type Store, sql, userPrincipal } from '../kernel/index.js';

type UserRow = {
  id: number;
  username: string;
  role_id: number;
  organisation_id: number | null;
  individual_id: number;
} & RoleFlags;

/**
 * The user for whom a job works, with the rights the role has now; null when the user is gone or disabled. Asked again
 * for each step, so that withdrawn rights end the work. Groups do not widen what it may: jobs are started by those who
 * may change everything anyway.
 */
export async function actingUser(store: Store, userId: number | null, requestId: string): Promise<Principal | null> {
  const flagColumns = join(
    roleFlags.map((flag) => raw(`r.${flag}`)),
    ', ',
  );
  const [user] = await store.readPrepared<UserRow>(sql`
    select u.id, u.username, u.role_id, u.organisation_id, u.individual_id, ${flagColumns}
    from users u join roles r on r.id = u.role_id where u.id = ${userId} and not u.disabled`);
  if (!user) return null;
  return userPrincipal({
    userId: user.id,
    username: user.username,
    roleId: user.role_id,
    organisationId: user.organisation_id,
    individualId: user.individual_id,
    flags: Object.fromEntries(roleFlags.map((flag) => [flag, user[flag]])) as RoleFlags,
    administeredOrganisationIds: [],
    channel: 'job',
    authKeyId: null,
    sessionId: null,
    ip: null,
    requestId,
  });
}
