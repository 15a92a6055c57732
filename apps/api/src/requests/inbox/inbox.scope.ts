import { allOf, defineScope, type Face, name, type Principal, sql } from '../../kernel/index.js';
import type { InboxEntity } from './inbox.entity.js';

/** A request as the rules judge it. */
export type JudgedRequest = Pick<InboxEntity, 'organisationId' | 'forOrganisation'>;

/** Whoever sees a request may decide it. */
const reach: Face<JudgedRequest> = {
  where: (principal, alias) =>
    principal.flags.perm_community_admin
      ? sql`true`
      : allOf([
          sql`${name(`${alias}.for_organisation`)}`,
          sql`${name(`${alias}.organisation_id`)} = any(${administered(principal)}::int[])`,
        ]),
  allows: (row, principal) =>
    principal.flags.perm_community_admin ||
    (row.forOrganisation && row.organisationId !== null && administered(principal).includes(row.organisationId)),
};

/**
 * Who sees and decides which requests (WIRE-CONTRACT §9.2; FEATURES MSG-01, REG-03): community administrators all;
 * organisation administrators those about their organisation, and group administrators those about the organisations
 * they administer, of the kinds that say so.
 */
export const inboxScope = defineScope<InboxEntity>({ noun: 'request', see: reach, change: reach });

/** The organisations for whose people the principal decides. */
function administered({ flags, organisationId, administeredOrganisationIds }: Principal): number[] {
  return [
    ...(flags.perm_org_admin && organisationId !== null ? [organisationId] : []),
    ...(flags.perm_group_admin ? administeredOrganisationIds : []),
  ];
}
