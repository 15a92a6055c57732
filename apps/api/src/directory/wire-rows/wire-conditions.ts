import { classify, type MergedKind } from '@cerebrate/contract';
import { isShown } from '../../fields/index.js';
import { name, type Principal, type Sql, sql } from '../../kernel/index.js';
import { isOneOf } from '../merges/aliases.js';
import type { WireCondition, WireListRequest, WireMetaCondition } from './wire-list-request.js';

/** PostgreSQL holds no U+0000, so no row has such a value. */
export function holdsNul(request: WireListRequest): boolean {
  return JSON.stringify([request.filters, request.quickFilter, request.metaFilters, request.filteringTags]).includes(
    '\\u0000',
  );
}

/** One condition on a column without case; `left` is lower-case text. */
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

/** The same on a column of whole numbers: greater and less go by the number, never by its digits. */
export function comparedNumber(left: Sql, op: WireCondition['op'], values: readonly string[]): Sql {
  if (op !== 'gte' && op !== 'lte') return compared(sql`${left}::text`, op, values);
  const [first = ''] = values;
  if (!/^-?\d{1,15}$/.test(first)) return sql`false`;
  return op === 'gte' ? sql`${left} >= ${first}::bigint` : sql`${left} <= ${first}::bigint`;
}

/** A backslash means itself: PostgreSQL would take it for an escape, and refuse it at the end. */
const patternOf = (pattern: string): string => pattern.replaceAll('\\', '\\\\');

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** As `uuidCondition` for records that can be merged: a uuid that was merged into another leads to that. */
export function uuidOrAlias(kind: MergedKind, alias: Sql, op: WireCondition['op'], values: readonly string[]): Sql {
  if (op !== 'eq' && op !== 'in') return uuidCondition(sql`${alias}.uuid`, op, values);
  return isOneOf(
    kind,
    alias,
    values.filter((value) => uuidForm.test(value)),
  );
}

/** By the unique index where whole uuids are asked for. */
export function uuidCondition(column: Sql, op: WireCondition['op'], values: readonly string[]): Sql {
  if (op !== 'eq' && op !== 'in') return compared(sql`${column}::text`, op, values);
  return sql`${column} = any(${values.filter((value) => uuidForm.test(value))}::uuid[])`;
}

/**
 * A stored network that contains the asked one matches, never the other way round (recordings 052, 604, 605); any other
 * value matches as text. `id` is the record's id. A record with no value at all stays when values are excluded
 * (recording 603). Each half is answered by an index.
 */
export function metaCondition(
  principal: Principal,
  owner: 'organisation' | 'individual',
  id: Sql,
  filter: WireMetaCondition,
): Sql {
  const column = name(`m.${owner}_id`);
  const among = (owners: Sql): Sql => (filter.exclude ? sql`${id} not in (${owners})` : sql`${id} in (${owners})`);
  const field = sql`${column} is not null and m.field_id = ${filter.fieldId}`;
  const values = (condition: Sql) =>
    sql`select ${column} from meta_fields m where ${field} and ${condition} and ${isShown(principal)}`;
  const text = filter.like
    ? sql`lower(m.value) like ${patternOf(filter.value.toLowerCase())}`
    : sql`lower(m.value) = ${filter.value.toLowerCase()}`;
  const meaning = filter.like ? undefined : classify(filter.value);
  const net = meaning?.kind === 'address' || meaning?.kind === 'network' ? meaning.net : undefined;
  if (filter.not) {
    const hit =
      net === undefined ? text : sql`case when m.v_net is null then ${text} else m.v_net >>= ${net}::inet end`;
    return among(values(sql`not (${hit})`));
  }
  if (net === undefined) return among(values(text));
  return among(sql`${values(sql`m.v_net >>= ${net}::inet`)} union all ${values(sql`m.v_net is null and ${text}`)}`);
}
