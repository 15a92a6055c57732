import { type CsvError, parse } from 'csv-parse';
import { longestRecord, type SourceRecord } from './source-record.js';
import { SourceRefused } from './source-refused.js';
import { through } from './through.js';

/**
 * Records of a CSV text (RFC 4180; stray quotes are taken as they are). Lines without any content do not count. A line
 * with another number of cells than the first one is a fault of that line. Throws `SourceRefused` for a quote that is
 * never closed and for a record beyond the limit, which is what a wrong delimiter or quote looks like.
 */
export async function* csvRecords(
  text: AsyncIterable<string>,
  { delimiter, header }: { delimiter: string; header: boolean },
): AsyncGenerator<SourceRecord> {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: longestRecord,
  });
  let columns: readonly string[] | undefined;
  let row = 0;
  try {
    for await (const cells of through<string[]>(text, parser)) {
      if (cells.every((cell) => cell.trim() === '')) continue;
      if (!columns) {
        columns = header ? headings(cells) : cells.map((_, at) => `column ${at + 1}`);
        if (header) continue;
      }
      yield recordOf(++row, columns, cells);
    }
  } catch (error) {
    throw explained(error, row + 1);
  }
}

function recordOf(row: number, columns: readonly string[], cells: readonly string[]): SourceRecord {
  const excess = cells.slice(columns.length).some((cell) => cell.trim() !== '');
  if (cells.length < columns.length || excess)
    return { row, fault: `has ${cells.length} cells where the first line has ${columns.length}` };
  return { row, value: new Map(columns.map((column, at) => [column, cells[at] ?? ''])) };
}

/** Column names: blank ones numbered, repeated ones told apart as `name (2)`. */
export function headings(cells: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return cells.map((cell, at) => {
    const name = cell.trim() === '' ? `column ${at + 1}` : cell.trim();
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

function explained(error: unknown, row: number): unknown {
  switch ((error as Partial<CsvError>).code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return new SourceRefused(`the quote that opens in row ${row} is never closed; close or double it`);
    case 'CSV_MAX_RECORD_SIZE':
      return new SourceRefused(`row ${row} is longer than ${longestRecord / 1024 / 1024} MB; is a quote not closed?`);
    default:
      return error;
  }
}
