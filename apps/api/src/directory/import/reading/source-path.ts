import { deepestRecord, type RecordValue } from './source-record.js';

/** Reads the texts a path leads to in a record: none when there is nothing. */
export type Extract = (record: RecordValue) => string[];

/** The path leads to an object, which is no value. */
export class NoValue extends Error {}

/**
 * How to read a path. In CSV it is a column's name. In JSON its steps are separated by dots: a key, a place in a list,
 * or `{n}`, `{s}`, `{*}` for every element, as the original's mapping files write them; a dot inside a key is written
 * `\\.`. A list at the end gives all its elements. Null, blanks and empty lists give nothing. The returned function
 * throws `NoValue` when the path ends at an object.
 */
export function extractor(path: string): Extract {
  const steps = stepsOf(path);
  return (record) => {
    if (record instanceof Map) return present(record.get(path));
    const found: string[] = [];
    collect((record as { json: unknown }).json, steps, 0, found, path);
    return found;
  };
}

/** The steps of a path, `\.` read as a dot. */
export const stepsOf = (path: string): string[] => path.split(/(?<!\\)\./).map((step) => step.replaceAll('\\.', '.'));

/** A key as a step of a path. */
export const stepOf = (key: string): string => key.replaceAll('.', '\\.');

const isEvery = (step: string): boolean => step === '{n}' || step === '{s}' || step === '{*}';

function collect(value: unknown, steps: readonly string[], at: number, found: string[], path: string): void {
  if (value === null || value === undefined || at > deepestRecord) return;
  const step = steps[at];
  if (step === undefined) leaf(value, found, path);
  else if (typeof value !== 'object') return;
  else if (isEvery(step)) for (const element of Object.values(value)) collect(element, steps, at + 1, found, path);
  else if (Object.hasOwn(value, step)) collect((value as Record<string, unknown>)[step], steps, at + 1, found, path);
}

function leaf(value: unknown, found: string[], path: string): void {
  if (Array.isArray(value)) for (const element of value) leafOfList(element, found, path);
  else leafOfList(value, found, path);
}

function leafOfList(value: unknown, found: string[], path: string): void {
  if (value === null || value === undefined) return;
  if (typeof value === 'object') throw new NoValue(`'${path}' leads to an object; name one of its members`);
  found.push(...present(String(value)));
}

const present = (text: string | undefined): string[] => (text === undefined || text.trim() === '' ? [] : [text]);

/** Every path of a record that leads to values, with those values; lists are written `{n}`. */
export function pathsOf(record: RecordValue): Map<string, string[]> {
  if (record instanceof Map) return new Map([...record].map(([column, cell]) => [column, present(cell)]));
  const found = new Map<string, string[]>();
  walk((record as { json: unknown }).json, [], found);
  return found;
}

/** Wider records than this are no list of organisations. */
const mostPaths = 500;

function walk(value: unknown, steps: readonly string[], found: Map<string, string[]>): void {
  if (steps.length > deepestRecord) return;
  if (typeof value === 'object' && value !== null) {
    const isList = Array.isArray(value);
    for (const [key, element] of Object.entries(value)) walk(element, [...steps, isList ? '{n}' : stepOf(key)], found);
    return;
  }
  const path = steps.join('.');
  const values = found.get(path) ?? [];
  if (values.length === 0 && found.size >= mostPaths) return;
  found.set(path, [...values, ...present(value === null || value === undefined ? undefined : String(value))]);
}
