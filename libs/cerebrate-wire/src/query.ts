import type { ControllerName } from './controllers.js';
import { type FilterKind, type ListRules, listRules, sameAlias } from './lists.js';
import { parsePhp, phpInteger, phpList, phpName, phpTruthy } from './php.js';

export type WireOperator = 'eq' | 'not' | 'like' | 'in' | 'notin' | 'gte' | 'lte';

/**
 * One condition on a column. `like` carries an SQL pattern (`%`, `_`). `not` and `notin` leave out rows that hold
 * NULL, as in SQL (recording 602). A dotted field asks for an associated row that matches.
 */
export interface WireFilter {
  readonly field: string;
  readonly kind: FilterKind;
  readonly op: WireOperator;
  readonly values: readonly string[];
}

/**
 * One condition on the values of a meta-field. `exclude` (suffix `_!=`) drops every record that has a matching value,
 * records without any value stay (recording 603); `not` (leading `!`) asks for some value that does not match.
 * `like` is a pattern in `value`. For `ipv4` and `ipv6` fields without `like`, a stored network that contains
 * `value` matches, never the other way round (recordings 052, 604, 605).
 */
export interface WireMetaFilter {
  readonly templateId: number;
  readonly fieldId: number;
  readonly exclude: boolean;
  readonly not: boolean;
  readonly like: boolean;
  readonly value: string;
}

/** What an index request of the original asks for, in neutral words. */
export interface IndexQuery {
  /** 1-based. A page after the last one is a 404, page 1 never is (contract 2.1). */
  readonly page: number;
  /** Rows per page, 1 to 100; null is every row on one page. */
  readonly limit: number | null;
  readonly sort: { readonly field: string; readonly descending: boolean } | null;
  readonly filters: readonly WireFilter[];
  /** OR over `fields`, and over meta-field values with LIKE when `metaValues`; `like` means `%text%`. */
  readonly quickFilter: {
    readonly text: string;
    readonly fields: readonly { readonly field: string; readonly like: boolean }[];
    readonly metaValues: boolean;
  } | null;
  readonly metaFilters: readonly WireMetaFilter[];
  /** Every one of `all`, none of `none`, and, when `like` is not empty, at least one of its patterns. */
  readonly filteringTags: {
    readonly all: readonly string[];
    readonly none: readonly string[];
    readonly like: readonly string[];
  };
  readonly filteringLabel: string | null;
  /** No filter of this list was given: the default label of `/inbox` and `/metaTemplates` applies (contract 2.5). */
  readonly unfiltered: boolean;
  readonly full: boolean;
  readonly includeMetatemplate: boolean;
  readonly includeFullMetaFields: boolean;
}

/** Largest page of a REST request with `limit` (recording 045), and the page of a CSV request without (contract 2.8). */
export const maxLimit = 100;
export const csvLimit = 20;

interface Asked {
  /** The query without `?`. */
  readonly search: string;
  /** The parsed body of a POST index, whose keys act as filters; lists work as they do in the query. */
  readonly body?: unknown;
  readonly format?: 'json' | 'csv';
}

/**
 * Reads the query of an index by the rules of its list (`listRules`). Never fails on a parameter: unknown ones, blank
 * ones and an unknown sort column are ignored, as are a filter's value kinds the list cannot hold. Throws `WireRefusal`
 * 400 for a query that is not UTF-8. Source: contract 2.
 */
export function parseIndexQuery(rules: ListRules, { search, body, format = 'json' }: Asked): IndexQuery {
  const asked = { ...parsePhp(search), ...bodyAsQuery(body) };
  const filters = readFilters(rules, asked);
  const quickFilter = readQuick(rules, text(asked.quickFilter));
  const metaFilters = rules.metaFields ? readMetaFilters(asked) : [];
  const filteringTags = readTags(rules.tags ? asked.filteringTags : undefined);
  const filteringLabel = text(asked.filteringLabel) || null;
  const tagged = filteringTags.all.length + filteringTags.none.length + filteringTags.like.length > 0;
  return {
    page: Math.max(1, phpInteger(text(asked.page))),
    limit: readLimit(text(asked.limit), format),
    sort: readSort(rules, text(asked.sort), text(asked.direction)),
    filters,
    quickFilter,
    metaFilters,
    filteringTags,
    filteringLabel,
    unfiltered: filters.length + metaFilters.length === 0 && !quickFilter && !tagged && !filteringLabel,
    full: phpTruthy(asked.full),
    includeMetatemplate: phpTruthy(asked.includeMetatemplate),
    includeFullMetaFields: phpTruthy(asked.includeFullMetaFields),
  };
}

/** The output-shaping parameters of a view, add or edit (contract 2.7). */
export function parseViewQuery(
  search: string,
): Pick<IndexQuery, 'full' | 'includeMetatemplate' | 'includeFullMetaFields'> {
  const asked = parsePhp(search);
  return {
    full: phpTruthy(asked.full),
    includeMetatemplate: phpTruthy(asked.includeMetatemplate),
    includeFullMetaFields: phpTruthy(asked.includeFullMetaFields),
  };
}

