import { defineScope, name, type Principal, type Sql, sql, toldNouns } from '../../kernel/index.js';
import type { OrgGroupEntity } from './org-group.entity.js';

/**
 * Who sees and changes which organisation groups (WIRE-CONTRACT §9.2; FEATURES OGR-01). See: everybody all of them,
 * but in each only the organisations they may see. Change: community administrators.
 */
export const orgGroupScope = defineScope<OrgGroupEntity>({
  noun: 'organisation group',
  see: {
    where: (_principal, alias) => sql`${name(`${alias}.deleted_at`)} is null`,
    allows: (row) => row.deletedAt === null,
  },
  change: {
    where: (principal, alias) =>
      principal.flags.perm_community_admin ? sql`${name(`${alias}.deleted_at`)} is null` : sql`false`,
    allows: (row, principal) => row.deletedAt === null && principal.flags.perm_community_admin,
  },
});

toldNouns.add({ id: 'orgGroup', table: 'org_groups', allow: 'orgGroup:read', see: orgGroupScope.see.where });

/**
 * Whether the principal looks after the members of a group (FEATURES OGR-02): community administrators all; group
 * administrators those they were made administrators of. The original means this too, but its list of routes forbids it.
 */
export const enrolsIn = ({ flags, userId }: Principal, groupId: Sql): Sql =>
  flags.perm_community_admin
    ? sql`true`
    : flags.perm_group_admin && userId !== null
      ? sql`exists (select from org_group_admins ea where ea.org_group_id = ${groupId} and ea.user_id = ${userId})`
      : sql`false`;
