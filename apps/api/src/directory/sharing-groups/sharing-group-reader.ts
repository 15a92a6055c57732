import {
  type ListRequest,
  type RecordRef,
  type SharingGroup,
  SharingGroupList,
  SharingGroupMemberList,
  type SharingGroupMembership,
  type SharingGroupMembersOnDay,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  allOf,
  anyOf,
  defineListPlan,
  likeText,
  notFound,
  type Page,
  type Principal,
  refCondition,
  type Sql,
  Store,
  sql,
} from '../../kernel/index.js';
import { sharingGroupScope } from './sharing-group.scope.js';
import {
  type GroupRow,
  groupColumns,
  groupFrom,
  type MemberRow,
  membersCount,
  type PartyRow,
  partyJson,
  toGroup,
  toMembership,
} from './sharing-group-view.js';

/** Reads of sharing groups and their members: every one of them inside the caller's scope. */
@Injectable()
export class SharingGroupReader {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** A page of groups: one statement for the rows, one for the total, which counts what the caller sees. */
  async list(principal: Principal, request: ListRequest): Promise<Page<SharingGroup>> {
    const where = groupsWhere(principal, request);
    const rows = await this.store.read<GroupRow>(
      sql`select ${groupColumns(principal)} from ${groupFrom} where ${where} ${plan.order(request)} ${plan.page(request)}`,
    );
    const total = request.total ? await this.#total(sql`${groupFrom} where ${where}`) : null;
    return { items: rows.map(toGroup), total, page: request.page, limit: request.limit };
  }

  /** Every group of a request, unpaged. */
  async *stream(principal: Principal, request: ListRequest): AsyncGenerator<SharingGroup> {
    const query = sql`select ${groupColumns(principal)} from ${groupFrom} where ${groupsWhere(principal, request)} ${plan.order(request)}`;
    for await (const row of this.store.stream<GroupRow>(query)) yield toGroup(row);
  }

  /** One group. Throws `NotFound`. */
  async get(principal: Principal, ref: RecordRef): Promise<SharingGroup> {
    const where = allOf([sharingGroupScope.see.where(principal, 'g'), refCondition('g', ref)]);
    const row = await this.store.readOne<GroupRow>(
      sql`select ${groupColumns(principal)} from ${groupFrom} where ${where}`,
    );
    if (!row) throw notFound('sharing group');
    return toGroup(row);
  }

  /** A page of a group's members of today. Throws `NotFound` for a group the caller does not see. */
  async members(principal: Principal, ref: RecordRef, request: ListRequest): Promise<Page<SharingGroupMembership>> {
    const { id } = await this.get(principal, ref);
    const where = membersWhere(id, request);
    const rows = await this.store.read<MemberRow>(
      sql`select ${memberColumns(principal)} from ${memberFrom} where ${where} ${memberPlan.order(request)} ${memberPlan.page(request)}`,
    );
    const total = request.total ? await this.#total(sql`${memberFrom} where ${where}`) : null;
    return { items: rows.map(toMembership), total, page: request.page, limit: request.limit };
  }

  /** Every member of a request, unpaged. Throws `NotFound`. */
  async *streamMembers(
    principal: Principal,
    ref: RecordRef,
    request: ListRequest,
  ): AsyncGenerator<SharingGroupMembership> {
    const { id } = await this.get(principal, ref);
    const query = sql`select ${memberColumns(principal)} from ${memberFrom} where ${membersWhere(id, request)} ${memberPlan.order(request)}`;
    for await (const row of this.store.stream<MemberRow>(query)) yield toMembership(row);
  }

