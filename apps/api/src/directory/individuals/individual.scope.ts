import { defineScope, name, type Principal, type Sql, sql, toldNouns } from '../../kernel/index.js';
import { changeableIds, ownIds } from '../organisations/organisation.scope.js';
import type { IndividualEntity } from './individual.entity.js';

/** A person with the organisations of its alignments, for the rule on a row in hand. */
export type AlignedIndividual = IndividualEntity & {
  /** Of all alignments, also of those that ended or have not begun. */
  readonly alignedWith: readonly number[];
  /** Of those in force today. */
  readonly currentlyWith: readonly number[];
};

/** Whether an alignment is in force today, by the day of UTC. */
export const isCurrent = (alias: string): Sql => {
  const today = sql`(now() at time zone 'utc')::date`;
  return sql`(coalesce(${name(`${alias}.valid_from`)} <= ${today}, true) and coalesce(${name(`${alias}.valid_until`)} >= ${today}, true))`;
};

/**
 * Who sees and changes which people (WIRE-CONTRACT §3.2, §9.2): community administrators all; everybody else those
 * aligned with their own organisation or one they administer, and themselves; organisation administrators change the
 * people of their organisation, group administrators those of their groups (decision 111), both themselves. An alignment that is not in force shows the person and gives no right to
 * change them (decision 021). Nobody changes an anonymous person.
 */
export const individualScope = defineScope<AlignedIndividual>({
  noun: 'individual',
  see: {
    where: (principal, alias) =>
      principal.flags.perm_community_admin
        ? sql`${name(`${alias}.deleted_at`)} is null`
        : sql`${name(`${alias}.deleted_at`)} is null and (${name(`${alias}.id`)} = ${principal.individualId}
            or exists (select 1 from alignments sa where sa.individual_id = ${name(`${alias}.id`)} and sa.organisation_id = any(${ownIds(principal)}::int[])))`,
    allows: (row, principal) =>
      row.deletedAt === null &&
      (principal.flags.perm_community_admin ||
        row.id === principal.individualId ||
        row.alignedWith.some((id) => ownIds(principal).includes(id))),
  },
  change: {
    where: (principal, alias) =>
      principal.flags.perm_community_admin
        ? isKnown(alias)
        : sql`${isKnown(alias)} and ${administers(principal)} and (${name(`${alias}.id`)} = ${principal.individualId}
            or exists (select 1 from alignments sa where sa.individual_id = ${name(`${alias}.id`)}
              and sa.organisation_id = any(${changeableIds(principal)}::int[]) and ${isCurrent('sa')}))`,
    allows: (row, principal) =>
      row.deletedAt === null &&
      !row.anonymisedAt &&
      (principal.flags.perm_community_admin ||
        (administers(principal) &&
          (row.id === principal.individualId ||
            row.currentlyWith.some((id) => changeableIds(principal).includes(id))))),
  },
});

toldNouns.add({ id: 'individual', table: 'individuals', allow: 'individual:read', see: individualScope.see.where });

const isKnown = (alias: string): Sql =>
  sql`${name(`${alias}.deleted_at`)} is null and ${name(`${alias}.anonymised_at`)} is null`;

const administers = ({ flags }: Principal): boolean => flags.perm_org_admin || flags.perm_group_admin;
