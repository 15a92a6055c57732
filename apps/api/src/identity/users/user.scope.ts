import { assignableFlags, isWithin, type Reach, type RoleFlag, type RoleFlags, roleFlags } from '@cerebrate/contract';
import { allOf, anyOf, defineScope, name, type Principal, type Sql, sql } from '../../kernel/index.js';

/** A user as the rules judge it; without the flags of its role it is nobody's to change. */
export interface JudgedUser {
  readonly id: number;
  readonly organisationId: number | null;
  readonly flags?: RoleFlags;
}

/**
 * Who sees and changes which users (WIRE-CONTRACT §3.4, §9.2; FEATURES USR-13).
 * See: everybody themselves; community administrators all; organisation administrators those of their organisation;
 * group administrators those of the organisations they administer. Change: of these, the ones whose role has no flag
 * that the caller may not hand on there, since who may set a password may become that user.
 */
export const userScope = defineScope<JudgedUser>({
  noun: 'user',
  see: {
    where: (principal, alias) => {
      if (principal.flags.perm_community_admin) return sql`true`;
      const mine = sql`${name(`${alias}.id`)} = ${principal.userId}`;
      return anyOf([mine, ...reaches(principal).map(({ ids }) => isOneOf(alias, ids))]);
    },
    allows: (row, principal) =>
      row.id === principal.userId || assignableFlags(principal.flags, reachOf(principal, row.organisationId)) !== null,
  },
  change: {
    where: (principal, alias) => {
      if (principal.flags.perm_community_admin) return hasOnly(alias, assignableFlags(principal.flags, nowhere));
      return anyOf(
        reaches(principal).map(({ ids, reach }) =>
          allOf([isOneOf(alias, ids), hasOnly(alias, assignableFlags(principal.flags, reach))]),
        ),
      );
    },
    allows: (row, principal) => {
      const assignable = assignableFlags(principal.flags, reachOf(principal, row.organisationId));
      return assignable !== null && row.flags !== undefined && isWithin(row.flags, assignable);
    },
  },
});

/** How an organisation stands to the principal. */
export const reachOf = (principal: Principal, organisationId: number | null): Reach => ({
  isOwn: organisationId !== null && organisationId === principal.organisationId,
  isAdministered: organisationId !== null && principal.administeredOrganisationIds.includes(organisationId),
});

const nowhere: Reach = { isOwn: false, isAdministered: false };

/** The organisations whose users the principal administers, by the right it does so. */
function reaches({
  flags,
  organisationId,
  administeredOrganisationIds,
}: Principal): { ids: readonly number[]; reach: Reach }[] {
  const found: { ids: readonly number[]; reach: Reach }[] = [];
  if (flags.perm_org_admin && organisationId !== null)
    found.push({ ids: [organisationId], reach: { ...nowhere, isOwn: true } });
  if (flags.perm_group_admin && administeredOrganisationIds.length > 0)
    found.push({ ids: administeredOrganisationIds, reach: { ...nowhere, isAdministered: true } });
  return found;
}

const isOneOf = (alias: string, ids: readonly number[]): Sql =>
  sql`${name(`${alias}.organisation_id`)} = any(${[...ids]}::int[])`;

function hasOnly(alias: string, allowed: ReadonlySet<RoleFlag> | null): Sql {
  if (allowed === null) return sql`false`;
  const refused = roleFlags.filter((flag) => !allowed.has(flag)).map((flag) => sql`not ${name(`judged.${flag}`)}`);
  return sql`exists (select from roles judged where judged.id = ${name(`${alias}.role_id`)} and ${allOf(refused)})`;
}
