import { phpTruthy } from './php.js';
import type { IndexQuery, WireFilter, WireMetaFilter } from './query.js';
import { WireRefusal } from './refusal.js';

/** Values of a row that its filters look at but that are not served, by field: `Users.username`. A list where there are several. */
export type FurtherValues = Readonly<Record<string, unknown>>;

/** A page of rows, and how many there are before paging. */
export interface SelectedRows<R> {
  readonly total: number;
  readonly rows: readonly R[];
}

/**
 * What an index request selects from rows in hand, for lists of a few thousand rows: filters, quick filter, filters on
 * the row's own `meta_fields`, order, page. Rows keep the order they come in when no sort is asked for. Tags are not
 * looked at. Throws `WireRefusal` 404 for a page after the last one (contract 2.1).
 */
export function selectRows<R extends object>(
  query: IndexQuery,
  rows: readonly R[],
  further: (row: R) => FurtherValues = () => ({}),
): SelectedRows<R> {
  const candidates = rows.map((row) => ({ row, values: { ...row, ...further(row) } as FurtherValues }));
  const found = candidates.filter(({ values }) => isSelected(query, values));
  const { sort } = query;
  if (sort) {
    const sign = sort.descending ? -1 : 1;
    found.sort((a, b) => sign * compare(a.values[sort.field], b.values[sort.field]));
  }
  const limit = query.limit ?? Math.max(found.length, 1);
  const first = (query.page - 1) * limit;
  if (query.page > 1 && first >= found.length)
    throw new WireRefusal(404, 'There is no such page: it lies after the last one.');
  return { total: found.length, rows: found.slice(first, first + limit).map(({ row }) => row) };
}

function isSelected(query: IndexQuery, values: FurtherValues): boolean {
  return (
    query.filters.every((filter) => holds(filter, values[filter.field])) &&
    query.metaFilters.every((filter) => holdsMeta(filter, values.meta_fields)) &&
    holdsQuick(query.quickFilter, values)
  );
}

/** A row without a value fulfils no condition, `not` included, as in SQL (recording 602). */
function holds(filter: WireFilter, cell: unknown): boolean {
  if (Array.isArray(cell)) return cell.some((one) => holds(filter, one));
  if (cell === null || cell === undefined) return false;
  const wanted =
    filter.kind === 'boolean' ? filter.values.map(flagText) : filter.values.map((value) => value.toLowerCase());
  const [first = ''] = wanted;
  const text = textOf(cell);
  switch (filter.op) {
    case 'eq':
    case 'in':
      return wanted.includes(text);
    case 'not':
    case 'notin':
      return !wanted.includes(text);
    case 'like':
      return isLike(text, first);
    case 'gte':
    case 'lte': {
      const order =
        filter.kind === 'time' || typeof cell === 'number'
          ? amount(text) - amount(first)
          : text < first
            ? -1
            : Number(text > first);
      return filter.op === 'gte' ? order >= 0 : order <= 0;
    }
  }
}

const amount = (text: string): number => (/^-?\d+$/.test(text) ? Number(text) : Date.parse(text));
const textOf = (cell: unknown): string => (typeof cell === 'boolean' ? (cell ? '1' : '0') : String(cell).toLowerCase());
const flagText = (value: string): string => (phpTruthy(value) && value.toLowerCase() !== 'false' ? '1' : '0');

interface HeldValue {
  readonly meta_template_id: number | null;
  readonly meta_template_field_id: number | null;
  readonly value: string;
}

function holdsMeta(filter: WireMetaFilter, held: unknown): boolean {
  const values = Array.isArray(held) ? (held as readonly HeldValue[]) : [];
  const wanted = filter.value.toLowerCase();
  const hit = values.some(({ meta_template_id, meta_template_field_id, value }) => {
    if (meta_template_id !== filter.templateId || meta_template_field_id !== filter.fieldId) return false;
    const text = value.toLowerCase();
    return (filter.like ? isLike(text, wanted) : text === wanted) !== filter.not;
  });
  return hit !== filter.exclude;
}

function holdsQuick(quick: IndexQuery['quickFilter'], values: FurtherValues): boolean {
  if (!quick) return true;
  const wanted = quick.text.toLowerCase();
  const own = quick.fields.some(({ field, like }) => {
    const cell = values[field];
    if (cell === null || cell === undefined) return false;
    return like ? textOf(cell).includes(wanted) : textOf(cell) === wanted;
  });
  if (own || !quick.metaValues || !Array.isArray(values.meta_fields)) return own;
  return (values.meta_fields as readonly HeldValue[]).some(({ value }) => value.toLowerCase().includes(wanted));
}

/**
 * SQL's LIKE over lower-case text, with `%` and `_`: time in the product of both lengths at most, whatever the pattern.
 */
export function isLike(text: string, pattern: string): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let mark = 0;
  while (at < text.length) {
    if (pattern[place] === '%') {
      star = place++;
      mark = at;
    } else if (pattern[place] === '_' || pattern[place] === text[at]) {
      at++;
      place++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++mark;
    } else return false;
  }
  while (pattern[place] === '%') place++;
  return place === pattern.length;
}

const names = new Intl.Collator('en', { sensitivity: 'base' });

/** Nothing comes first, as in the original's tables. */
function compare(a: unknown, b: unknown): number {
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : -1;
  if (b === null || b === undefined) return 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return names.compare(String(a), String(b));
}
