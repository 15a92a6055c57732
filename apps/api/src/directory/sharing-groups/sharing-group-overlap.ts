import type {
  CommonSharingGroupMembers,
  ListRequest,
  OverlapOfSharingGroup,
  RecordRef,
  SharingGroupOverlap,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { allOf, type Principal, type Sql, Store, sql } from '../../kernel/index.js';
import { sharingGroupScope } from './sharing-group.scope.js';
import { groupsOrder, groupsWhere, SharingGroupReader } from './sharing-group-reader.js';
import { groupFrom, membersCount, type PartyRow, partyJson } from './sharing-group-view.js';

interface ChipRow {
  id: number;
  uuid: string;
  name: string;
  members: number;
}

/** Groups of one matrix; more would be no picture and no table. */
const mostGroups = 60;

/** How far circles cover each other, among the groups the caller sees. Jaccard: members in common by members in either. */
@Injectable()
export class SharingGroupOverlapReader {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(SharingGroupReader) private readonly reader: SharingGroupReader,
  ) {}

  /** Every pair with members in common among the first groups of a request. Three statements. */
  async matrix(principal: Principal, request: ListRequest): Promise<SharingGroupOverlap> {
    const where = groupsWhere(principal, request);
    const groups = await this.store.read<ChipRow>(sql`
      select ${chipColumns} from ${groupFrom} where ${where} ${groupsOrder(request)}
      limit ${Math.min(request.limit, mostGroups)} offset ${(request.page - 1) * request.limit}`);
    const total = await this.store.readOne<{ n: number }>(
      sql`select count(*)::int as n from ${groupFrom} where ${where}`,
    );
    const sizes = new Map(groups.map(({ id, members }) => [id, members]));
    const ids = groups.map(({ id }) => id);
    const rows = await this.store.read<{ a: number; b: number; common: number }>(sql`
      with inside as (${livingMembers(sql`m.sharing_group_id = any(${ids}::int[])`)})
      select x.sharing_group_id as a, y.sharing_group_id as b, count(*)::int as common
      from inside x join inside y on y.organisation_id = x.organisation_id and y.sharing_group_id > x.sharing_group_id
      group by 1, 2 order by common desc, 1, 2`);
    const pairs = rows.map(({ a, b, common }) => ({
      a,
      b,
      common,
      jaccard: jaccard(common, sizes.get(a) ?? 0, sizes.get(b) ?? 0),
    }));
    return { groups, pairs, total: total?.n ?? 0 };
  }

  /** One group against all others the caller sees. Throws `NotFound`. */
  async of(principal: Principal, ref: RecordRef): Promise<OverlapOfSharingGroup> {
    const group = chip(await this.reader.get(principal, ref));
    const rows = await this.store.read<ChipRow & { common: number }>(sql`
      with own as (${livingMembers(sql`m.sharing_group_id = ${group.id}`)}),
        shared as (select m.sharing_group_id as id, count(*)::int as common from sharing_group_members m
          join own on own.organisation_id = m.organisation_id
          where m.until is null and m.sharing_group_id <> ${group.id} group by 1)
      select ${chipColumns}, s.common from shared s join sharing_groups g on g.id = s.id
      where ${sharingGroupScope.see.where(principal, 'g')} order by s.common desc, g.name limit 200`);
    const others = rows.map(({ common, ...other }) => ({
      group: other,
      common,
      jaccard: jaccard(common, group.members, other.members),
    }));
    return { group, others };
  }

  /** Who is in both. Throws `NotFound` when either is outside the caller's view. */
  async common(principal: Principal, ref: RecordRef, other: RecordRef): Promise<CommonSharingGroupMembers> {
    const [a, b] = [chip(await this.reader.get(principal, ref)), chip(await this.reader.get(principal, other))];
    const rows = await this.store.read<{ party: PartyRow }>(sql`
      select ${partyJson(principal, 'o')} as party from organisations o
      where o.deleted_at is null and ${isMember(a.id)} and ${isMember(b.id)} order by o.name collate "und-x-icu"`);
    const members = rows.map(({ party }) => party);
    return { a, b, common: members.length, jaccard: jaccard(members.length, a.members, b.members), members };
  }
}

const chip = ({ id, uuid, name, members }: ChipRow): ChipRow => ({ id, uuid, name, members });

const chipColumns = sql`g.id, g.uuid, g.name, ${membersCount('g')} as members`;

const livingMembers = (which: Sql): Sql => sql`select m.sharing_group_id, m.organisation_id from sharing_group_members m
  join organisations o on o.id = m.organisation_id and o.deleted_at is null where ${allOf([sql`m.until is null`, which])}`;

const isMember = (groupId: number): Sql => sql`exists (select 1 from sharing_group_members m
  where m.sharing_group_id = ${groupId} and m.organisation_id = o.id and m.until is null)`;

/** Members in common by members in either, to three digits; 0 for two empty groups. */
function jaccard(common: number, a: number, b: number): number {
  const either = a + b - common;
  return either === 0 ? 0 : Math.round((common / either) * 1000) / 1000;
}