  /**
   * Who was a member at some time of a day (UTC), each with the membership as it last was on it: who joined in the
   * evening and who left in the morning both count. Organisations deleted since are told, too: it is what was.
   */
  async membersOn(principal: Principal, ref: RecordRef, day: string): Promise<SharingGroupMembersOnDay> {
    const { id } = await this.get(principal, ref);
    const begins = new Date(`${day}T00:00:00Z`);
    const ends = new Date(begins.getTime() + 86_400_000);
    const rows = await this.store.read<{
      organisation: PartyRow;
      extend: boolean;
      since: Date;
      until: Date | null;
    }>(sql`
      select d.organisation, d.extend, d.since, d.until from (
        select distinct on (m.organisation_id) ${partyJson(principal, 'o')} as organisation, o.name, m.extend, m.since, m.until
        from sharing_group_members m join organisations o on o.id = m.organisation_id
        where m.sharing_group_id = ${id} and m.since < ${ends} and (m.until is null or m.until >= ${begins})
        order by m.organisation_id, m.since desc, m.id desc) d
      order by d.name collate "und-x-icu"`);
    const members = rows.map(({ since, until, ...row }) => ({
      ...row,
      since: since.toISOString(),
      until: until?.toISOString() ?? null,
    }));
    return { day, members };
  }

  async #total(from: Sql): Promise<number> {
    const row = await this.store.readOne<{ n: number }>(sql`select count(*)::int as n from ${from}`);
    return row?.n ?? 0;
  }
}

const holds = (column: Sql, text: string): Sql => sql`lower(${column}) like ${`%${likeText(text.toLowerCase())}%`}`;

const plan = defineListPlan(SharingGroupList, {
  key: sql`g.id`,
  fields: {
    id: sql`g.id`,
    name: sql`g.name`,
    uuid: sql`g.uuid`,
    owner: sql`o.name`,
    ownerId: sql`g.organisation_id`,
    member: sql`fm.organisation_id`,
    members: membersCount('g'),
    releasability: sql`g.releasability`,
    description: sql`g.description`,
    active: sql`g.active`,
    local: sql`g.local`,
    created: sql`g.created`,
    modified: sql`g.modified`,
  },
  sorts: { name: sql`g.name collate "und-x-icu"`, owner: sql`o.name collate "und-x-icu"` },
  many: {
    member: (having) => sql`exists (select 1 from sharing_group_members fm
      where fm.sharing_group_id = g.id and fm.until is null and ${having})`,
  },
  search: (q) =>
    anyOf([
      holds(sql`g.name`, q),
      sql`fold_text(g.name) like '%' || fold_text(${likeText(q)}) || '%'`,
      holds(sql`o.name`, q),
      holds(sql`g.releasability`, q),
      holds(sql`g.description`, q),
      sql`g.uuid::text = ${q.toLowerCase()}`,
    ]),
});

/** What a request asks for of the groups the caller sees, over `groupFrom`. */
export const groupsWhere = (principal: Principal, request: ListRequest): Sql =>
  allOf([sharingGroupScope.see.where(principal, 'g'), plan.where(request)]);

/** The order of a request over `groupFrom`. */
export const groupsOrder = (request: ListRequest): Sql => plan.order(request);

const memberFrom = sql`sharing_group_members m join organisations o on o.id = m.organisation_id and o.deleted_at is null`;

const memberColumns = (principal: Principal): Sql =>
  sql`m.id, m.extend, m.since, m.source, ${partyJson(principal, 'o')} as organisation`;

const membersWhere = (groupId: number, request: ListRequest): Sql =>
  allOf([sql`m.sharing_group_id = ${groupId} and m.until is null`, memberPlan.where(request)]);

const memberPlan = defineListPlan(SharingGroupMemberList, {
  key: sql`m.id`,
  fields: {
    name: sql`o.name`,
    uuid: sql`o.uuid`,
    country: sql`o.country`,
    extend: sql`m.extend`,
    source: sql`m.source`,
    since: sql`m.since`,
  },
  sorts: { name: sql`o.name collate "und-x-icu"` },
  search: (q) =>
    anyOf([sql`o.folded like '%' || fold_text(${likeText(q)}) || '%'`, sql`o.uuid::text = ${q.toLowerCase()}`]),
});
