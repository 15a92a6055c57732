import { JSONParser } from '@streamparser/json-node';
import { deepestRecord, longestRecord, type SourceRecord } from './source-record.js';
import { SourceRefused } from './source-refused.js';
import { through } from './through.js';

/**
 * The elements of a list inside one JSON document, streamed: `recordPath` is `{n}` for a document that is a list,
 * `data.{n}` for a list under a key. Throws `SourceRefused` where the text stops being JSON, for a record beyond the
 * limits of size and depth, and when there is no such list.
 */
export async function* jsonRecords(text: AsyncIterable<string>, recordPath: string): AsyncGenerator<SourceRecord> {
  const parser = new JSONParser({ paths: [selectorOf(recordPath)], keepStack: false });
  let row = 0;
  try {
    for await (const { value } of through<{ value?: unknown }>(
      guarded(text, () => row),
      parser,
    )) {
      row++;
      yield isObject(value) ? { row, value: { json: value } } : { row, fault: 'is no object' };
    }
  } catch (error) {
    if (error instanceof SourceRefused) throw new SourceRefused(`row ${row + 1} ${error.message}`);
    if (isParserError(error))
      throw new SourceRefused(`after row ${row} the file is not valid JSON: ${(error as Error).message.slice(0, 200)}`);
    throw error;
  }
  if (row === 0) throw new SourceRefused(`the file has no list with records at '${recordPath}'`);
}

/** Each line a JSON object (ndjson.org). A line that is none is a fault of that line. Throws `SourceRefused` for a line beyond the limit. */
export async function* ndjsonRecords(text: AsyncIterable<string>): AsyncGenerator<SourceRecord> {
  let row = 0;
  for await (const line of linesOf(text)) {
    if (line.trim() === '') continue;
    yield lineRecord(++row, line);
  }
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > longestRecord)
      throw new SourceRefused(
        `a line is longer than ${longestRecord / 1024 / 1024} MB; is this one JSON document rather than one a line?`,
      );
  }
  if (rest !== '') yield rest;
}

function lineRecord(row: number, line: string): SourceRecord {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? { row, value: { json: value } } : { row, fault: 'is no JSON object' };
  } catch (error) {
    return { row, fault: `is not valid JSON: ${(error as Error).message.slice(0, 120)}` };
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The parser's errors are told by name: its package exports no class for them. */
const isParserError = (error: unknown): boolean =>
  error instanceof Error &&
  (/^Token(?:izer|Parser)Error$/.test(error.constructor.name) ||
    error.message.startsWith('Parser ended in mid-parsing'));

/** `data.{n}` → `$.data.*`, as the parser selects. */
function selectorOf(recordPath: string): string {
  return ['$', ...recordPath.split('.').map((step) => (/^\{[ns*]\}$/.test(step) ? '*' : step))].join('.');
}

/** Stops a document that nests or grows beyond what a record may, before the parser keeps it in memory. */
class SizeGuard {
  #complete = 0;
  #sinceRecord = 0;
  #depth = 0;
  #isInText = false;
  #isEscaped = false;

  /** Looks at the next piece; `complete` is the number of records made of the pieces before it. */
  feed(text: string, complete: number): void {
    if (complete !== this.#complete) this.#sinceRecord = 0;
    this.#complete = complete;
    if (this.#sinceRecord > longestRecord) throw new SourceRefused(`is longer than ${longestRecord / 1024 / 1024} MB`);
    this.#sinceRecord += text.length;
    for (let at = 0; at < text.length; at++) this.#take(text.charCodeAt(at));
  }

  #take(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (this.#isInText) {
      if (code === backslash) this.#isEscaped = true;
      else if (code === quote) this.#isInText = false;
    } else if (code === quote) this.#isInText = true;
    else if (code === openBrace || code === openBracket) {
      if (++this.#depth > deepestRecord) throw new SourceRefused(`nests deeper than ${deepestRecord} levels`);
    } else if (code === closeBrace || code === closeBracket) this.#depth--;
  }
}

const [backslash, quote, openBrace, closeBrace, openBracket, closeBracket] = [0x5c, 0x22, 0x7b, 0x7d, 0x5b, 0x5d];

async function* guarded(text: AsyncIterable<string>, complete: () => number): AsyncGenerator<string> {
  const guard = new SizeGuard();
  for await (const piece of text) {
    guard.feed(piece, complete());
    yield piece;
  }
}
