import { countryName, type RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { metaTemplateChanged, Tagging, tagChanged } from '../../fields/index.js';
import {
  allOf,
  DeepPages,
  Events,
  KeptAnswers,
  NotFound,
  notFound,
  type Principal,
  refCondition,
  type Sql,
  Store,
  sql,
} from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { individualScope } from '../individuals/individual.scope.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { organisationConditions, organisationOrder } from './organisation-wire-conditions.js';
import { WireBytes } from './wire-bytes.js';
import { asksForEverything, type WireListRequest } from './wire-list-request.js';
import { type FieldParts, WireMetaFields, wireValuesColumn, writeMetaFields } from './wire-meta-fields.js';
import { jsonText, secondsOf, timeJson, timeText } from './wire-text.js';

/**
 * Rows as JSON, and how many there are before paging: a page is a list; a long list comes in pieces, rows with commas
 * between, which are read as they are sent.
 */
export interface WireRows {
  readonly total: number;
  readonly rows: Buffer | AsyncIterable<Buffer>;
}

interface WireRow {
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
  tags: string;
  org_groups: string | null;
  people: string | null;
  values: string | null;
}

/** An unpaged list that is no longer is answered whole, by one statement. */
const shortList = 200;
const fetched = 100;
/** Rows no list has; a page beyond them is not asked for. */
const deepest = 1_000_000_000;
/** Pieces of a long list; large enough that none of the layers above is asked too often. */
const pieceLength = 64 * 1024;

/**
 * Organisations as a node of the original and a MISP read them, as JSON text (WIRE-CONTRACT §3.1). The database sends
 * columns and compact values, the text is put together here (decision 006). Every read is inside the caller's scope.
 */
@Injectable()
export class OrganisationWireReader {
  readonly #totals: KeptAnswers<{ n: number }>;
  readonly #pages: DeepPages;
  /** Of the last page, to guess the length of the next. */
  #lastLength = 0;
  #lastRows = 1;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Tagging) private readonly tagging: Tagging,
    @Inject(WireMetaFields) private readonly metaFields: WireMetaFields,
    @Inject(Events) events: Events,
  ) {
    const changes = [directoryChanged, tagChanged, metaTemplateChanged];
    this.#totals = new KeptAnswers(events, changes);
    this.#pages = new DeepPages(store, events, changes);
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
        where ${allOf([organisationScope.see.where(principal, 'o'), refCondition('o', ref)])}`,
    );
    if (!row) throw notFound('organisation');
    return this.#written([row], await this.metaFields.parts(), false);
  }

  async #page(
    principal: Principal,
    request: WireListRequest,
    limit: number,
    where: Sql,
    parts: FieldParts,
  ): Promise<WireRows> {
    const skipped = (request.page - 1) * limit;
    if (skipped > deepest) throw beyond();
    const ordered = sql`select o.id from organisations o where ${where} ${organisationOrder(request.sort)}`;
    const query = sql`select ${this.#columns(principal)}
      from ${await this.#pages.page(ordered, skipped, limit)} page join organisations o on o.id = page.id order by page.place`;
    // The statements of filters come in too many shapes to be kept prepared on every connection.
    const isUsual = asksForEverything(request) || (request.filters.length === 0 && request.metaFilters.length === 1);
    const rows = isUsual ? await this.store.readPrepared<WireRow>(query) : await this.store.read<WireRow>(query);
    if (rows.length === 0 && skipped > 0) throw beyond();
    const total = rows.length < limit ? skipped + rows.length : await this.#total(where);
    return { total, rows: await this.#written(rows, parts, true) };
  }

  /** A short list is one page; a long one is sent as it is read. */
  async #everything(principal: Principal, request: WireListRequest, where: Sql, parts: FieldParts): Promise<WireRows> {
    if (!asksForEverything(request)) {
      const page = await this.#page(principal, { ...request, page: 1 }, shortList, where, parts);
      if (page.total < shortList) return page;
    }
    const total = await this.#total(where);
    const query = sql`select ${this.#columns(principal)} from organisations o where ${where} ${organisationOrder(request.sort)}`;
    return { total, rows: this.#stream(query, parts) };
  }

  async *#stream(query: Sql, parts: FieldParts): AsyncGenerator<Buffer> {
    const out = new WireBytes(pieceLength * 1.5);
    let known = parts;
    for await (const row of this.store.stream<WireRow>(query, fetched)) {
      if (out.length > 0) out.text(',');
      const begin = out.length;
      if (!writeOrganisation(out, known, row)) {
        known = await this.metaFields.fresh();
        out.backTo(begin);
        writeOrganisation(out, known, row);
      }
      if (out.length >= pieceLength) yield out.take();
    }
    if (out.length > 0) yield out.take();
  }

  /** The rows, as a list or alone. A value younger than the kept parts makes them be read again, once. */
  async #written(rows: readonly WireRow[], parts: FieldParts, isList: boolean): Promise<Buffer> {
    const perRow = this.#lastLength / this.#lastRows;
    const out = new WireBytes(Math.ceil(perRow * rows.length * 1.4) + 2048);
    const write = (known: FieldParts): boolean =>
      isList ? writeList(out, known, rows) : rows.every((row) => writeOrganisation(out, known, row));
    if (!write(parts)) {
      out.backTo(0);
      write(await this.metaFields.fresh());
    }
    if (rows.length > 0) [this.#lastLength, this.#lastRows] = [out.length, rows.length];
    return out.take();
  }

  async #total(where: Sql): Promise<number> {
    const { n } = await this.#totals.get(keyOf(where), async () => {
      const row = await this.store.readOne<{ n: number }>(
        sql`select count(*)::int as n from organisations o where ${where}`,
      );
      return { n: row?.n ?? 0 };
    });
    return n;
  }

  #columns(principal: Principal): Sql {
    return sql`o.id, o.uuid, o.name, o.url, o.country, o.nationality_text, o.sector, o.type, o.contacts,
      ${secondsOf('o.created')} as created, ${secondsOf('o.modified')} as modified,
      ${this.tagging.jsonOf('organisation', sql`o.id`)}::text as tags, ${groupsColumn} as org_groups,
      ${peopleColumn(principal)} as people, ${wireValuesColumn('organisation', 'o')} as values`;
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

function writeList(out: WireBytes, parts: FieldParts, rows: readonly WireRow[]): boolean {
  let isWhole = true;
  out.text('[');
  for (const row of rows) {
    if (out.length > 1) out.text(',');
    isWhole = writeOrganisation(out, parts, row) && isWhole;
  }
  out.text(']');
  return isWhole;
}

/** Writes one organisation; answers whether every value could be written. */
function writeOrganisation(out: WireBytes, parts: FieldParts, row: WireRow): boolean {
  const nationality = nationalityOf(row.country, row.nationality_text);
  out.text(
    `{"id":${row.id},"uuid":"${row.uuid}","name":${jsonText(row.name)},"url":${jsonText(row.url)},"nationality":${jsonText(nationality)}`,
  );
  out.text(`,"sector":${jsonText(row.sector)},"type":${jsonText(row.type)},"contacts":${jsonText(row.contacts)}`);
  out.text(
    `,"created":"${timeText(row.created)}","modified":"${timeText(row.modified)}","tags":${row.tags},"meta_fields":`,
  );
  const isWhole = writeMetaFields(out, parts, row);
  const alignments = row.people === null ? '[]' : `{"individual":${row.people}}`;
  out.text(`,"org_groups":${row.org_groups ?? '[]'},"alignments":${alignments}}`);
  return isWhole;
}
