import type { ImportMapping, ImportMappingEntry } from '@cerebrate/contract';
import { type Extract, extractor, NoValue } from '../reading/source-path.js';
import type { RecordValue } from '../reading/source-record.js';
import { transformed } from './transforms.js';

/** Why one record is not taken; the message names column and value. */
export class RowRefused extends Error {}

/** The values a record has for each target; an empty list where its columns are blank. */
export type MappedValues = ReadonlyMap<string, readonly string[]>;

/** A mapping made ready to be used on many records. */
export interface CompiledMapping {
  readonly entries: ReadonlyMap<string, ImportMappingEntry>;
  /** The values of one record. Throws `RowRefused` when a column cannot be read as mapped. */
  values(record: RecordValue): MappedValues;
}

/** Prepares a mapping. Pure. */
export function compileMapping(mapping: ImportMapping): CompiledMapping {
  const readers = mapping.map((entry) => ({ entry, read: readerOf(entry) }));
  return {
    entries: new Map(mapping.map((entry) => [entry.target, entry])),
    values: (record) => new Map(readers.map(({ entry, read }) => [entry.target, read(record)])),
  };
}

/** How a person names the columns of an entry in a message. */
export const columnsOf = ({ from, constant }: ImportMappingEntry): string =>
  constant === undefined ? from.join(' + ') : 'the constant';

function readerOf(entry: ImportMappingEntry): (record: RecordValue) => string[] {
  if (entry.constant !== undefined) {
    const values = transformed([entry.constant], entry.transforms);
    return () => values;
  }
  const extracts = entry.from.map(extractor);
  const gather = entry.transforms.some(({ by }) => by === 'range')
    ? rangesOf(entry, extracts)
    : (record: RecordValue) => extracts.flatMap((extract) => extract(record));
  return (record) => {
    try {
      return transformed(gather(record), entry.transforms);
    } catch (error) {
      if (error instanceof NoValue) throw new RowRefused(error.message);
      throw error;
    }
  };
}

/** First and last addresses of two columns, put together one by one. */
function rangesOf(entry: ImportMappingEntry, [first, last]: readonly Extract[]): (record: RecordValue) => string[] {
  return (record) => {
    const from = first?.(record) ?? [];
    const to = last?.(record) ?? [];
    if (from.length !== to.length)
      throw new RowRefused(`${columnsOf(entry)}: has ${from.length} first and ${to.length} last addresses`);
    return from.map((address, at) => `${address.trim()}-${(to[at] ?? '').trim()}`);
  };
}
