import { countryName, type RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { FieldRights, metaTemplateChanged, Tagging, tagChanged } from '../../fields/index.js';
import {
  allOf,
  Events,
  KeptAnswers,
  NotFound,
  notFound,
  type Principal,
  type Sql,
  Store,
  sql,
} from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { individualScope } from '../individuals/individual.scope.js';
import { refOrAlias } from '../merges/aliases.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { KeptTexts, type RecordText } from './kept-texts.js';
import { organisationConditions, organisationOrder } from './organisation-wire-conditions.js';
import { Turns } from './turns.js';
import { WireBytes } from './wire-bytes.js';
import { asksForEverything, type WireListRequest } from './wire-list-request.js';
import {
  type FieldParts,
  valuesTemplate,
  WireMetaFields,
  wireValuesColumn,
  writeMetaFields,
} from './wire-meta-fields.js';
import { secondsOf, timeJson, timeText } from './wire-text.js';

/**
 * Rows as JSON, and how many there are before paging: a page is a list; a long list comes in pieces, rows with commas
 * between, which are read as they are sent.
 */
export interface WireRows {
  readonly total: number;
  readonly rows: Buffer | AsyncIterable<Buffer>;
}

/** What stands in a row beside its `RecordText`, and depends on more than the record. */
interface LightRow {
  id: number;
  version: number;
  tags: string;
  org_groups: string | null;
  people: string | null;
}

interface WireRow extends LightRow {
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
  values: string | null;
}

/** A row and its text, ready to be written. */
type Readied = readonly [row: LightRow, text: RecordText];

/** Which rows a page has, in order, and how many rows there are before paging. */
interface PageOfIds {
  readonly ids: readonly number[];
  readonly total: number;
}

/** An unpaged list that is no longer is answered whole. */
const shortList = 200;
const fetched = 100;
/** Rows that the database may skip for a page; beyond them the whole order is kept. */
const shallow = 2_000;
/** Orders kept at once; each takes four bytes a row. */
const keptOrders = 12;
/** Rows no list has; a page beyond them is not asked for. */
const deepest = 1_000_000_000;
/** Long lists read at once; each holds a connection for as long as its reader takes. */
const mostLongLists = 6;
/** Pieces of a long list; large enough that none of the layers above is asked too often. */
const pieceLength = 64 * 1024;

/**
 * Organisations as a node of the original and a MISP read them, as JSON text (WIRE-CONTRACT §3.1). The database sends
 * columns and compact values, the text is put together here (decision 011). Every read is inside the caller's scope.
 */
@Injectable()
export class OrganisationWireReader {
  readonly #pages: KeptAnswers<PageOfIds>;
  readonly #orders: KeptAnswers<{ ids: Int32Array }>;
  readonly #texts: KeptTexts;
  readonly #longLists = new Turns(mostLongLists);
  /** Of the last page, to guess the length of the next. */
  #lastLength = 0;
  #lastRows = 1;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Tagging) private readonly tagging: Tagging,
    @Inject(WireMetaFields) private readonly metaFields: WireMetaFields,
    @Inject(FieldRights) private readonly rights: FieldRights,
    @Inject(Events) events: Events,
  ) {
    const changes = [directoryChanged, tagChanged, metaTemplateChanged];
    this.#pages = new KeptAnswers(events, changes);
    this.#texts = new KeptTexts(events);
    this.#orders = new KeptAnswers(events, changes, keptOrders);
  }

  /**
   * What a request asks for; at most two statements. Throws `NotFound` for a meta-field that does not exist and for a
   * page after the last one (WIRE-CONTRACT §2.1, §2.4).
   */
  async list(principal: Principal, request: WireListRequest): Promise<WireRows> {
    const parts = await this.metaFields.parts();
    for (const { fieldId, templateId } of request.metaFilters)
      if (parts.templateOf(fieldId) !== templateId) throw notFound('meta-field');
    const where = allOf([
      organisationScope.see.where(principal, 'o'),
      ...organisationConditions(principal, this.tagging, request),
    ]);
    if (request.limit !== null) return this.#page(principal, request, request.limit, where, parts);
    if (request.page > 1) throw beyond();
    return this.#everything(principal, request, where, parts);
  }

  /** One organisation; one statement. Throws `NotFound`. */
  async one(principal: Principal, ref: RecordRef): Promise<Buffer> {
    const [row] = await this.store.readPrepared<WireRow>(
      sql`select ${this.#columns(principal)} from organisations o
        where ${allOf([organisationScope.see.where(principal, 'o'), refOrAlias('organisation', sql`o`, ref)])}`,
    );
    if (!row) throw notFound('organisation');
    return this.#written([[row, textOf(row)]], await this.metaFields.parts(), false);
  }

  /** A statement for the ids that is kept while nothing changes, and one for their rows, which is planned once. */
  async #page(
    principal: Principal,
    request: WireListRequest,
    limit: number,
    where: Sql,
    parts: FieldParts,
  ): Promise<WireRows> {
    const skipped = (request.page - 1) * limit;
    if (skipped > deepest) throw beyond();
    const { ids, total } = await this.#ids(request, where, skipped, limit);
    if (ids.length === 0 && skipped > 0) throw beyond();
    return { total, rows: await this.#rowsOf(principal, ids, parts) };
  }

  /** A short list is one page; a long one is sent as it is read. */
  async #everything(principal: Principal, request: WireListRequest, where: Sql, parts: FieldParts): Promise<WireRows> {
    const { ids, total } = await this.#ids(request, where, 0, shortList);
    if (total <= ids.length) return { total, rows: await this.#rowsOf(principal, ids, parts) };
    const query = sql`select ${this.#columns(principal)} from organisations o where ${where} ${organisationOrder(request.sort)}`;
    return { total, rows: this.#stream(query, parts) };
  }

  async #ids(request: WireListRequest, where: Sql, skipped: number, limit: number): Promise<PageOfIds> {
    const ordered = sql`from organisations o where ${where} ${organisationOrder(request.sort)}`;
    if (!asksForEverything(request)) return this.#foundIds(ordered, request, skipped, limit);
    if (skipped < shallow)
      return this.#pages.get(keyOf(sql`${ordered} ${limit} ${skipped}`), async () => {
        const row = await this.store.readOne<PageOfIds>(sql`
          select (select count(*)::int from organisations o where ${where}) as total,
            array(select o.id ${ordered} limit ${limit} offset ${skipped}) as ids`);
        return row ?? { ids: [], total: 0 };
      });
    const { ids } = await this.#orders.get(keyOf(ordered), async () => {
      const row = await this.store.readOne<{ ids: number[] }>(sql`select array(select o.id ${ordered}) as ids`);
      return { ids: Int32Array.from(row?.ids ?? []) };
    });
    return { ids: [...ids.subarray(skipped, skipped + limit)], total: ids.length };
  }

  /** What filters find differs from call to call and is not kept. Only the usual shape of filter is kept prepared. */
  async #foundIds(ordered: Sql, request: WireListRequest, skipped: number, limit: number): Promise<PageOfIds> {
    const query = sql`select o.id, count(*) over ()::int as total ${ordered} limit ${limit} offset ${skipped}`;
    const isUsual = request.filters.length === 0 && request.metaFilters.length === 1 && request.quickFilter === null;
    const rows = isUsual
      ? await this.store.readPrepared<{ id: number; total: number }>(query)
      : await this.store.read<{ id: number; total: number }>(query);
    return { ids: rows.map(({ id }) => id), total: rows[0]?.total ?? 0 };
  }

  async #rowsOf(principal: Principal, ids: readonly number[], parts: FieldParts): Promise<Buffer> {
    if (ids.length === 0) return this.#written([], parts, true);
    const visible = organisationScope.see.where(principal, 'o');
    const page = (columns: Sql): Sql => sql`select ${columns}
      from unnest(${[...ids]}::int[]) with ordinality as page (id, place) join organisations o on o.id = page.id
      where ${visible} order by page.place`;
    const { generation } = this.#texts;
    // Kept texts hold every value; whoever does not see all of them is read for anew, and nothing of it is kept.
    const seesAll = (await this.rights.hiddenFrom(principal)).length === 0;
    if (!seesAll || !this.#texts.hasAll(ids)) {
      const rows = await this.store.readPrepared<WireRow>(page(this.#columns(principal)));
      return this.#written(
        seesAll ? this.#readied(rows, generation) : rows.map((row) => [row, textOf(row)]),
        parts,
        true,
      );
    }
    const rows = await this.store.readPrepared<LightRow>(page(this.#lightColumns(principal)));
    return this.#written(await this.#filledIn(principal, rows), parts, true);
  }

  /** Rows that were read without their texts with the kept ones; what changed since is read by one statement. */
  async #filledIn(principal: Principal, rows: readonly LightRow[]): Promise<Readied[]> {
    const { generation } = this.#texts;
    const changed = rows.filter(({ id, version }) => !this.#texts.of(id, version)).map(({ id }) => id);
    const read =
      changed.length === 0
        ? []
        : await this.store.readPrepared<WireRow>(
            sql`select ${this.#columns(principal)} from organisations o where o.id = any(${changed}::int[])`,
          );
    const fresh = new Map(this.#readied(read, generation).map((one) => [one[0].id, one]));
    return rows.flatMap((row): Readied[] => {
      const known = this.#texts.of(row.id, row.version);
      const found = known ? ([row, known] as const) : fresh.get(row.id);
      return found ? [found] : [];
    });
  }

  #readied(rows: readonly WireRow[], generation: number): Readied[] {
    return rows.map((row) => {
      const text = textOf(row);
      this.#texts.keep(row.id, text, generation);
      return [row, text];
    });
  }

  async *#stream(query: Sql, parts: FieldParts): AsyncGenerator<Buffer> {
    const giveBack = await this.#longLists.take();
    try {
      yield* this.#pieces(query, parts);
    } finally {
      giveBack();
    }
  }

  async *#pieces(query: Sql, parts: FieldParts): AsyncGenerator<Buffer> {
    const out = new WireBytes(pieceLength * 1.5);
    let known = parts;
    for await (const row of this.store.stream<WireRow>(query, fetched)) {
      if (out.length > 0) out.text(',');
      const begin = out.length;
      const text = textOf(row);
      if (!writeOrganisation(out, known, row, text)) {
        known = await this.metaFields.fresh();
        out.backTo(begin);
        writeOrganisation(out, known, row, text);
      }
      if (out.length >= pieceLength) yield out.take();
    }
    if (out.length > 0) yield out.take();
  }

  /** The rows, as a list or alone. A value younger than the kept parts makes them be read again, once. */
  async #written(rows: readonly Readied[], parts: FieldParts, isList: boolean): Promise<Buffer> {
    const perRow = this.#lastLength / this.#lastRows;
    const out = new WireBytes(Math.ceil(perRow * rows.length * 1.4) + 2048);
    const write = (known: FieldParts): boolean =>
      isList ? writeList(out, known, rows) : rows.every(([row, text]) => writeOrganisation(out, known, row, text));
    if (!write(parts)) {
      out.backTo(0);
      write(await this.metaFields.fresh());
    }
    if (rows.length > 0) [this.#lastLength, this.#lastRows] = [out.length, rows.length];
    return out.take();
  }

  #columns(principal: Principal): Sql {
    return sql`${this.#lightColumns(principal)}, o.uuid, o.name, o.url, o.country, o.nationality_text, o.sector, o.type,
      o.contacts, ${secondsOf('o.created')} as created, ${secondsOf('o.modified')} as modified,
      ${wireValuesColumn(principal, 'organisation', 'o')} as values`;
  }

  #lightColumns(principal: Principal): Sql {
    return sql`o.id, o.version, ${this.tagging.jsonOf('organisation', sql`o.id`)}::text as tags,
      ${groupsColumn} as org_groups, ${peopleColumn(principal)} as people`;
  }
}

