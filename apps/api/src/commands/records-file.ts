import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { WrongUsage } from './command.js';

/** A record of a file: columns by their names, everything as text. */
export type FileRecord = Readonly<Record<string, string>>;

/**
 * The records of a CSV file with a line of names (separated by comma, semicolon or tab) or of a JSON list of objects.
 * Throws `WrongUsage` for a file that is neither.
 */
export function recordsIn(file: string): readonly FileRecord[] {
  const text = textOf(file);
  if (/^\s*\[/.test(text)) return jsonRecords(text, file);
  const head = text.slice(0, text.indexOf('\n') < 0 ? undefined : text.indexOf('\n'));
  const delimiter = [',', ';', '\t'].sort((a, b) => head.split(b).length - head.split(a).length)[0] ?? ',';
  try {
    return parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true, delimiter }) as FileRecord[];
  } catch (error) {
    throw new WrongUsage(`${file}: ${(error as Error).message}`);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}

function jsonRecords(text: string, file: string): FileRecord[] {
  try {
    return (JSON.parse(text) as Record<string, unknown>[]).map((record) =>
      Object.fromEntries(
        Object.entries(record).flatMap(([key, value]) =>
          value === null || typeof value === 'object' ? [] : [[key, String(value)]],
        ),
      ),
    );
  } catch (error) {
    throw new WrongUsage(`${file} is no JSON list of objects: ${(error as Error).message}`);
  }
}
