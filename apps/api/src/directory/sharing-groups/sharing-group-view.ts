import type { SharingGroup, SharingGroupMembership, SharingGroupParty } from '@cerebrate/contract';
import { name, type Principal, type Sql, sql } from '../../kernel/index.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { blueprintScope } from '../sharing-group-blueprints/blueprint.scope.js';
import type { MembershipSource } from './sharing-group.entity.js';
import { sharingGroupScope } from './sharing-group.scope.js';

/** An organisation as `partyJson` selects it. */
export type PartyRow = SharingGroupParty;

export interface GroupRow {
  id: number;
  uuid: string;
  name: string;
  releasability: string | null;
  description: string | null;
  owner: PartyRow;
  creator: { id: number; username: string } | null;
  active: boolean;
  local: boolean;
  members: number;
  blueprint: { id: number; name: string } | null;
  created: Date;
  modified: Date;
  version: number;
  may_change: boolean;
}

export interface MemberRow {
  id: number;
  organisation: PartyRow;
  extend: boolean;
  since: Date;
  source: MembershipSource;
}

/**
 * An organisation under `alias`, named to everybody who sees the circle it stands in: members know each other, as on the
 * wire. Whether its record may be opened is the scope's answer.
 */
export const partyJson = (principal: Principal, alias: string): Sql => {
  const column = (field: string): Sql => name(`${alias}.${field}`);
  return sql`json_build_object('id', ${column('id')}, 'uuid', ${column('uuid')}, 'name', ${column('name')},
    'country', ${column('country')}, 'maySee', ${organisationScope.see.where(principal, alias)})`;
};

/** Living organisations that are members today of the group under `alias`. */
export const membersCount = (alias: string): Sql => sql`(
  select count(*)::int from sharing_group_members m join organisations mo on mo.id = m.organisation_id and mo.deleted_at is null
  where m.sharing_group_id = ${name(`${alias}.id`)} and m.until is null)`;

/** Columns of a `GroupRow` over `sharing_groups g join organisations o`. */
export const groupColumns = (principal: Principal): Sql => sql`
  g.id, g.uuid, g.name, g.releasability, g.description, g.active, g.local, g.created, g.modified, g.version,
  ${partyJson(principal, 'o')} as owner, ${membersCount('g')} as members,
  (select json_build_object('id', u.id, 'username', u.username) from users u where u.id = g.user_id) as creator,
  (select json_build_object('id', b.id, 'name', b.name) from sharing_group_blueprints b
    where b.sharing_group_id = g.id and ${blueprintScope.see.where(principal, 'b')}) as blueprint,
  ${sharingGroupScope.change.where(principal, 'g')} as may_change`;

/** What `groupColumns` are selected from. */
export const groupFrom: Sql = sql`sharing_groups g join organisations o on o.id = g.organisation_id`;

/** A row as the contract shows it. */
export const toGroup = ({ may_change, created, modified, ...row }: GroupRow): SharingGroup => ({
  ...row,
  created: created.toISOString(),
  modified: modified.toISOString(),
  mayChange: may_change,
});

/** A membership as the contract shows it. */
export const toMembership = ({ since, ...row }: MemberRow): SharingGroupMembership => ({
  ...row,
  since: since.toISOString(),
});
