import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { Streamed } from './asked.js';

/** A column of an export: heading and how to read the cell. Lists become `a; b`. */
export interface CsvColumn<V> {
  readonly heading: string;
  readonly cell: (row: V) => string | number | boolean | null | undefined;
}

/**
 * Rows as CSV (RFC 4180, UTF-8), streamed in constant memory. Cells that a spreadsheet would run as a formula get a
 * leading apostrophe.
 */
export function csvOf<V>(rows: AsyncIterable<V>, columns: readonly CsvColumn<V>[], fileName: string): Streamed {
  const writer = stringify({
    header: true,
    columns: columns.map(({ heading }) => heading),
    escape_formulas: true,
    cast: { boolean: (value) => (value ? 'true' : 'false') },
  });
  const source = Readable.from(rows, { objectMode: true }).map((row: V) => columns.map(({ cell }) => cell(row) ?? ''));
  source.on('error', (error) => writer.destroy(error));
  return new Streamed(source.pipe(writer), { 'content-disposition': `attachment; filename="${fileName}"` });
}
