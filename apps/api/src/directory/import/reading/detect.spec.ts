import { describe, expect, it } from 'vitest';
import { detectReading } from './detect.js';

const detected = async (content: string | Buffer) =>
  (await detectReading(typeof content === 'string' ? Buffer.from(content) : content)).reading;

describe('detection', () => {
  it.each([
    ['a,b\n1,2\n', { format: 'csv', delimiter: ',', header: true }],
    ['a;b;c\n1;2,5;3\n4;5,6;7\n', { format: 'csv', delimiter: ';', header: true }],
    ['a\tb\n1\t2\n', { format: 'csv', delimiter: '\t', header: true }],
    ['1.0.0.0,1.0.0.255,13335,"Example, Inc."\n', { format: 'csv', delimiter: ',', header: false }],
    ['2001:db8::,2001:db8::ff,64500,Example\n', { format: 'csv', delimiter: ',', header: false }],
    ['name\nExample\n', { format: 'csv', header: true }],
    ['{"a":1}\n{"a":2}\n', { format: 'ndjson' }],
    ['{"a":1}', { format: 'ndjson' }],
    [' [{"a":1}]', { format: 'json', recordPath: '{n}' }],
    ['{"status":"OK","data":[{"team":"A","phones":[{"number":1}]}]}', { format: 'json', recordPath: 'data.{n}' }],
    ['{\n  "response": {\n    "teams": [ { "a": 1 }, { "a"', { format: 'json', recordPath: 'response.teams.{n}' }],
    ['{\n"first": {"name":"A"},\n"second": {"name":"B"}}', { format: 'json', recordPath: '{s}' }],
  ])('of %j', async (content, expected) => {
    expect(await detected(content)).toMatchObject(expected);
  });

  it('tells encodings by byte order mark and by zeros', async () => {
    expect(await detected(Buffer.from('\ufeffname;url\nA;b\n', 'utf16le'))).toMatchObject({
      encoding: 'utf-16le',
      delimiter: ';',
    });
    expect(await detected(Buffer.from('name;url\nA;b\n', 'utf16le'))).toMatchObject({ encoding: 'utf-16le' });
    expect(await detected(Buffer.from('name;url\nA;b\n', 'utf16le').swap16())).toMatchObject({ encoding: 'utf-16be' });
  });

  it('takes what is not UTF-8 for Windows-1252 and says so', async () => {
    const { reading, warnings } = await detectReading(Buffer.from('name\nZürich\n', 'latin1'));
    expect(reading.encoding).toBe('windows-1252');
    expect(warnings[0]).toContain('not valid UTF-8');
  });

  it.each([
    ['', 'empty'],
    ['  \n ', 'nothing but white space'],
    ['PK\u0003\u0004', 'spreadsheet'],
    [Buffer.from([0x1f, 0x8b, 8, 0]), 'compressed'],
    [Buffer.from('ab\0cd efgh ijkl'), 'no text'],
  ])('refuses %j', async (content, reason) => {
    await expect(detected(content)).rejects.toThrow(reason);
  });
});
