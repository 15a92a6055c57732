import { type RoleFlags, roleFlags } from '@cerebrate/contract';
import { join, type Principal, raw, type Sql, sql, userPrincipal } from '../../kernel/index.js';

type KeeperRow = {
  id: number;
  username: string;
  role_id: number;
  organisation_id: number | null;
  individual_id: number;
  administered: number[];
} & RoleFlags;

type Read = <R extends object>(query: Sql) => Promise<R[]>;

/**
 * The principal in whose view a stored rule is evaluated: its keeper, the user who saved it last, with the rights the
 * account has now (decision 040). Undefined when the account is gone or disabled: nobody vouches for the rule then, and
 * it is not evaluated until somebody saves it again.
 */
export async function keeperPrincipal(
  read: Read,
  keeperId: number | null,
  requestId: string,
): Promise<Principal | undefined> {
  if (keeperId === null) return undefined;
  const flagColumns = join(
    roleFlags.map((flag) => raw(`r.${flag}`)),
    ', ',
  );
  const [user] = await read<KeeperRow>(sql`
    select u.id, u.username::text as username, u.role_id, u.organisation_id, u.individual_id, ${flagColumns},
      case when r.perm_group_admin then coalesce((
        select array_agg(distinct m.organisation_id) from org_group_admins a
        join org_groups g on g.id = a.org_group_id and g.deleted_at is null
        join org_group_organisations m on m.org_group_id = g.id where a.user_id = u.id), '{}') else '{}' end as administered
    from users u join roles r on r.id = u.role_id where u.id = ${keeperId} and not u.disabled`);
  if (!user) return undefined;
  return userPrincipal({
    userId: user.id,
    username: user.username,
    roleId: user.role_id,
    organisationId: user.organisation_id,
    individualId: user.individual_id,
    flags: Object.fromEntries(roleFlags.map((flag) => [flag, user[flag]])) as RoleFlags,
    administeredOrganisationIds: user.administered,
    channel: 'job',
    authKeyId: null,
    sessionId: null,
    ip: null,
    requestId,
  });
}

/** Whether a caller may see what a rule finds in its keeper's view: the keeper, and community administrators. */
export const mayUseKeptRule = (principal: Principal, keeperId: number | null): boolean =>
  principal.flags.perm_community_admin || (keeperId !== null && principal.userId === keeperId);

/** What to tell others. */
export const notTheKeeper =
  'its rule is evaluated in the view of the person who saved it last, who may see more than you; save the rule yourself to evaluate it in your own view';