const keyOf = (where: Sql): string => `${where.text}\u0000${JSON.stringify(where.values)}`;

const beyond = (): NotFound => new NotFound('there is no such page: it lies after the last one');

const groupsColumn = sql`(
  select json_agg(json_build_object('id', g.id, 'uuid', g.uuid, 'name', g.name, 'description', g.description,
    'created', ${timeJson('g.created')}, 'modified', ${timeJson('g.modified')},
    '_joinData', json_build_object('id', x.id, 'org_group_id', x.org_group_id, 'organisation_id', x.organisation_id))
    order by g.id)::text
  from org_group_organisations x join org_groups g on g.id = x.org_group_id and g.deleted_at is null
  where x.organisation_id = o.id)`;

/** The people aligned with it whom the caller may see. */
const peopleColumn = (principal: Principal): Sql => sql`(
  select json_agg(json_build_object('id', i.id, 'email', i.email) order by a.id)::text
  from alignments a join individuals i on i.id = a.individual_id
  where a.organisation_id = o.id and ${individualScope.see.where(principal, 'i')})`;

/** `nationality` as the wire has it: what a peer wrote, or the English name of the country. */
export const nationalityOf = (country: string | null, text: string | null): string | null =>
  text ?? (country === null ? null : (countryName(country) ?? country));

