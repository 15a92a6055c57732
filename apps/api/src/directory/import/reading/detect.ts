import { type ImportReading, importDelimiters } from '@cerebrate/contract';
import { JSONParser } from '@streamparser/json-node';
import { parse } from 'csv-parse/sync';
import { decodedHead, detectEncoding } from './encoding.js';
import { SourceRefused } from './source-refused.js';
import { through } from './through.js';

/** How a file is to be read, as far as its beginning tells. */
export interface Detected {
  readonly reading: ImportReading;
  readonly warnings: readonly string[];
}

/** How much of a file is looked at. */
export const headSize = 1024 * 1024;

/** Guesses format, encoding, delimiter, heading and record path from the first bytes of a file. Throws `SourceRefused` for what is no text. */
export async function detectReading(head: Buffer): Promise<Detected> {
  const { encoding, warning } = detectEncoding(head);
  const text = decodedHead(head, encoding);
  const first = text.trimStart()[0];
  if (first === undefined) throw new SourceRefused('the file holds nothing but white space');
  const warnings = warning ? [warning] : [];
  const defaults = { encoding, delimiter: ',' as const, header: true, recordPath: '{n}' };
  if (first !== '{' && first !== '[') return { reading: { ...defaults, format: 'csv', ...csvShape(text) }, warnings };
  if (first === '{' && isLineJson(text)) return { reading: { ...defaults, format: 'ndjson' }, warnings };
  return {
    reading: { ...defaults, format: 'json', recordPath: first === '[' ? '{n}' : await listPath(text) },
    warnings,
  };
}

/** Whether the first line is an object of its own; a lone line that holds a list of objects is a document instead. */
function isLineJson(text: string): boolean {
  const lines = text.split('\n', 3).filter((line) => line.trim() !== '');
  try {
    const value = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    if (lines.length > 1) return lines[1]?.trimStart().startsWith('{') ?? false;
    return !Object.values(value).some((member) => Array.isArray(member) && typeof member[0] === 'object');
  } catch {
    return false;
  }
}

/** Where in a document that is an object the list of records is: the shallowest list of objects, else the members themselves. */
async function listPath(text: string): Promise<string> {
  const parser = new JSONParser({ paths: ['$.*.*', '$.*.*.*'] });
  let found: string | undefined;
  try {
    for await (const { key, value, stack } of through<Emitted>(only(text), parser)) {
      if (typeof key !== 'number' || typeof value !== 'object' || value === null || Array.isArray(value)) continue;
      const steps = stack.slice(1).map((level) => level.key);
      if (steps.some((step) => typeof step !== 'string' || /[.{}]/.test(step))) continue;
      const path = [...steps, '{n}'].join('.');
      if (found === undefined || path.split('.').length < found.split('.').length) found = path;
      if (steps.length === 1) break;
    }
  } catch {
    // The head of a longer document ends in its middle, which is no fault here.
  }
  return found ?? '{s}';
}

async function* only(text: string): AsyncGenerator<string> {
  yield text;
}

interface Emitted {
  readonly key: string | number | undefined;
  readonly value: unknown;
  readonly stack: readonly { readonly key: string | number | undefined }[];
}

/** The delimiter under which most lines have the same number of cells, more than one; and whether the first line is a heading. */
function csvShape(text: string): Pick<ImportReading, 'delimiter' | 'header'> {
  const lines = text.length < headSize / 2 ? text : text.slice(0, text.lastIndexOf('\n'));
  const shapes = importDelimiters.map((delimiter) => {
    const rows = sampleRows(lines, delimiter);
    const width = rows[0]?.length ?? 0;
    const alike = rows.filter((row) => row.length === width).length;
    return { delimiter, rows, score: width < 2 ? 0 : alike / rows.length + width / 1000 };
  });
  const best = shapes.reduce((a, b) => (b.score > a.score ? b : a));
  return { delimiter: best.delimiter, header: isHeading(best.rows[0] ?? []) };
}

function sampleRows(text: string, delimiter: string): string[][] {
  try {
    return parse(text, { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, to: 50 });
  } catch {
    return [];
  }
}

/** A heading names things: its cells are distinct and none is an address, number, link or uuid. */
function isHeading(cells: readonly string[]): boolean {
  const named = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  if (named.length === 0 || new Set(named).size < named.length) return false;
  return !named.some((cell) =>
    /^[\d.,:/\s-]+$|^https?:\/\/|@|^[0-9a-f]{8}-[0-9a-f]{4}-|^[0-9a-f:]*::[0-9a-f:/]*$/i.test(cell),
  );
}
