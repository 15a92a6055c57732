import type { IndividualRule, MailingList, MailingListMember, MailingListRow } from '@cerebrate/contract';
import { type Principal, type Sql, sql } from '../../kernel/index.js';
import { mailingListScope } from './mailing-list.scope.js';

/** What `listColumns` select. */
export interface ListRow {
  id: number;
  uuid: string;
  name: string;
  recipients: string | null;
  description: string | null;
  active: boolean;
  encrypted_only: boolean;
  owner: MailingListRow['owner'];
  creator: MailingListRow['creator'];
  members: number;
  is_dynamic: boolean;
  may_change: boolean;
  created: Date;
  modified: Date;
  version: number;
}

/** What `wholeColumns` select. */
export interface WholeRow extends ListRow {
  rule: IndividualRule | null;
  keeper: string | null;
  recalculated_at: Date | null;
  rule_problem: string | null;
  kept_off: number;
}

/** The number of living people on the list `l`. */
export const memberCount: Sql = sql`(select count(*)::int from mailing_list_members lm
  join individuals li on li.id = lm.individual_id and li.deleted_at is null
  where lm.mailing_list_id = l.id and lm.origin <> 'excluded')`;

/** Columns of a list over `mailing_lists l`, as this caller sees it. */
export const listColumns = (principal: Principal): Sql => sql`
  l.id, l.uuid, l.name, l.recipients, l.description, l.active, l.encrypted_only, l.created, l.modified, l.version,
  (select json_build_object('id', o.id, 'uuid', o.uuid, 'name', o.name) from organisations o where o.id = l.organisation_id) as owner,
  (select json_build_object('id', u.id, 'username', u.username) from users u where u.id = l.user_id) as creator,
  ${memberCount} as members, l.rule is not null as is_dynamic, (${mailingListScope.change.where(principal, 'l')}) is true as may_change`;

/** As `listColumns`, with what only the page of the list shows. */
export const wholeColumns = (
  principal: Principal,
): Sql => sql`${listColumns(principal)}, l.rule, l.recalculated_at, l.rule_problem,
  (select u.username::text from users u where u.id = l.keeper_id) as keeper,
  (select count(*)::int from mailing_list_members x where x.mailing_list_id = l.id and x.origin = 'excluded') as kept_off`;

/** A row as the contract has it. */
export const toListItem = (row: ListRow): MailingListRow => ({
  id: row.id,
  uuid: row.uuid,
  name: row.name,
  recipients: row.recipients,
  description: row.description,
  active: row.active,
  encryptedOnly: row.encrypted_only,
  owner: row.owner,
  creator: row.creator,
  members: row.members,
  isDynamic: row.is_dynamic,
  created: row.created.toISOString(),
  modified: row.modified.toISOString(),
  version: row.version,
  mayChange: row.may_change,
});

/** A whole list; its rule is told to those who may change it. */
export const toWhole = (row: WholeRow): MailingList => ({
  ...toListItem(row),
  rule: row.may_change ? row.rule : null,
  keeper: row.keeper,
  recalculatedAt: row.recalculated_at?.toISOString() ?? null,
  ruleProblem: row.may_change ? row.rule_problem : null,
  keptOff: row.may_change ? row.kept_off : 0,
});

/** What `memberColumns` select. */
export interface MemberRow {
  id: number;
  individual_id: number;
  uuid: string;
  name: string;
  email: string;
  origin: 'hand' | 'rule';
  addresses: MailingListMember['addresses'];
  has_key: boolean;
  created: Date;
}

/** A member as the contract has it; whoever may not change the list is told the addresses it uses and no other. */
export const toMember = (row: MemberRow, mayChange: boolean): MailingListMember => {
  const addresses = mayChange ? row.addresses : row.addresses.filter(({ chosen }) => chosen);
  const isPrimaryTold = addresses.some(({ source }) => source === 'primary');
  return {
    id: row.id,
    individual: {
      id: row.individual_id,
      uuid: row.uuid,
      name: row.name,
      email: isPrimaryTold ? row.email : '',
    },
    origin: row.origin,
    addresses,
    hasKey: row.has_key,
    since: row.created.toISOString(),
  };
};