function writeList(out: WireBytes, parts: FieldParts, rows: readonly Readied[]): boolean {
  let isWhole = true;
  out.text('[');
  for (const [row, text] of rows) {
    if (out.length > 1) out.text(',');
    isWhole = writeOrganisation(out, parts, row, text) && isWhole;
  }
  out.text(']');
  return isWhole;
}

/** Writes one organisation; answers whether every value could be written. */
function writeOrganisation(out: WireBytes, parts: FieldParts, row: LightRow, text: RecordText): boolean {
  out.text(`${text.head},"tags":${row.tags},"meta_fields":`);
  const isWhole = writeMetaFields(out, parts, { id: row.id, created: text.created, values: text.values });
  const alignments = row.people === null ? '[]' : `{"individual":${row.people}}`;
  out.text(`,"org_groups":${row.org_groups ?? '[]'},"alignments":${alignments}}`);
  return isWhole;
}

function textOf(row: WireRow): RecordText {
  const nationality = nationalityOf(row.country, row.nationality_text);
  const columns = {
    id: row.id,
    uuid: row.uuid,
    name: row.name,
    url: row.url,
    nationality,
    sector: row.sector,
    type: row.type,
  };
  const times = { contacts: row.contacts, created: timeText(row.created), modified: timeText(row.modified) };
  const head = JSON.stringify({ ...columns, ...times }).slice(0, -1);
  return { version: row.version, created: row.created, head, values: valuesTemplate(row.values) };
}
