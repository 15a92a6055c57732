import { defineScope, name, type Principal, sql, toldNouns } from '../../kernel/index.js';
import type { SharingGroupEntity } from './sharing-group.entity.js';

/** A sharing group with the organisations that are members today, for the rule on a row in hand. */
export type GroupWithMembers = SharingGroupEntity & { memberIds: readonly number[] };

/**
 * Who sees and changes which sharing groups (WIRE-CONTRACT §4.6, §9.2; FEATURES SGR-01, SGR-02). See: community
 * administrators all; everybody else those owned by their organisation or counting it among the members. Change:
 * community administrators all; organisation and group administrators those owned by their own organisation. Neither
 * `perm_sync` nor `perm_view_all_orgs` opens a group: a circle is seen from inside.
 */
export const sharingGroupScope = defineScope<GroupWithMembers>({
  noun: 'sharing group',
  see: {
    where: (principal, alias) =>
      principal.flags.perm_community_admin
        ? sql`${name(`${alias}.deleted_at`)} is null`
        : sql`${name(`${alias}.deleted_at`)} is null and (${name(`${alias}.organisation_id`)} = ${principal.organisationId}
            or exists (select 1 from sharing_group_members sm where sm.sharing_group_id = ${name(`${alias}.id`)}
              and sm.organisation_id = ${principal.organisationId} and sm.until is null))`,
    allows: (row, principal) =>
      row.deletedAt === null &&
      (principal.flags.perm_community_admin ||
        isOwner(row, principal) ||
        (principal.organisationId !== null && row.memberIds.includes(principal.organisationId))),
  },
  change: {
    where: (principal, alias) =>
      principal.flags.perm_community_admin
        ? sql`${name(`${alias}.deleted_at`)} is null`
        : sql`${name(`${alias}.deleted_at`)} is null and ${administers(principal)} and ${name(`${alias}.organisation_id`)} = ${principal.organisationId}`,
    allows: (row, principal) =>
      row.deletedAt === null &&
      (principal.flags.perm_community_admin || (administers(principal) && isOwner(row, principal))),
  },
});

toldNouns.add({
  id: 'sharingGroup',
  table: 'sharing_groups',
  allow: 'sharingGroup:read',
  see: sharingGroupScope.see.where,
});

const administers = ({ flags }: Principal): boolean => flags.perm_org_admin || flags.perm_group_admin;

const isOwner = (row: SharingGroupEntity, { organisationId }: Principal): boolean =>
  organisationId !== null && row.organisationId === organisationId;
