import { randomUUID } from 'node:crypto';
import {
  type ChosenAddresses,
  type History,
  type HistoryQuery,
  type IndividualRule,
  type ListRequest,
  type MailingList,
  type MailingListChanges,
  MailingListList,
  type MailingListPreview,
  type MailingListRow,
  type MemberOutcome,
  type NewMailingList,
  type RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  allOf,
  defineListPlan,
  historyOf,
  likeText,
  notFound,
  type Principal,
  Records,
  refCondition,
  rowToChange,
  rowToRestore,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { MailingListEntity } from './mailing-list.entity.js';
import { type ListWithMembers, mailingListScope } from './mailing-list.scope.js';
import { MailingListPeople, type Newcomers } from './mailing-list-people.js';
import {
  type ListRow,
  listColumns,
  memberCount,
  toListItem,
  toWhole,
  type WholeRow,
  wholeColumns,
} from './mailing-list-view.js';

const columns = ['name', 'recipients', 'description', 'active', 'encryptedOnly'] as const;

/** Mailing lists (FEATURES MLS-01…05): by hand and by rule, deleted only as far as they can be restored. */
@Injectable()
export class MailingListsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(MailingListPeople) private readonly people: MailingListPeople,
  ) {}

  /** A page of the lists the caller may see. */
  list(principal: Principal, request: ListRequest) {
    return this.#records(principal).list(principal, request);
  }

  /** Every list of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records(principal).stream(principal, request);
  }

  /** One list. Throws `NotFound`. */
  async get(principal: Principal, ref: RecordRef): Promise<MailingList> {
    const row = await this.store.readOne<WholeRow>(sql`select ${wholeColumns(principal)} from mailing_lists l
      where ${allOf([mailingListScope.see.where(principal, 'l'), refCondition('l', ref)])}`);
    if (!row) throw notFound('mailing list');
    return toWhole(row);
  }

  /** Adds a list of the caller's organisation; with a rule its members are found at once. Throws `InvalidInput`, `Conflict`. */
  async create(principal: Principal, input: NewMailingList): Promise<MailingList> {
    const id = await this.store.work(principal, async (work) => {
      const list = await work.insert(MailingListEntity, {
        uuid: input.uuid ?? randomUUID(),
        name: input.name,
        recipients: input.recipients || null,
        description: input.description || null,
        active: input.active ?? true,
        encryptedOnly: input.encryptedOnly ?? false,
        organisationId: principal.organisationId,
        userId: principal.userId,
        rule: input.rule ?? null,
        keeperId: input.rule ? principal.userId : null,
        recalculatedAt: null,
        ruleProblem: null,
        deletedAt: null,
      });
      if (list.rule !== null) await this.#follow(work, list, list.rule);
      return list.id;
    });
    return this.get(principal, { id });
  }

  /** Changes what is mentioned. Throws `NotFound`, `NotAllowed`, `InvalidInput`, `StaleWrite`. */
  async update(
    principal: Principal,
    ref: RecordRef,
    changes: MailingListChanges,
    ifMatch?: number,
  ): Promise<MailingList> {
    const id = await this.store.work(principal, async (work) => {
      const list = await this.toChange(work, ref, ifMatch);
      for (const key of columns) {
        const value = changes[key];
        if (value !== undefined) Object.assign(list, { [key]: value === '' ? null : value });
      }
      const isNewRule = changes.rule !== undefined && JSON.stringify(changes.rule) !== JSON.stringify(list.rule);
      if (isNewRule) {
        list.rule = changes.rule ?? null;
        list.keeperId = changes.rule ? principal.userId : null;
        list.ruleProblem = null;
      } else if (changes.rule && list.ruleProblem !== null) list.keeperId = principal.userId;
      const isKeptAnew = await work.save(MailingListEntity, list);
      if (isNewRule || (isKeptAnew && changes.rule)) await this.#follow(work, list, list.rule);
      return list.id;
    });
    return this.get(principal, { id });
  }

  /** Hides a list until it is restored. Throws `NotFound`, `NotAllowed`, `StaleWrite`. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, async (work) => {
      const list = await this.toChange(work, ref, ifMatch);
      list.deletedAt = work.now;
      await work.save(MailingListEntity, list, 'delete');
    });
  }

  /** Brings a deleted list back as it was. Throws `NotFound`, and `Conflict` when its uuid is taken meanwhile. */
  async restore(principal: Principal, ref: RecordRef): Promise<MailingList> {
    const id = await this.store.work(principal, async (work) => {
      const judged = (row: MailingListEntity) => ({ ...row, memberIds: [] });
      const list = await rowToRestore(work, MailingListEntity, mailingListScope, ref, judged);
      list.deletedAt = null;
      await work.save(MailingListEntity, list, 'undelete');
      return list.id;
    });
    return this.get(principal, { id });
  }

  /** Adds people and all people of organisations. Throws as `MailingListPeople.add`. */
  addMembers(principal: Principal, ref: RecordRef, newcomers: Newcomers): Promise<MemberOutcome> {
    return this.#change(principal, ref, (work, list) => this.people.add(work, list, newcomers));
  }

  /** Takes people off. */
  removeMembers(principal: Principal, ref: RecordRef, individualIds: readonly number[]): Promise<MemberOutcome> {
    return this.#change(principal, ref, (work, list) => this.people.remove(work, list, individualIds));
  }

  /** Which addresses of a member are used; answers the id of the list. Throws as `MailingListPeople.choose`. */
  choose(principal: Principal, ref: RecordRef, individualId: number, addresses: ChosenAddresses): Promise<number> {
    return this.#change(principal, ref, async (work, list) => {
      await this.people.choose(work, list, individualId, addresses);
      return list.id;
    });
  }

  /** Follows the rule of a list now. */
  recalculate(principal: Principal, ref: RecordRef): Promise<MemberOutcome> {
    return this.#change(principal, ref, (work, list) => this.people.recalculate(work, list));
  }

  /** Whom a rule finds in the view of the caller. Throws `InvalidInput`, `NotFound`. */
  async preview(principal: Principal, rule: IndividualRule, ref: RecordRef | undefined): Promise<MailingListPreview> {
    const list = ref === undefined ? null : await this.get(principal, ref);
    if (list && !list.mayChange) throw notFound('mailing list');
    return this.people.preview((query) => this.store.read(query), principal, rule, list?.id ?? null);
  }

  /** Every change of a list, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'mailingList', id, query);
  }

  /** The list to change, locked. Throws `NotFound`, `NotAllowed`, `StaleWrite`. */
  async toChange(work: Work, ref: RecordRef, ifMatch?: number): Promise<MailingListEntity> {
    const own = await work.query<{ id: number }>(sql`
      select m.mailing_list_id as id from mailing_list_members m
      where m.individual_id = ${work.principal.individualId} and m.origin <> 'excluded'`);
    const withMembers = (row: MailingListEntity): ListWithMembers => ({
      ...row,
      memberIds: own.some(({ id }) => id === row.id) ? [work.principal.individualId ?? 0] : [],
    });
    const { noun, see, change } = mailingListScope;
    return rowToChange(
      work,
      MailingListEntity,
      {
        noun,
        see: { ...see, allows: (row, principal) => see.allows(withMembers(row), principal) },
        change: { ...change, allows: (row, principal) => change.allows(withMembers(row), principal) },
      },
      ref,
      ifMatch,
    );
  }

  #change<T>(
    principal: Principal,
    ref: RecordRef,
    act: (work: Work, list: MailingListEntity) => Promise<T>,
  ): Promise<T> {
    return this.store.work(principal, async (work) => act(work, await this.toChange(work, ref)));
  }

  /** A rule that cannot be followed is refused while somebody is there to mend it. */
  async #follow(work: Work, list: MailingListEntity, rule: IndividualRule | null): Promise<void> {
    if (rule !== null) await this.people.preview((query) => work.query(query), work.principal, rule, null);
    await this.people.recalculate(work, list);
  }

  #records(principal: Principal): Records<ListWithMembers, MailingListRow, ListRow> {
    return new Records<ListWithMembers, MailingListRow, ListRow>(this.store, {
      entity: MailingListEntity as new () => ListWithMembers,
      scope: mailingListScope,
      plan: defineListPlan(MailingListList, {
        key: sql`l.id`,
        fields: {
          id: sql`l.id`,
          name: sql`l.name`,
          uuid: sql`l.uuid`,
          recipients: sql`l.recipients`,
          description: sql`l.description`,
          active: sql`l.active`,
          dynamic: sql`(l.rule is not null)`,
          members: memberCount,
          created: sql`l.created`,
          modified: sql`l.modified`,
        },
        sorts: { name: sql`l.name collate "und-x-icu"` },
        search: (q) => {
          const like = `%${likeText(q)}%`;
          return sql`(l.name ilike ${like} or l.recipients ilike ${like} or l.description ilike ${like} or l.uuid::text = ${q.toLowerCase()})`;
        },
      }),
      select: { alias: 'l', columns: listColumns(principal), from: sql`mailing_lists l` },
      toView: toListItem,
    });
  }
}
