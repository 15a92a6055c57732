import {
  type Channel,
  type CredentialLimits,
  type Principal,
  type Sql,
  type Store,
  sql,
  userPrincipal,
} from '../../kernel/index.js';

/** What `factColumns` select. */
export interface FactRow {
  readonly id: number;
  readonly username: string;
  readonly role_id: number;
  readonly organisation_id: number | null;
  readonly individual_id: number;
  readonly perm_admin: boolean;
  readonly perm_community_admin: boolean;
  readonly perm_org_admin: boolean;
  readonly perm_group_admin: boolean;
  readonly perm_sync: boolean;
  readonly perm_meta_field_editor: boolean;
  readonly perm_view_all_orgs: boolean;
  readonly administered: number[];
}

/** How the user came in, for the principal of this call. */
export interface Arrival {
  readonly channel: Channel;
  readonly authKeyId: number | null;
  readonly sessionId: string | null;
  readonly ip: string | null;
  readonly requestId: string;
  /** What an auth key is limited to. */
  readonly limits?: CredentialLimits | undefined;
}

/** What is known of a user who may act; kept between calls by `Callers`. */
export type UserFacts = Omit<Principal, 'permissions' | keyof Arrival> & { readonly userId: number };

/** The facts of a user as columns over `users u join roles r`; groups count only for a group administrator. */
export const factColumns = sql`
  u.id, u.username, u.role_id, u.organisation_id, u.individual_id,
  r.perm_admin, r.perm_community_admin, r.perm_org_admin, r.perm_group_admin, r.perm_sync,
  r.perm_meta_field_editor, r.perm_view_all_orgs,
  case when r.perm_group_admin then coalesce((
    select array_agg(distinct m.organisation_id order by m.organisation_id)
    from org_group_admins a
    join org_groups g on g.id = a.org_group_id and g.deleted_at is null
    join org_group_organisations m on m.org_group_id = a.org_group_id
    where a.user_id = u.id), '{}') else '{}' end as administered`;

/** The facts in such a row. */
export const factsOf = (row: FactRow): UserFacts =>
  Object.freeze({
    userId: row.id,
    username: row.username,
    roleId: row.role_id,
    organisationId: row.organisation_id,
    individualId: row.individual_id,
    flags: Object.freeze({
      perm_admin: row.perm_admin,
      perm_community_admin: row.perm_community_admin,
      perm_org_admin: row.perm_org_admin,
      perm_group_admin: row.perm_group_admin,
      perm_sync: row.perm_sync,
      perm_meta_field_editor: row.perm_meta_field_editor,
      perm_view_all_orgs: row.perm_view_all_orgs,
    }),
    administeredOrganisationIds: Object.freeze(row.administered),
  });

/**
 * The facts of the enabled user for whom `condition` (over `users u`) holds; null when there is none or the account is
 * disabled: the caller cannot tell which. One statement.
 */
export async function userFacts(store: Store, condition: Sql): Promise<UserFacts | null> {
  const [row] = await store.readPrepared<FactRow>(sql`
    select ${factColumns} from users u join roles r on r.id = u.role_id where ${condition} and not u.disabled`);
  return row ? factsOf(row) : null;
}

/** The principal of one call by this user. */
export const principalOf = (facts: UserFacts, arrival: Arrival): Principal => userPrincipal({ ...facts, ...arrival });
