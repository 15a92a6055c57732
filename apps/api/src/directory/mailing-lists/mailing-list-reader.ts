import { type ListRequest, type MailingListMember, MailingListMembers, type RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  allOf,
  defineListPlan,
  likeText,
  notFound,
  type Page,
  type Principal,
  type Sql,
  Store,
  sql,
} from '../../kernel/index.js';
import { stateColumn } from '../encryption-keys/encryption-key-view.js';
import { addressesJson } from './mailing-addresses.js';
import { type MemberRow, toMember } from './mailing-list-view.js';
import { MailingListsService } from './mailing-lists.service.js';

const personName = sql`trim(i.first_name || ' ' || i.last_name)`;
const from = sql`mailing_list_members m join individuals i on i.id = m.individual_id and i.deleted_at is null`;
/** Whether somebody can write to the person `i` so that nobody else reads it. */
const hasKey = sql`exists (select from encryption_keys k where k.individual_id = i.id and k.deleted_at is null
  and ${stateColumn} = 'valid')`;

const memberColumns = (
  principal: Principal,
): Sql => sql`m.id, m.individual_id, i.uuid, ${personName} as name, i.email::text as email, m.origin,
  ${addressesJson(principal)} as addresses, ${hasKey} as has_key, m.created`;

/** Who is on a list, for all who see the list (decision 042). */
@Injectable()
export class MailingListReader {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(MailingListsService) private readonly lists: MailingListsService,
  ) {}

  /** A page of the members. Throws `NotFound`. */
  async members(principal: Principal, ref: RecordRef, request: ListRequest): Promise<Page<MailingListMember>> {
    const { id, mayChange } = await this.lists.get(principal, ref);
    const where = allOf([sql`m.mailing_list_id = ${id} and m.origin <> 'excluded'`, plan.where(request)]);
    const rows = await this.store.read<MemberRow>(
      sql`select ${memberColumns(principal)} from ${from} where ${where} ${plan.order(request)} ${plan.page(request)}`,
    );
    const [count] = request.total
      ? await this.store.read<{ n: number }>(sql`select count(*)::int as n from ${from} where ${where}`)
      : [];
    return {
      items: rows.map((row) => toMember(row, mayChange)),
      total: count?.n ?? null,
      page: request.page,
      limit: request.limit,
    };
  }

  /** All members, by name. Throws `NotFound`. */
  async everyone(principal: Principal, ref: RecordRef): Promise<MailingListMember[]> {
    const { id, mayChange } = await this.lists.get(principal, ref);
    const rows = await this.store.read<MemberRow>(sql`select ${memberColumns(principal)} from ${from}
      where m.mailing_list_id = ${id} and m.origin <> 'excluded' order by ${personName} collate "und-x-icu", m.id`);
    return rows.map((row) => toMember(row, mayChange));
  }

  /** One member of a list. Throws `NotFound`. */
  async member(principal: Principal, listId: number, individualId: number): Promise<MailingListMember> {
    const { mayChange } = await this.lists.get(principal, { id: listId });
    const row = await this.store.readOne<MemberRow>(sql`select ${memberColumns(principal)} from ${from}
      where m.mailing_list_id = ${listId} and m.origin <> 'excluded' and m.individual_id = ${individualId}`);
    if (!row) throw notFound('member of this list');
    return toMember(row, mayChange);
  }
}

const plan = defineListPlan(MailingListMembers, {
  key: sql`m.id`,
  fields: { name: personName, email: sql`i.email::text`, origin: sql`m.origin`, since: sql`m.created` },
  sorts: { name: sql`${personName} collate "und-x-icu"` },
  search: (q) =>
    sql`(i.folded like '%' || fold_text(${likeText(q)}) || '%' or i.email::text ilike ${`%${likeText(q)}%`})`,
});
