import type { RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Tagging } from '../../fields/index.js';
import { allOf, NotFound, notFound, type Principal, type Sql, Store, sql } from '../../kernel/index.js';
import { individualScope } from '../individuals/individual.scope.js';
import { refOrAlias } from '../merges/aliases.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { individualConditions, individualOrder } from './individual-wire-conditions.js';
import type { WireListRequest } from './wire-list-request.js';
import { WireMetaFields, wireValuesColumn } from './wire-meta-fields.js';
import { secondsOf, timeText } from './wire-text.js';
import { valuesOf } from './wire-values.js';

type WireRow = Readonly<Record<string, unknown>>;

/** A person as a node of the original reads it, without the accounts, which another room adds. */
export interface WirePerson {
  readonly id: number;
  readonly uuid: string;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly position: string | null;
  readonly created: string;
  readonly modified: string;
  readonly meta_fields: readonly WireRow[];
  readonly tags: readonly { readonly id: number; readonly name: string; readonly colour: string }[];
  readonly alignments: readonly [] | { readonly organisation: readonly WireRow[] };
  readonly full_name: string | null;
  readonly alternate_emails: readonly WireRow[];
}

interface PersonRow {
  id: number;
  uuid: string;
  email: string;
  first_name: string;
  last_name: string;
  position: string | null;
  created: string;
  modified: string;
  values: string | null;
  tags: WirePerson['tags'];
  organisations: WireRow[] | null;
  total: number;
}

/** More rows than any directory has; a list without a limit is one page. */
const everyRow = 2_000_000_000;

/** Lists and views of people as the original serves them (WIRE-CONTRACT §3.2), inside the caller's scope. */
@Injectable()
export class IndividualWireReader {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Tagging) private readonly tagging: Tagging,
    @Inject(WireMetaFields) private readonly metaFields: WireMetaFields,
  ) {}

  /**
   * What a request asks for; one statement. Throws `NotFound` for a meta-field that does not exist and for a page after
   * the last one (WIRE-CONTRACT §2.1, §2.4).
   */
  async list(principal: Principal, request: WireListRequest): Promise<{ rows: WirePerson[]; total: number }> {
    const parts = await this.metaFields.parts();
    for (const { fieldId, templateId } of request.metaFilters)
      if (parts.templateOf(fieldId) !== templateId) throw notFound('meta-field');
    const limit = request.limit ?? everyRow;
    const skipped = (request.page - 1) * limit;
    if (skipped > everyRow) throw beyond();
    const where = allOf([
      individualScope.see.where(principal, 'i'),
      ...individualConditions(principal, this.tagging, request),
    ]);
    const order = individualOrder(request.sort);
    const rows = await this.store.readPrepared<PersonRow>(sql`
      with found as materialized (
        select i.id, count(*) over ()::int as total, row_number() over (${order}) as place
        from individuals i where ${where} ${order} limit ${limit} offset ${skipped})
      select ${this.#columns(principal)}, found.total from found join individuals i on i.id = found.id order by found.place`);
    if (rows.length === 0 && skipped > 0) throw beyond();
    const people: WirePerson[] = [];
    for (const row of rows) people.push(await this.#person(row));
    return { rows: people, total: rows[0]?.total ?? 0 };
  }

  /** One person; one statement. Throws `NotFound`. */
  async one(principal: Principal, ref: RecordRef): Promise<WirePerson> {
    const [row] = await this.store.readPrepared<PersonRow>(
      sql`select ${this.#columns(principal)} from individuals i
        where ${allOf([individualScope.see.where(principal, 'i'), refOrAlias('individual', sql`i`, ref)])}`,
    );
    if (!row) throw notFound('individual');
    return this.#person(row);
  }

  async #person(row: PersonRow): Promise<WirePerson> {
    const values = await valuesOf(this.metaFields, row);
    return {
      id: row.id,
      uuid: row.uuid,
      email: row.email,
      first_name: row.first_name,
      last_name: row.last_name,
      position: row.position,
      created: timeText(row.created),
      modified: timeText(row.modified),
      meta_fields: values,
      tags: row.tags,
      alignments: row.organisations === null ? [] : { organisation: row.organisations },
      full_name: `${row.first_name} ${row.last_name}`.trim() || null,
      alternate_emails: values.filter(({ field }) => String(field).toLowerCase().includes('email')),
    };
  }

  #columns(principal: Principal): Sql {
    return sql`i.id, i.uuid, i.email::text as email, i.first_name, i.last_name, i.position,
      ${secondsOf('i.created')} as created, ${secondsOf('i.modified')} as modified,
      ${this.tagging.jsonOf('individual', sql`i.id`)} as tags, ${wireValuesColumn(principal, 'individual', 'i')} as values,
      (select json_agg(json_build_object('id', o.id, 'uuid', o.uuid, 'name', o.name) order by a.id)
        from alignments a join organisations o on o.id = a.organisation_id
        where a.individual_id = i.id and ${organisationScope.see.where(principal, 'o')}) as organisations`;
  }
}

const beyond = (): NotFound => new NotFound('there is no such page: it lies after the last one');
