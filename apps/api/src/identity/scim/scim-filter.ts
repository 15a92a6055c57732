import { type Filter, parse } from 'scim2-parse-filter';
import { allOf, anyOf, likeText, type Sql, sql } from '../../kernel/index.js';
import { scimFault } from './scim-fault.js';
import { scim } from './scim-words.js';

/** An attribute that can be filtered by: its expression, and how values of it are compared. */
export interface FilterColumn {
  readonly expression: Sql;
  readonly kind: 'folded' | 'exact' | 'boolean' | 'time' | 'uuid';
}

/** What of a resource can be filtered by. */
export interface FilterPlan {
  /** By the attribute's full path in lower case. */
  readonly columns: Readonly<Record<string, FilterColumn>>;
  /** Attributes of many values of which one row is a condition: `members[value eq "…"]`. */
  readonly holds?: Readonly<Record<string, (value: string) => Sql>>;
  /** Values that a part of a multi-valued attribute always has, by path: `emails.type` is `work`. */
  readonly constants?: Readonly<Record<string, string | boolean>>;
}

const prefixes = [scim.user, scim.group, scim.enterprise].map((urn) => `${urn.toLowerCase()}:`);
const longestFilter = 2000;

/** The condition of a filter (RFC 7644 §3.4.2.2). Throws a fault of type `invalidFilter` that names what is wrong. */
export function filterCondition(text: string | undefined, plan: FilterPlan): Sql {
  if (text === undefined || text.trim() === '') return sql`true`;
  if (text.length > longestFilter)
    throw scimFault('invalidFilter', `the filter is longer than ${longestFilter} characters`);
  let filter: Filter;
  try {
    filter = parse(text);
  } catch {
    throw scimFault('invalidFilter', 'the filter cannot be read; write it as userName eq "somebody"');
  }
  return conditionOf(filter, plan, '');
}

/**
 * The order of a list (RFC 7644 §3.4.2.3): by one attribute, without regard to letter case where the attribute has none,
 * and by `id` within. Throws a fault of type `invalidPath` for what one cannot sort by.
 */
export function orderOf(
  { sortBy, sortOrder }: { readonly sortBy?: string | undefined; readonly sortOrder?: string | undefined },
  { columns }: FilterPlan,
  id: Sql,
): Sql {
  if (sortBy === undefined || sortBy.trim() === '') return id;
  const column = columns[pathOf(sortBy.trim(), '')];
  if (!column) throw scimFault('invalidPath', `'${sortBy.slice(0, 100)}' is no attribute one can sort by`);
  const value = column.kind === 'folded' ? sql`lower(${column.expression})` : column.expression;
  return sortOrder === 'descending' ? sql`${value} desc, ${id}` : sql`${value} asc, ${id}`;
}

function conditionOf(filter: Filter, plan: FilterPlan, within: string): Sql {
  switch (filter.op) {
    case 'and':
      return allOf(filter.filters.map((part) => conditionOf(part, plan, within)));
    case 'or':
      return sql`(${anyOf(filter.filters.map((part) => conditionOf(part, plan, within)))})`;
    case 'not':
      return sql`not coalesce((${conditionOf(filter.filter, plan, within)}), false)`;
    case '[]':
      return conditionOf(filter.valFilter, plan, `${pathOf(filter.attrPath, within)}.`);
    case 'pr':
      return present(pathOf(filter.attrPath, within), plan);
    default:
      return compared(pathOf(filter.attrPath, within), filter.op, filter.compValue, plan);
  }
}

function pathOf(attribute: string, within: string): string {
  const lower = attribute.toLowerCase();
  const prefix = prefixes.find((one) => lower.startsWith(one));
  return within + (prefix ? lower.slice(prefix.length) : lower);
}

const unknown = (path: string) =>
  scimFault('invalidFilter', `'${path.slice(0, 100)}' is no attribute one can filter by`);

function present(path: string, { columns, holds, constants }: FilterPlan): Sql {
  if (constants && path in constants) return sql`true`;
  const column = columns[path];
  if (column) return sql`${column.expression} is not null`;
  if (holds?.[path]) throw scimFault('invalidFilter', `'${path}' can be compared by eq only`);
  throw unknown(path);
}

function compared(path: string, op: string, value: unknown, { columns, holds, constants }: FilterPlan): Sql {
  const constant = constants && path in constants ? constants[path] : undefined;
  if (constant !== undefined) {
    const same = String(constant).toLowerCase() === String(value).toLowerCase();
    return (op === 'ne' ? !same : same) ? sql`true` : sql`false`;
  }
  const held = holds?.[path];
  if (held) {
    if (op !== 'eq' || typeof value !== 'string')
      throw scimFault('invalidFilter', `'${path}' can be compared by eq only`);
    return held(value);
  }
  const column = columns[path];
  if (!column) throw unknown(path);
  if (value === null) return op === 'ne' ? sql`${column.expression} is not null` : sql`${column.expression} is null`;
  return comparison(path, column, op, value);
}

function comparison(path: string, { expression, kind }: FilterColumn, op: string, value: unknown): Sql {
  const wrong = (what: string) => scimFault('invalidFilter', `'${path}' is compared with ${what}`);
  if (kind === 'boolean') {
    const isTrue = /^true$/i.test(String(value));
    if (!isTrue && !/^false$/i.test(String(value))) throw wrong('true or false');
    if (op !== 'eq' && op !== 'ne') throw wrong('eq or ne');
    return sql`${expression} = ${op === 'eq' ? isTrue : !isTrue}`;
  }
  if (typeof value !== 'string' || value.includes('\0')) throw wrong('a text in quotes');
  if (kind === 'time') {
    const moment = new Date(value);
    if (Number.isNaN(moment.getTime())) throw wrong('a moment such as 2026-01-31T12:00:00Z');
    return ordered(expression, op, sql`${moment}`, path);
  }
  if (kind === 'uuid') {
    const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
    if (op !== 'eq' && op !== 'ne') throw wrong('eq or ne');
    if (!isUuid) return op === 'eq' ? sql`false` : sql`true`;
    return op === 'eq' ? sql`${expression} = ${value}::uuid` : sql`${expression} <> ${value}::uuid`;
  }
  const left = kind === 'folded' ? sql`lower(${expression})` : expression;
  const text = kind === 'folded' ? value.toLowerCase() : value;
  if (op === 'co') return sql`${left} like ${`%${likeText(text)}%`}`;
  if (op === 'sw') return sql`${left} like ${`${likeText(text)}%`}`;
  if (op === 'ew') return sql`${left} like ${`%${likeText(text)}`}`;
  return ordered(left, op, sql`${text}`, path);
}

function ordered(left: Sql, op: string, right: Sql, path: string): Sql {
  if (op === 'eq') return sql`${left} = ${right}`;
  if (op === 'ne') return sql`${left} is distinct from ${right}`;
  if (op === 'gt') return sql`${left} > ${right}`;
  if (op === 'ge') return sql`${left} >= ${right}`;
  if (op === 'lt') return sql`${left} < ${right}`;
  if (op === 'le') return sql`${left} <= ${right}`;
  throw scimFault('invalidFilter', `'${path}' has no operator '${op.slice(0, 20)}'`);
}
