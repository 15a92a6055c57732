import { type RoleFlags, type User, UserList } from '@cerebrate/contract';
import { defineListPlan, likeText, type Sql, sql } from '../../kernel/index.js';

type Named = { id: number; uuid: string; name: string };

/** What `userColumns` and `may_change` select. */
export interface UserRow {
  id: number;
  uuid: string;
  username: string;
  disabled: boolean;
  role: Named & { flags: RoleFlags };
  organisation: (Named & { country: string | null }) | null;
  individual: User['individual'];
  groups: Named[];
  has_password: boolean;
  may_change: boolean;
  created: Date;
  modified: Date;
  version: number;
}

/** The tables behind a user's view; `u` is the scope's alias. */
export const userTables = sql`users u join roles r on r.id = u.role_id join individuals i on i.id = u.individual_id
  left join organisations o on o.id = u.organisation_id`;

/** All of a user that is shown; of the password only whether there is one. */
export const userColumns = sql`u.id, u.uuid, u.username, u.disabled, u.created, u.modified, u.version,
  u.password_hash is not null as has_password,
  jsonb_build_object('id', r.id, 'uuid', r.uuid, 'name', r.name, 'flags', jsonb_build_object(
    'perm_admin', r.perm_admin, 'perm_community_admin', r.perm_community_admin, 'perm_org_admin', r.perm_org_admin,
    'perm_group_admin', r.perm_group_admin, 'perm_sync', r.perm_sync,
    'perm_meta_field_editor', r.perm_meta_field_editor, 'perm_view_all_orgs', r.perm_view_all_orgs)) as role,
  case when o.id is not null then
    jsonb_build_object('id', o.id, 'uuid', o.uuid, 'name', o.name, 'country', o.country) end as organisation,
  jsonb_build_object('id', i.id, 'uuid', i.uuid, 'email', i.email, 'firstName', i.first_name, 'lastName', i.last_name) as individual,
  coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'uuid', g.uuid, 'name', g.name) order by g.name, g.id)
    from org_group_admins a join org_groups g on g.id = a.org_group_id and g.deleted_at is null
    where a.user_id = u.id), '[]') as groups`;

/** The order in which people expect names. */
const inOrder = (column: Sql): Sql => sql`${column} collate "und-x-icu"`;

/** How the list of users filters, sorts and searches. */
export const userPlan = defineListPlan(UserList, {
  key: sql`u.id`,
  fields: {
    username: sql`u.username::text`,
    uuid: sql`u.uuid`,
    firstName: sql`i.first_name`,
    lastName: sql`i.last_name`,
    email: sql`i.email::text`,
    individualId: sql`u.individual_id`,
    organisation: sql`o.name`,
    organisationId: sql`u.organisation_id`,
    country: sql`o.country`,
    role: sql`r.name`,
    roleId: sql`u.role_id`,
    disabled: sql`u.disabled`,
    created: sql`u.created`,
    modified: sql`u.modified`,
  },
  sorts: {
    username: inOrder(sql`u.username::text`),
    firstName: inOrder(sql`i.first_name`),
    lastName: inOrder(sql`i.last_name`),
    email: inOrder(sql`i.email::text`),
    organisation: inOrder(sql`o.name`),
    role: inOrder(sql`r.name`),
  },
  search: (q) =>
    sql`fold_text(concat_ws(' ', u.username, i.first_name, i.last_name, i.email, o.name)) like fold_text(${`%${likeText(q)}%`})`,
});

/** The row as the contract shows it. */
export const toView = ({ groups, has_password, may_change, created, modified, ...row }: UserRow): User => ({
  ...row,
  administeredGroups: groups,
  hasPassword: has_password,
  mayChange: may_change,
  created: created.toISOString(),
  modified: modified.toISOString(),
});
