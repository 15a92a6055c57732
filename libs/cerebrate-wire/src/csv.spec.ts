import { describe, expect, test } from 'vitest';
import { recording } from '../fixtures/index.js';
import { wireCsv } from './csv.js';
import { wireHeaders } from './headers.js';

const rowsOf = (path: string) => JSON.parse(recording(path).response.body) as Record<string, unknown>[];
const csvOf = (path: string) => recording(path).response.body;

describe('CSV', () => {
  test('of the recorded organisations is the recorded CSV, byte for byte', () => {
    const rows = rowsOf('http/610-organisations-index-limit-only-total.json');
    expect(wireCsv(rows)).toBe(csvOf('http/615-csv-accept-both.json'));
  });

  test('has a column for whatever any row has', () => {
    const rows = rowsOf('misp/02-preview_orgs.json').slice(0, 3);
    expect(wireCsv(rows)).toBe(csvOf('http/613-csv-with-json-accept.json'));
  });

  test('doubles quotes, prints flags as digits and null as nothing', () => {
    const rows = [{ name: 'say "hi"', enabled: true, is_default: false, note: null }];
    expect(wireCsv(rows)).toBe('"name","enabled","is_default","note"\n"say ""hi""","1","0",""\n');
  });

  test('leaves out what starts with an underscore and what is empty', () => {
    const rows = [{ id: 1, _matchingData: { a: { b: 1 } }, tags: [], alignments: [] }];
    expect(wireCsv(rows)).toBe('"id"\n"1"\n');
  });

  test('keeps the last of several values of a meta-field', () => {
    const field = { template_name: 'T', template_version: '1', field: 'f' };
    const rows = [
      {
        meta_fields: [
          { ...field, value: 'a' },
          { ...field, value: 'b' },
        ],
      },
    ];
    expect(wireCsv(rows)).toBe('"meta_fields.T_v1:f"\n"b"\n');
  });

  test('and JSON are announced as recorded', () => {
    expect(recording('http/615-csv-accept-both.json').response.headers['content-type']).toBe(wireHeaders.csv);
    expect(recording('http/026-organisations-index.json').response.headers['content-type']).toBe(wireHeaders.json);
  });

  test('of nothing is nothing', () => {
    expect(wireCsv([])).toBe('');
  });
});
