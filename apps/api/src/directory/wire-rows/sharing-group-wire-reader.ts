import type { RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  allOf,
  likeText,
  NotFound,
  notFound,
  type Principal,
  refCondition,
  type Sql,
  Store,
  sql,
} from '../../kernel/index.js';
import { sharingGroupScope } from '../sharing-groups/sharing-group.scope.js';
import { nationalityOf, type WireRows } from './organisation-wire-reader.js';
import { WireBytes } from './wire-bytes.js';
import { compared } from './wire-conditions.js';
import type { WireListRequest } from './wire-list-request.js';
import { secondsOf, timeText } from './wire-text.js';

interface GroupRow {
  id: number;
  uuid: string;
  name: string;
  releasability: string | null;
  description: string | null;
  organisation_id: number;
  user_id: number | null;
  username: string | null;
  active: boolean;
  local: boolean;
  created: string;
  modified: string;
  /** `12,13+,14`: organisations by id, `+` for those that may extend. */
  members: string | null;
}

interface OrganisationRow {
  id: number;
  uuid: string;
  name: string;
  url: string | null;
  country: string | null;
  nationality_text: string | null;
  sector: string | null;
  type: string | null;
  contacts: string | null;
  created: string;
  modified: string;
}

/** Texts of organisations by id. */
type Texts = LRUCache<number, string>;

/** Groups read at once. */
const chunk = 20;
/** Groups of a list that is put together whole; a longer one is sent as it is read. */
const shortList = 10;
const pieceLength = 64 * 1024;
/** Of one list: the organisations of circles are the same again and again. */
const mostTexts = 20_000;
/** Rows no list has. */
const deepest = 1_000_000_000;

/**
 * Sharing groups as a node of the original and a MISP read them, as JSON text (WIRE-CONTRACT §3.8, §7): each with its
 * owner and all its members in full. The database sends columns, and of a member its id and flag alone; an organisation
 * that is a member of many groups is read and written as text once a list (decision 011). A long list holds no
 * connection while its reader takes it, and no more than a chunk of groups. Every read is inside the caller's scope;
 * who sees a group sees its members, as in the original.
 */
@Injectable()
export class SharingGroupWireReader {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** What a request asks for. Throws `NotFound` for a page after the last one (WIRE-CONTRACT §2.1). */
  async list(principal: Principal, request: WireListRequest): Promise<WireRows> {
    const ids = await this.#ids(principal, request);
    const { limit, page } = request;
    const skipped = limit === null ? (page > 1 ? deepest : 0) : (page - 1) * limit;
    if (skipped > 0 && skipped >= ids.length) throw new NotFound('there is no such page: it lies after the last one');
    const shown = ids.slice(skipped, limit === null ? undefined : skipped + limit);
    const texts: Texts = new LRUCache({ max: mostTexts });
    if (shown.length > shortList) return { total: ids.length, rows: this.#pieces(principal, shown, texts) };
    const out = new WireBytes(pieceLength).text('[');
    await this.#write(out, principal, shown, texts, 1);
    return { total: ids.length, rows: out.text(']').take() };
  }

  /** One group. Throws `NotFound`. */
  async one(principal: Principal, ref: RecordRef): Promise<Buffer> {
    const where = allOf([sharingGroupScope.see.where(principal, 'g'), refCondition('g', ref)]);
    const found = await this.store.readOne<{ id: number }>(sql`select g.id from sharing_groups g where ${where}`);
    if (!found) throw notFound('sharing group');
    const out = new WireBytes(pieceLength);
    await this.#write(out, principal, [found.id], new LRUCache({ max: mostTexts }), 0);
    return out.take();
  }

  /** All ids of a request, in its order: four bytes a group, and the total with them. One statement. */
  async #ids(principal: Principal, request: WireListRequest): Promise<readonly number[]> {
    if (JSON.stringify([request.filters, request.quickFilter]).includes('\\u0000')) return [];
    const where = allOf([sharingGroupScope.see.where(principal, 'g'), ...conditions(request)]);
    const row = await this.store.readOne<{ ids: number[] }>(sql`select array(
      select g.id from sharing_groups g join organisations o on o.id = g.organisation_id left join users u on u.id = g.user_id
      where ${where} ${orderOf(request.sort)}) as ids`);
    return row?.ids ?? [];
  }

  async *#pieces(principal: Principal, ids: readonly number[], texts: Texts): AsyncGenerator<Buffer> {
    const out = new WireBytes(pieceLength * 2);
    for (let at = 0; at < ids.length; at += chunk) {
      await this.#write(out, principal, ids.slice(at, at + chunk), texts, 0);
      if (out.length >= pieceLength) yield out.take();
    }
    if (out.length > 0) yield out.take();
  }

  /** Writes these groups with commas between. A group that went meanwhile is left out. */
  async #write(
    out: WireBytes,
    principal: Principal,
    ids: readonly number[],
    texts: Texts,
    before: number,
  ): Promise<void> {
    const rows = await this.store.readPrepared<GroupRow>(sql`
      select ${groupColumns} from unnest(${[...ids]}::int[]) with ordinality as page (id, place)
      join sharing_groups g on g.id = page.id left join users u on u.id = g.user_id
      where ${sharingGroupScope.see.where(principal, 'g')} order by page.place`);
    const members = rows.map((row) => membersOf(row));
    await this.#readTexts(texts, [...rows.map((row) => row.organisation_id), ...members.flat().map(({ id }) => id)]);
    let begin = out.length === before;
    rows.forEach((row, at) => {
      if (!begin) out.text(',');
      begin = false;
      writeGroup(out, row, members[at] ?? [], texts);
    });
  }

  /** Reads the organisations that no group before these had. */
  async #readTexts(texts: Texts, ids: readonly number[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !texts.has(id));
    if (missing.length === 0) return;
    const rows = await this.store.readPrepared<OrganisationRow>(sql`
      select o.id, o.uuid, o.name, o.url, o.country, o.nationality_text, o.sector, o.type, o.contacts,
        ${secondsOf('o.created')} as created, ${secondsOf('o.modified')} as modified
      from organisations o where o.id = any(${missing}::int[]) and o.deleted_at is null`);
    for (const row of rows) texts.set(row.id, textOf(row));
  }
}

