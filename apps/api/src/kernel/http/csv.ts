import { Readable } from 'node:stream';
import { type TableForm, tableForms } from '@cerebrate/contract';
import { stringify } from 'csv-stringify';
import { writeXlsxStream } from 'hucre/xlsx';
import { Streamed } from './asked.js';

type Cell = string | number | boolean | null | undefined;

/** A column of a table: heading and how to read the cell. Lists become `a; b`. */
export interface CsvColumn<V> {
  readonly heading: string;
  readonly cell: (row: V) => Cell;
}

/** Rows that are sent in the form the caller's path asks for. */
export class Table {
  constructor(
    private readonly rows: AsyncIterable<unknown>,
    private readonly columns: readonly CsvColumn<unknown>[],
    private readonly name: string,
  ) {}

  /** The rows in that form, streamed in constant memory, to be kept as a file. */
  as(form: TableForm): Streamed {
    const source = { csv: () => this.#csv(), xlsx: () => this.#xlsx(), json: () => this.#json() }[form]();
    const type = form === 'xlsx' ? tableForms.xlsx : `${tableForms[form]}; charset=utf-8`;
    return new Streamed(source, {
      'content-type': type,
      'content-disposition': `attachment; filename="${this.name}.${form}"`,
    });
  }

  /** RFC 4180, UTF-8. Cells that a spreadsheet would run as a formula get a leading apostrophe. */
  #csv(): Readable {
    const writer = stringify({
      header: true,
      columns: this.columns.map(({ heading }) => heading),
      escape_formulas: true,
      cast: { boolean: (value) => (value ? 'true' : 'false') },
    });
    const source = Readable.from(this.#cells(), { objectMode: true });
    source.on('error', (error) => writer.destroy(error));
    writer.on('close', () => source.destroy());
    return source.pipe(writer);
  }

  /** A workbook with one sheet; every cell has the type it has here, so that no text can become a formula. */
  #xlsx(): Readable {
    const columns = this.columns.map(({ heading }) => ({ key: heading, header: heading }));
    return Readable.fromWeb(
      writeXlsxStream(this.#cells(), { name: sheetName(this.name), columns, freezePane: { rows: 1 } }) as never,
    );
  }

  /** The records as the list gives them, in one JSON array. */
  #json(): Readable {
    return Readable.from(jsonList(this.rows), { objectMode: false });
  }

  async *#cells(): AsyncGenerator<Exclude<Cell, undefined>[]> {
    for await (const row of this.rows) yield this.columns.map(({ cell }) => cell(row) ?? null);
  }
}

/**
 * Rows as a table, at every path of an endpoint that promises CSV. `fileName` ends in `.csv`; the other forms take their
 * own ending.
 */
export const csvOf = <V>(rows: AsyncIterable<V>, columns: readonly CsvColumn<V>[], fileName: string): Table =>
  new Table(rows, columns as readonly CsvColumn<unknown>[], fileName.replace(/\.csv$/, ''));

/** The name of a sheet has at most 31 characters and none of `[]:*?/\`. */
const sheetName = (name: string): string => name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31);

async function* jsonList(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  let before = '[';
  for await (const row of rows) {
    yield before + JSON.stringify(row);
    before = ',\n';
  }
  yield before === '[' ? '[]' : ']';
}