/** The rules of the list a route asks for, or null when the original has none. */
export function rulesOf(route: {
  readonly scope: 'main' | 'open';
  readonly controller: ControllerName;
}): ListRules | null {
  const key = route.scope === 'open' ? (`open/${route.controller}` as const) : route.controller;
  return listRules[key] ?? null;
}

type Values = Readonly<Record<string, unknown>>;

/** Body keys are written with dots or mangled; both mean the same. */
function bodyAsQuery(body: unknown): Values {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return {};
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [phpName(key), value]));
}

/** A scalar as trimmed text; booleans as PHP prints them; everything else is blank. */
function text(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  return '';
}

const listOf = (value: unknown): string[] =>
  phpList(value)
    .map(text)
    .filter((entry) => entry !== '');

/**
 * `limit` absent or blank is everything for JSON and 20 rows for CSV. `0`, a negative and a non-number are one row:
 * so recordings 042, 043 and 044, against contract 2.1, which reads `0` as everything.
 */
function readLimit(limit: string, format: 'json' | 'csv'): number | null {
  if (limit === '') return format === 'csv' ? csvLimit : null;
  return Math.min(maxLimit, Math.max(1, phpInteger(limit)));
}

/**
 * `sort=column` or `sort=Alias.column`. An unknown column is ignored (contract 2.1). An unknown alias is a 500 there
 * and ignored here; an alias in another spelling (`organisations.name`, recording 050) means what it says.
 */
function readSort(rules: ListRules, sort: string, direction: string): IndexQuery['sort'] {
  const dot = sort.indexOf('.');
  const alias = dot < 0 ? rules.alias : sort.slice(0, dot);
  const column = sort.slice(dot + 1);
  const descending = direction.toLowerCase() === 'desc';
  if (sameAlias(rules.alias, alias)) {
    return rules.sortable.includes(column) ? { field: column, descending } : null;
  }
  const field = rules.sortable.find((name) => {
    const [owner = '', own] = name.split('.');
    return own === column && sameAlias(owner, alias);
  });
  return field ? { field, descending } : null;
}

const comparisons = [
  ['', 'eq'],
  ['_!=', 'not'],
  ['_>=', 'gte'],
  ['_<=', 'lte'],
] as const;

function readFilters(rules: ListRules, asked: Values): WireFilter[] {
  const filters: WireFilter[] = [];
  for (const [field, kind] of Object.entries(rules.filters)) {
    const name = phpName(rules.askedAs[field] ?? field);
    for (const [suffix, op] of comparisons) {
      const value = asked[`${name}${suffix}`];
      const filter = value === undefined ? null : readFilter(field, kind, op, value);
      if (filter) filters.push(filter);
    }
  }
  return filters;
}

function readFilter(
  field: string,
  kind: FilterKind,
  op: 'eq' | 'not' | 'gte' | 'lte',
  value: unknown,
): WireFilter | null {
  const values = listOf(value);
  const [first] = values;
  if (first === undefined) return null;
  if (typeof value === 'object' && (op === 'eq' || op === 'not')) {
    return { field, kind, op: op === 'eq' ? 'in' : 'notin', values };
  }
  if (op === 'eq' && kind === 'boolean' && first === 'any') return { field, kind, op: 'in', values: ['0', '1'] };
  const like = op === 'eq' && (first.startsWith('%') || first.endsWith('%'));
  return { field, kind, op: like ? 'like' : op, values: [first] };
}

function readQuick(rules: ListRules, asked: string): IndexQuery['quickFilter'] {
  return asked === '' ? null : { text: asked, fields: rules.quick, metaValues: rules.quickMetaValues };
}

/** The end of the name is not looked at except for `_!=`: `_metafield_1_3_!==x` asks for the value `=x` (recording 057). */
const metaName = /^_metafield_(\d{1,9})_(\d{1,9})(_!=)?/;

function readMetaFilters(asked: Values): WireMetaFilter[] {
  const filters: WireMetaFilter[] = [];
  for (const [name, value] of Object.entries(asked)) {
    const match = metaName.exec(name);
    if (!match) continue;
    for (const entry of listOf(value)) {
      const not = entry.startsWith('!');
      const wanted = not ? entry.slice(1) : entry;
      const condition = { exclude: match[3] !== undefined, not, like: wanted.includes('%'), value: wanted };
      filters.push({ templateId: Number(match[1]), fieldId: Number(match[2]), ...condition });
    }
  }
  return filters;
}

/** A single tag need not be a list, unlike there (Appendix A.2, recording 124). */
function readTags(asked: unknown): IndexQuery['filteringTags'] {
  const all: string[] = [];
  const none: string[] = [];
  const like: string[] = [];
  for (const name of listOf(asked)) {
    if (name.startsWith('!')) none.push(name.slice(1));
    else (name.includes('%') ? like : all).push(name);
  }
  return { all, none, like };
}
