import { defineScope, name, type Principal, sql, toldNouns } from '../../kernel/index.js';
import { changeableIds } from '../organisations/organisation.scope.js';
import type { MailingListEntity } from './mailing-list.entity.js';

/** A list with the people on it, for the rule on a row in hand. */
export type ListWithMembers = MailingListEntity & { memberIds: readonly number[] };

/**
 * Who sees and changes which mailing lists (WIRE-CONTRACT §9.2; FEATURES MLS-01, MLS-05). Change: community
 * administrators all; organisation and group administrators those they made and those of an organisation they
 * administer, so that a list outlives the account of its maker. See: these, those one made, and those one is on. Who
 * sees a list sees the people on it with the addresses it uses, also those outside their view otherwise (decision 042).
 */
export const mailingListScope = defineScope<ListWithMembers>({
  noun: 'mailing list',
  see: {
    where: (principal, alias) =>
      principal.flags.perm_community_admin
        ? sql`${name(`${alias}.deleted_at`)} is null`
        : sql`${name(`${alias}.deleted_at`)} is null and (${name(`${alias}.user_id`)} = ${principal.userId}
            or ${name(`${alias}.organisation_id`)} = any(${changeableIds(principal)}::int[])
            or exists (select 1 from mailing_list_members sm where sm.mailing_list_id = ${name(`${alias}.id`)}
              and sm.individual_id = ${principal.individualId} and sm.origin <> 'excluded'))`,
    allows: (row, principal) =>
      row.deletedAt === null &&
      (principal.flags.perm_community_admin ||
        isMaker(row, principal) ||
        administersOwner(row, principal) ||
        (principal.individualId !== null && row.memberIds.includes(principal.individualId))),
  },
  change: {
    where: (principal, alias) =>
      principal.flags.perm_community_admin
        ? sql`${name(`${alias}.deleted_at`)} is null`
        : sql`${name(`${alias}.deleted_at`)} is null and ${administers(principal)} and (${name(`${alias}.user_id`)} = ${principal.userId}
            or ${name(`${alias}.organisation_id`)} = any(${changeableIds(principal)}::int[]))`,
    allows: (row, principal) =>
      row.deletedAt === null &&
      (principal.flags.perm_community_admin ||
        (administers(principal) && (isMaker(row, principal) || administersOwner(row, principal)))),
  },
});

toldNouns.add({
  id: 'mailingList',
  table: 'mailing_lists',
  allow: 'mailingList:read',
  see: mailingListScope.see.where,
});

const administers = ({ flags }: Principal): boolean => flags.perm_org_admin || flags.perm_group_admin;
const isMaker = (row: MailingListEntity, { userId }: Principal): boolean => userId !== null && row.userId === userId;
const administersOwner = (row: MailingListEntity, principal: Principal): boolean =>
  row.organisationId !== null && changeableIds(principal).includes(row.organisationId);
