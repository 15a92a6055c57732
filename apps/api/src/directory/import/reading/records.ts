import type { ImportReading } from '@cerebrate/contract';
import { csvRecords } from './csv-records.js';
import { decoded } from './encoding.js';
import { jsonRecords, ndjsonRecords } from './json-records.js';
import type { SourceRecord } from './source-record.js';

/** The records of a file, one after another, in constant memory. Throws `SourceRefused`; a single bad record is none of its kind. */
export function recordsOf(pieces: AsyncIterable<Buffer>, reading: ImportReading): AsyncGenerator<SourceRecord> {
  const text = decoded(pieces, reading.encoding);
  switch (reading.format) {
    case 'csv':
      return csvRecords(text, reading);
    case 'json':
      return jsonRecords(text, reading.recordPath);
    case 'ndjson':
      return ndjsonRecords(text);
  }
}
