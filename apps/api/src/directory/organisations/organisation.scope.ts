import { defineScope, name, type Principal, sql, toldNouns } from '../../kernel/index.js';
import type { OrganisationEntity } from './organisation.entity.js';

/**
 * Who sees and changes which organisations (WIRE-CONTRACT §4.6, §9.2; FEATURES ORG-06, ORG-09).
 * See: everybody their own and those of the groups they administer; all for instance and community administrators and
 * for roles with `perm_view_all_orgs`. Change: community administrators all; organisation administrators their own;
 * group administrators those of their groups (the original means this too but its list of routes forbids it).
 */
export const organisationScope = defineScope<OrganisationEntity>({
  noun: 'organisation',
  see: {
    where: (principal, alias) =>
      seesAll(principal)
        ? sql`${name(`${alias}.deleted_at`)} is null`
        : sql`${name(`${alias}.deleted_at`)} is null and ${name(`${alias}.id`)} = any(${ownIds(principal)}::int[])`,
    allows: (row, principal) => row.deletedAt === null && (seesAll(principal) || ownIds(principal).includes(row.id)),
  },
  change: {
    where: (principal, alias) =>
      principal.flags.perm_community_admin
        ? sql`${name(`${alias}.deleted_at`)} is null`
        : sql`${name(`${alias}.deleted_at`)} is null and ${name(`${alias}.id`)} = any(${changeableIds(principal)}::int[])`,
    allows: (row, principal) =>
      row.deletedAt === null && (principal.flags.perm_community_admin || changeableIds(principal).includes(row.id)),
  },
});

toldNouns.add({
  id: 'organisation',
  table: 'organisations',
  allow: 'organisation:read',
  see: organisationScope.see.where,
});

const seesAll = ({ flags }: Principal): boolean =>
  flags.perm_admin || flags.perm_community_admin || flags.perm_view_all_orgs;

/** The caller's own organisation and those of the groups they administer; what relations to people are judged by. */
export const ownIds = ({ organisationId, administeredOrganisationIds }: Principal): number[] =>
  organisationId === null ? [...administeredOrganisationIds] : [organisationId, ...administeredOrganisationIds];

/** Organisations a caller who is no community administrator may change. */
export function changeableIds({ flags, organisationId, administeredOrganisationIds }: Principal): number[] {
  const own = flags.perm_org_admin && organisationId !== null ? [organisationId] : [];
  return flags.perm_group_admin ? [...own, ...administeredOrganisationIds] : own;
}
