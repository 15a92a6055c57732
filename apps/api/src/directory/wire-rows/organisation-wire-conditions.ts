import { classify, countries, countryByCode, countryCodeOf } from '@cerebrate/contract';
import type { Tagging } from '../../fields/index.js';
import { allOf, anyOf, name, type Principal, type Sql, sql } from '../../kernel/index.js';
import { individualScope } from '../individuals/individual.scope.js';
import { organisationSearchCondition, sightOf } from '../organisations/organisation-search.js';
import type { WireCondition, WireListRequest, WireMetaCondition } from './wire-list-request.js';

/**
 * The conditions of a list request over `organisations o` (WIRE-CONTRACT §2.2 to 2.5), without the scope. Text compares
 * without case, as in the original's tables. A column the original's list does not have is a fault of ours, not of the
 * caller's: `Error`.
 */
export function organisationConditions(principal: Principal, tagging: Tagging, request: WireListRequest): Sql[] {
  if (holdsNul(request)) return [sql`false`];
  const { all, none, like } = request.filteringTags;
  const meta = request.filters.filter(({ field }) => field.startsWith('MetaFields.'));
  const own = request.filters.filter(({ field }) => !field.startsWith('MetaFields.'));
  return [
    ...own.map((filter) => ownCondition(principal, filter)),
    ...(meta.length > 0 ? [valueCondition(meta)] : []),
    ...(request.quickFilter ? [organisationSearchCondition(request.quickFilter.text, sightOf(principal))] : []),
    ...request.metaFilters.map(metaCondition),
    ...tagging.conditions('organisation', sql`o.id`, { all: [...all], none: [...none], any: [...like] }),
  ];
}

/** `order by …` of a request; without a known column the rows come in the order they were added. */
export function organisationOrder(sort: WireListRequest['sort']): Sql {
  const expression = sort ? sortExpressions[sort.field] : undefined;
  if (!expression || !sort) return sql`order by o.id`;
  return sort.descending
    ? sql`order by ${expression} desc nulls last, o.id`
    : sql`order by ${expression} nulls first, o.id`;
}

/** PostgreSQL holds no U+0000, so no row has such a value. */
function holdsNul(request: WireListRequest): boolean {
  return JSON.stringify([request.filters, request.quickFilter, request.metaFilters, request.filteringTags]).includes(
    '\\u0000',
  );
}

const plainColumns = new Set(['name', 'url', 'sector', 'type']);

function ownCondition(principal: Principal, { field, op, values }: WireCondition): Sql {
  if (plainColumns.has(field)) return compared(sql`lower(${name(`o.${field}`)})`, op, values);
  if (field === 'uuid') return uuidCondition(op, values);
  if (field === 'nationality') return nationalityCondition(op, values);
  if (field !== 'Alignments.id') throw new Error(`organisations have no wire column '${field}'`);
  return sql`exists (select from alignments a join individuals i on i.id = a.individual_id
    where a.organisation_id = o.id and ${individualScope.see.where(principal, 'i')} and ${compared(sql`a.id::text`, op, values)})`;
}

/** One comparison of the wire as SQL; `left` is lower-case text. */
export function compared(left: Sql, op: WireCondition['op'], values: readonly string[]): Sql {
  const wanted = values.map((value) => value.toLowerCase());
  const [first = ''] = wanted;
  switch (op) {
    case 'eq':
      return sql`${left} = ${first}`;
    case 'not':
      return sql`${left} <> ${first}`;
    case 'like':
      return sql`${left} like ${patternOf(first)}`;
    case 'in':
      return sql`${left} = any(${wanted}::text[])`;
    case 'notin':
      return sql`${left} <> all(${wanted}::text[])`;
    case 'gte':
      return sql`${left} >= ${first}`;
    case 'lte':
      return sql`${left} <= ${first}`;
  }
}

