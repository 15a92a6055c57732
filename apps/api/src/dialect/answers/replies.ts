import {
  type FurtherValues,
  type IndexQuery,
  selectRows,
  wireCsv,
  wireHeaders,
  wireJson,
} from '@cerebrate/cerebrate-wire';
import { JsonText } from '../../kernel/index.js';
import type { Exchange } from '../exchange.js';
import { longList } from './long-list.js';

const jsonHeaders = { ...wireHeaders.noStore, 'content-type': wireHeaders.json };

/** A value as the body of a 200. */
export const said = (value: unknown): JsonText => new JsonText(wireJson(value), jsonHeaders);

/**
 * JSON text that is ready, as text or as bytes. Bytes go to the socket as they are; a long text would be copied there
 * once more.
 */
export const saidText = (text: string | Buffer, headers: Readonly<Record<string, string>> = {}): JsonText =>
  // The server takes bytes where the kernel's type names text and streams only.
  new JsonText(text as string, { ...jsonHeaders, ...headers });

/** What the original answers to a delete. */
export const deleted = (): JsonText => saidText('[]');

/** A page of rows in hand, as JSON or CSV, with the number of rows before paging. */
export function listed(
  exchange: Exchange,
  rows: readonly Readonly<Record<string, unknown>>[],
  total: number,
): JsonText {
  const headers = { ...jsonHeaders, [wireHeaders.total]: String(total) };
  if (exchange.route.format === 'csv')
    return new JsonText(wireCsv(rows), { ...headers, 'content-type': wireHeaders.csv });
  return new JsonText(wireJson(rows), headers);
}

/** What the request selects from all the rows there are; for nouns of which there are hundreds, not millions. */
export function selected<R extends object>(
  exchange: Exchange,
  all: readonly R[],
  further?: (row: R) => FurtherValues,
  query: IndexQuery = exchange.index(),
): JsonText {
  const { rows, total } = selectRows(query, all, further);
  return listed(exchange, rows as readonly Readonly<Record<string, unknown>>[], total);
}

/** A page that is a JSON list already, or pieces of a long one: rows with commas between, sent while they are read. */
export function listedText(exchange: Exchange, rows: Buffer | AsyncIterable<Buffer | string>, total: number): JsonText {
  const headers = { [wireHeaders.total]: String(total) };
  if (Buffer.isBuffer(rows)) return saidText(rows, headers);
  const { source, headers: coding } = longList(rows, exchange.acceptEncoding);
  return new JsonText(source, { ...jsonHeaders, ...headers, ...coding });
}

/** Every row of a stream. */
export async function allOfStream<R>(rows: AsyncIterable<R>): Promise<R[]> {
  const found: R[] = [];
  for await (const row of rows) found.push(row);
  return found;
}
