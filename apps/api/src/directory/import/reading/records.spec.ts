import { ImportReading } from '@cerebrate/contract';
import { describe, expect, it } from 'vitest';
import { recordsOf } from './records.js';
import type { SourceRecord } from './source-record.js';
import { SourceRefused } from './source-refused.js';

async function* piecesOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(content: string | Buffer, reading: Partial<ImportReading>, size = 7): Promise<SourceRecord[]> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const records: SourceRecord[] = [];
  for await (const record of recordsOf(piecesOf(bytes, size), ImportReading.parse({ format: 'csv', ...reading })))
    records.push(record);
  return records;
}

const columns = (record: SourceRecord | undefined) =>
  record?.value instanceof Map ? Object.fromEntries(record.value) : record?.value;

describe('CSV', () => {
  it('gives one record a line under the names of the first line', async () => {
    const records = await read('name,url\nExample,"https://one.example, two"\r\n\nOther,\n', {});
    expect(records.map(({ row }) => row)).toEqual([1, 2]);
    expect(columns(records[0])).toEqual({ name: 'Example', url: 'https://one.example, two' });
    expect(columns(records[1])).toEqual({ name: 'Other', url: '' });
  });

  it('numbers columns without a heading and tells repeated names apart', async () => {
    expect(columns((await read('1,2\n', { header: false }))[0])).toEqual({ 'column 1': '1', 'column 2': '2' });
    expect(columns((await read('a,a,\n1,2,3\n', {}))[0])).toEqual({ a: '1', 'a (2)': '2', 'column 3': '3' });
  });

  it('refuses only the line that has another number of cells', async () => {
    const records = await read('a,b\n1\n1,2\n1,2,3\n1,2,,\n', {});
    expect(records.map(({ fault }) => fault)).toEqual([
      'has 1 cells where the first line has 2',
      undefined,
      'has 3 cells where the first line has 2',
      undefined,
    ]);
  });

  it('takes stray quotes as they are, and skips lines of empty cells', async () => {
    const records = await read('a;b\n5" pipe;x\n;\n', { delimiter: ';' });
    expect(records.map(columns)).toEqual([{ a: '5" pipe', b: 'x' }]);
  });

  it('refuses the file at a quote that is never closed, naming the row', async () => {
    await expect(read('a,b\n1,2\n"3,4\n5,6\n', {})).rejects.toThrow('the quote that opens in row 2 is never closed');
  });

  it('refuses a record that is longer than any organisation can be, without keeping it', async () => {
    const content = Buffer.concat([Buffer.from('a,b\n'), Buffer.alloc(20 * 1024 * 1024, 'x')]);
    await expect(read(content, {}, 256 * 1024)).rejects.toThrow('row 1 is longer than 8 MB');
  });
});

describe('encodings', () => {
  it.each([
    ['utf-8 with a byte order mark', Buffer.from('\ufeffname\nŁódź\n'), 'utf-8'],
    ['utf-16le with a byte order mark', Buffer.from('\ufeffname\nŁódź\n', 'utf16le'), 'utf-16le'],
    ['utf-16be', Buffer.from('name\nŁódź\n', 'utf16le').swap16(), 'utf-16be'],
  ] as const)('%s is read, also when pieces end within a character', async (_, bytes, encoding) => {
    for (const size of [1, 2, 3, 1000])
      expect((await read(bytes, { encoding }, size)).map(columns)).toEqual([{ name: 'Łódź' }]);
  });

  it('reads Windows-1252 when told so', async () => {
    expect(columns((await read(Buffer.from('name\nZürich\n', 'latin1'), { encoding: 'windows-1252' }))[0])).toEqual({
      name: 'Zürich',
    });
  });

  it('refuses bytes that are not of the encoding, saying where', async () => {
    await expect(read(Buffer.from('name\nZürich\n', 'latin1'), {}, 100)).rejects.toThrow(
      /bytes 0 to \d+ hold something that is not UTF-8/,
    );
  });
});

describe('JSON', () => {
  it('streams the elements of a list, at the root or under a key', async () => {
    expect((await read('[{"a":1},{"a":[2]}]', { format: 'json' })).map(({ value }) => value)).toEqual([
      { json: { a: 1 } },
      { json: { a: [2] } },
    ]);
    expect(
      (await read('{"status":"OK","data":[{"a":"é"}],"x":[{"b":1}]}', { format: 'json', recordPath: 'data.{n}' })).map(
        ({ value }) => value,
      ),
    ).toEqual([{ json: { a: 'é' } }]);
  });

  it('refuses an element that is no object, and takes the others', async () => {
    expect((await read('[{"a":1},7,null,{"a":2}]', { format: 'json' })).map(({ fault }) => fault)).toEqual([
      undefined,
      'is no object',
      'is no object',
      undefined,
    ]);
  });

  it('refuses the file where it stops being JSON, or when it has no such list', async () => {
    await expect(read('[{"a":1},{"a":}]', { format: 'json' })).rejects.toThrow(
      /after row 1 the file is not valid JSON/,
    );
    await expect(read('[{"a":1},{"a"', { format: 'json' })).rejects.toThrow(/after row 1 the file is not valid JSON/);
    await expect(read('{"a":[]}', { format: 'json', recordPath: 'data.{n}' })).rejects.toThrow(
      "no list with records at 'data.{n}'",
    );
  });

  it('refuses nesting and records beyond the limits, without keeping them', async () => {
    await expect(read(`[{"a":${'['.repeat(100_000)}`, { format: 'json' }, 1000)).rejects.toThrow(
      'row 1 nests deeper than 64 levels',
    );
    const long = Buffer.concat([Buffer.from('[{"a":1},{"a":"'), Buffer.alloc(20 * 1024 * 1024, 'x')]);
    await expect(read(long, { format: 'json' }, 256 * 1024)).rejects.toThrow('row 2 is longer than 8 MB');
  });

  it('takes braces inside texts for what they are', async () => {
    const value = { a: `${'{['.repeat(200)}\\"` };
    expect((await read(JSON.stringify([value]), { format: 'json' })).map((one) => one.value)).toEqual([
      { json: value },
    ]);
  });

  it('does not let a key reach the prototype', async () => {
    await read('[{"__proto__":{"polluted":1}}]', { format: 'json' });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('NDJSON', () => {
  it('gives one record a line and refuses only the line that is none', async () => {
    const records = await read('{"a":1}\n\n{"a":\n[1]\n{"a":2}', { format: 'ndjson' });
    expect(records.map(({ row, value, fault }) => [row, value ?? fault?.slice(0, 17)])).toEqual([
      [1, { json: { a: 1 } }],
      [2, 'is not valid JSON'],
      [3, 'is no JSON object'],
      [4, { json: { a: 2 } }],
    ]);
  });

  it('refuses a line beyond the limit', async () => {
    await expect(read(Buffer.alloc(20 * 1024 * 1024, 'x'), { format: 'ndjson' }, 256 * 1024)).rejects.toThrow(
      SourceRefused,
    );
  });
});
