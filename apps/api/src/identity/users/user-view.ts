import { type RoleFlags, type User, UserList, type UserRow } from '@cerebrate/contract';
import type { MetaFields } from '../../fields/index.js';
import { defineListPlan, empty, type ListPlan, likeText, type Principal, type Sql, sql } from '../../kernel/index.js';
import { userScope } from './user.scope.js';

type Named = { id: number; uuid: string; name: string };

/** What `listColumns` select. */
export interface StoredUser {
  id: number;
  uuid: string;
  username: string;
  disabled: boolean;
  role: Named & { flags: RoleFlags };
  organisation: (Named & { country: string | null }) | null;
  individual: User['individual'];
  groups: Named[];
  has_password: boolean;
  settings: number;
  sso_state: User['ssoState'];
  may_change: boolean;
  created: Date;
  modified: Date;
  version: number;
  meta?: UserRow['meta'] | null;
}

/** What `wholeColumns` select. */
export interface WholeUser extends StoredUser {
  meta_fields: User['metaFields'];
}

/** The tables behind a user's view; `u` is the scope's alias. */
export const userTables = sql`users u join roles r on r.id = u.role_id join individuals i on i.id = u.individual_id
  left join organisations o on o.id = u.organisation_id`;

/** All of a user that is shown; of the password only whether there is one. */
const userColumns = sql`u.id, u.uuid, u.username, u.disabled, u.created, u.modified, u.version,
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
    where a.user_id = u.id), '[]') as groups,
  (select count(*)::int from user_settings s where s.user_id = u.id) as settings,
  (select x.state from sso_accounts x where x.user_id = u.id) as sso_state`;

/** The columns of a list; values of the asked meta-fields with it. Whether the caller may change a row is a column of the row. */
export const listColumns = (principal: Principal, metaFields: MetaFields, fieldIds: readonly number[]): Sql =>
  sql`${userColumns}, (${userScope.change.where(principal, 'u')}) as may_change${
    fieldIds.length === 0 ? empty : sql`, ${metaFields.columnOf(principal, 'user', sql`u.id`, fieldIds)} as meta`
  }`;

/** The columns of one whole user. */
export const wholeColumns = (principal: Principal, metaFields: MetaFields): Sql =>
  sql`${listColumns(principal, metaFields, [])}, ${metaFields.jsonOf(principal, 'user', sql`u.id`)} as meta_fields`;

/** The order in which people expect names. */
const inOrder = (column: Sql): Sql => sql`${column} collate "und-x-icu"`;

/** How the list of users filters, sorts and searches for this caller. */
export const userPlan = (principal: Principal, metaFields: MetaFields): ListPlan =>
  defineListPlan(UserList, {
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
      groupId: sql`a.org_group_id`,
      settings: sql`(select count(*)::int from user_settings s where s.user_id = u.id)`,
      disabled: sql`u.disabled`,
      ssoState: sql`(select x.state::text from sso_accounts x where x.user_id = u.id)`,
      created: sql`u.created`,
      modified: sql`u.modified`,
    },
    many: {
      groupId: (having) =>
        sql`exists (select from org_group_admins a join org_groups g on g.id = a.org_group_id and g.deleted_at is null
        where a.user_id = u.id and ${having})`,
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
    meta: (filter) => metaFields.conditions(principal, 'user', sql`u.id`, filter),
  });

const facts = ({
  groups,
  has_password,
  may_change,
  sso_state,
  created,
  modified,
  meta: _meta,
  ...row
}: StoredUser): Omit<UserRow, 'meta'> => ({
  ...row,
  administeredGroups: groups,
  hasPassword: has_password,
  mayChange: may_change,
  ssoState: sso_state,
  created: created.toISOString(),
  modified: modified.toISOString(),
});

/** A row of a list as the contract shows it. */
export const toListItem = (row: StoredUser): UserRow => ({ ...facts(row), meta: row.meta ?? {} });

/** A whole row as the contract shows it. */
export const toWhole = ({ meta_fields, ...row }: WholeUser): User => ({ ...facts(row), metaFields: meta_fields });