const groupColumns = sql`g.id, g.uuid, g.name, g.releasability, g.description, g.organisation_id, g.user_id, u.username,
  g.active, g.local, ${secondsOf('g.created')} as created, ${secondsOf('g.modified')} as modified,
  (select string_agg(m.organisation_id::text || case when m.extend then '+' else '' end, ',' order by m.organisation_id)
    from sharing_group_members m where m.sharing_group_id = g.id and m.until is null) as members`;

function conditions({ filters, quickFilter }: WireListRequest): Sql[] {
  const own = filters.map(({ field, op, values }) => {
    const column = columns[field];
    if (!column) throw new Error(`sharing groups have no wire column '${field}'`);
    return compared(column, op, values);
  });
  if (!quickFilter) return own;
  const text = quickFilter.text.toLowerCase();
  const pattern = `%${likeText(text)}%`;
  return [
    ...own,
    sql`(g.uuid::text = ${text} or lower(g.name) like ${pattern} or lower(g.description) like ${pattern}
      or lower(g.releasability) like ${pattern})`,
  ];
}

/** What filters name, as lower-case text. */
const columns: Readonly<Record<string, Sql | undefined>> = {
  uuid: sql`g.uuid::text`,
  name: sql`lower(g.name)`,
  description: sql`lower(g.description)`,
  releasability: sql`lower(g.releasability)`,
  'Organisations.name': sql`lower(o.name)`,
  'Organisations.uuid': sql`o.uuid::text`,
};

const sortColumns: Readonly<Record<string, Sql | undefined>> = {
  id: sql`g.id`,
  uuid: sql`g.uuid`,
  name: sql`g.name collate "und-x-icu"`,
  releasability: sql`lower(g.releasability)`,
  description: sql`lower(g.description)`,
  organisation_id: sql`g.organisation_id`,
  user_id: sql`g.user_id`,
  active: sql`g.active`,
  local: sql`g.local`,
  created: sql`g.created`,
  modified: sql`g.modified`,
  'Organisations.id': sql`o.id`,
  'Organisations.uuid': sql`o.uuid`,
  'Organisations.name': sql`o.name collate "und-x-icu"`,
  'Organisations.url': sql`lower(o.url)`,
  'Organisations.nationality': sql`coalesce(lower(o.nationality_text), o.country)`,
  'Organisations.sector': sql`lower(o.sector)`,
  'Organisations.type': sql`lower(o.type)`,
  'Organisations.contacts': sql`lower(o.contacts)`,
  'Organisations.created': sql`o.created`,
  'Organisations.modified': sql`o.modified`,
  'Users.id': sql`u.id`,
  'Users.username': sql`u.username`,
};

/** Without a known column the groups come in the order they were added. */
function orderOf(sort: WireListRequest['sort']): Sql {
  const column = sort ? sortColumns[sort.field] : undefined;
  if (!column || !sort) return sql`order by g.id`;
  return sort.descending ? sql`order by ${column} desc nulls last, g.id` : sql`order by ${column} nulls first, g.id`;
}

interface Member {
  readonly id: number;
  readonly extend: boolean;
}

const membersOf = ({ members }: GroupRow): Member[] =>
  (members ?? '')
    .split(',')
    .filter((text) => text !== '')
    .map((text) => ({ id: Number.parseInt(text, 10), extend: text.endsWith('+') }));

function writeGroup(out: WireBytes, row: GroupRow, members: readonly Member[], texts: Texts): void {
  const columnsText = JSON.stringify({
    id: row.id,
    uuid: row.uuid,
    name: row.name,
    releasability: row.releasability,
    description: row.description,
    organisation_id: row.organisation_id,
    user_id: row.user_id,
    active: row.active,
    local: row.local,
    created: timeText(row.created),
    modified: timeText(row.modified),
    user: row.username === null ? null : { id: row.user_id, username: row.username },
  }).slice(0, -1);
  const owner = texts.get(row.organisation_id);
  out.text(`${columnsText},"organisation":${owner === undefined ? 'null' : `${owner}}`},"sharing_group_orgs":[`);
  let isFirst = true;
  for (const { id, extend } of members) {
    const text = texts.get(id);
    // An organisation that was deleted is no member any more for anybody who reads.
    if (text === undefined) continue;
    const joined = `"_joinData":{"sharing_group_id":${row.id},"organisation_id":${id},"deleted":false,"extend":${extend}}`;
    out.text(`${isFirst ? '' : ','}${text},"extend":${extend},${joined}}`);
    isFirst = false;
  }
  out.text(']}');
}

/** The columns of an organisation, without the closing brace: a member has more to say. */
function textOf({ country, nationality_text, ...row }: OrganisationRow): string {
  return JSON.stringify({
    id: row.id,
    uuid: row.uuid,
    name: row.name,
    url: row.url,
    nationality: nationalityOf(country, nationality_text),
    sector: row.sector,
    type: row.type,
    contacts: row.contacts,
    created: timeText(row.created),
    modified: timeText(row.modified),
  }).slice(0, -1);
}