/** A backslash means itself: PostgreSQL would take it for an escape, and refuse it at the end. */
const patternOf = (pattern: string): string => pattern.replaceAll('\\', '\\\\');

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** By the unique index where whole uuids are asked for. */
function uuidCondition(op: WireCondition['op'], values: readonly string[]): Sql {
  if (op !== 'eq' && op !== 'in') return compared(sql`o.uuid::text`, op, values);
  return sql`o.uuid = any(${values.filter((value) => uuidForm.test(value))}::uuid[])`;
}

const codes = countries.map(({ code }) => code);
const countryNames = countries.map(({ name: english }) => english.toLowerCase());
/** The wire has what a peer wrote when it is no country we know, else the country's English name. */
const nationality = sql`coalesce(lower(o.nationality_text), (${countryNames}::text[])[array_position(${codes}::text[], o.country::text)])`;

/** Whatever way a country is written, it is that country: by the index on its code where one is asked for. */
function nationalityCondition(op: WireCondition['op'], values: readonly string[]): Sql {
  if (op === 'like' || op === 'gte' || op === 'lte') return compared(nationality, op, values);
  const asked = values.flatMap((value) => countryCodeOf(value) ?? []);
  if (op === 'eq' || op === 'in')
    return anyOf([
      sql`o.country = any(${asked}::text[])`,
      sql`o.nationality_text is not null and ${compared(sql`lower(o.nationality_text)`, 'in', values)}`,
    ]);
  const named = asked.map((code) => countryByCode(code)?.name ?? code);
  return compared(nationality, 'notin', [...values, ...named]);
}

/** `MetaFields.…` filters of one request are about the same value (recording 059). */
function valueCondition(filters: readonly WireCondition[]): Sql {
  const columns: Readonly<Record<string, Sql>> = {
    'MetaFields.field': sql`lower(m.field)`,
    'MetaFields.value': sql`lower(m.value)`,
    'MetaFields.MetaTemplates.name': sql`lower(d.name)`,
  };
  const conditions = filters.map(({ field, op, values }) => {
    const column = columns[field];
    if (!column) throw new Error(`values have no wire column '${field}'`);
    return compared(column, op, values);
  });
  return sql`o.id in (select m.organisation_id from meta_fields m join meta_template_directory d on d.id = m.directory_id
    where m.organisation_id is not null and ${allOf(conditions)})`;
}

/**
 * A stored network that contains the asked one matches, never the other way round (recordings 052, 604, 605); any other
 * value matches as text. Each half is answered by an index.
 */
function metaCondition(filter: WireMetaCondition): Sql {
  const field = sql`m.organisation_id is not null and m.field_id = ${filter.fieldId}`;
  const values = (condition: Sql) => sql`select m.organisation_id from meta_fields m where ${field} and ${condition}`;
  const text = filter.like
    ? sql`lower(m.value) like ${patternOf(filter.value.toLowerCase())}`
    : sql`lower(m.value) = ${filter.value.toLowerCase()}`;
  const meaning = filter.like ? undefined : classify(filter.value);
  const net = meaning?.kind === 'address' || meaning?.kind === 'network' ? meaning.net : undefined;
  if (filter.not) {
    const hit =
      net === undefined ? text : sql`case when m.v_net is null then ${text} else m.v_net >>= ${net}::inet end`;
    return among(filter, values(sql`not (${hit})`));
  }
  if (net === undefined) return among(filter, values(text));
  return among(
    filter,
    sql`${values(sql`m.v_net >>= ${net}::inet`)} union all ${values(sql`m.v_net is null and ${text}`)}`,
  );
}

/** An organisation with no value at all stays when values are excluded (recording 603). */
const among = ({ exclude }: WireMetaCondition, owners: Sql): Sql =>
  exclude ? sql`o.id not in (${owners})` : sql`o.id in (${owners})`;

const sortExpressions: Readonly<Record<string, Sql | undefined>> = {
  id: sql`o.id`,
  uuid: sql`o.uuid`,
  name: sql`o.name collate "und-x-icu"`,
  url: sql`lower(o.url)`,
  nationality,
  sector: sql`lower(o.sector)`,
  type: sql`lower(o.type)`,
  contacts: sql`lower(o.contacts)`,
  created: sql`o.created`,
  modified: sql`o.modified`,
};
