import { csvTimeOf } from './time.js';

const timeColumns = new Set(['created', 'modified']);

/**
 * An index as CSV (contract 2.8, recordings 613, 615, 676): one column per flattened path met in any row, in the order
 * met; every cell quoted; lines end in `\n`. Inner quotes are doubled, unlike there (Appendix A.2). No rows, no columns:
 * the text is empty.
 */
export function wireCsv(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const flat = rows.map(flatten);
  const header = [...new Set(flat.flatMap((row) => [...row.keys()]))];
  if (header.length === 0) return '';
  const lines = [header, ...flat.map((row) => header.map((path) => row.get(path) ?? ''))];
  return lines.map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

/** Paths that start with `_` and empty lists leave no column; null is a blank cell. */
function flatten(row: Readonly<Record<string, unknown>>): Map<string, string> {
  const cells = new Map<string, string>();
  for (const [key, value] of Object.entries(row)) {
    if (key.startsWith('_')) continue;
    if (key === 'meta_fields' && Array.isArray(value)) flattenMetaFields(value, cells);
    else flattenValue(key, value, cells);
  }
  return cells;
}

function flattenValue(path: string, value: unknown, cells: Map<string, string>): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) flattenValue(`${path}.${key}`, inner, cells);
    return;
  }
  const text = typeof value === 'boolean' ? (value ? '1' : '0') : String(value ?? '');
  cells.set(path, timeColumns.has(path.slice(path.lastIndexOf('.') + 1)) ? csvTimeOf(text) : text);
}

/** One column per template, version and field; the last of several values wins. */
function flattenMetaFields(values: readonly unknown[], cells: Map<string, string>): void {
  for (const entry of values) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { template_name, template_version, field, value } = entry as Record<string, unknown>;
    cells.set(`meta_fields.${template_name}_v${template_version}:${field}`, String(value ?? ''));
  }
}
