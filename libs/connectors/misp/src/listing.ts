import type { Page, TableResult } from '@cerebrate/connector-sdk';

type Row = Readonly<Record<string, unknown>>;

const at = (row: Row, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Row | null | undefined)?.[key], row);

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Whether the quick filter is in one of the texts. */
export const holds = (q: string, ...texts: (string | null | undefined)[]): boolean =>
  q === '' || texts.some((text) => (text ?? '').toLowerCase().includes(q.toLowerCase()));

/** One page of rows that are all at hand: MISP itself ignores limit, page and order of most of its lists. */
export function paged(rows: readonly Row[], { page, limit, sort, descending }: Page): TableResult {
  const ordered = sort
    ? [...rows].sort(
        (a, b) => collator.compare(String(at(a, sort) ?? ''), String(at(b, sort) ?? '')) * (descending ? -1 : 1),
      )
    : rows;
  return { rows: ordered.slice((page - 1) * limit, page * limit), total: rows.length };
}
