import { imports } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, principals, type World } from '../../../test/world.js';
import { sql } from '../../kernel/index.js';
import { ImportEntity } from './import.entity.js';
import { importScope } from './import.scope.js';
import { configure, ended, imported, report, sendFile, upload, work } from './imports.fixture.js';

describe('what is uploaded', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  const kept = () => house.rows('select 1 from imports');

  it.each([
    ['nothing', '', 'the file is empty'],
    ['blanks.csv', ' \n\t', 'nothing but white space'],
    ['book.xlsx', 'PK\u0003\u0004rest', 'spreadsheet or an archive'],
    ['image.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 0, 0, 7, 3, 0, 0]), 'no text'],
    ['deep.json', `[{"a":${'['.repeat(200_000)}`, 'nests deeper than 64 levels'],
    ['members.json', '{"a": 1,\n "b": 2}', 'holds no records that can be read: row 1 is no object'],
    ['heading.csv', 'name,url\n', 'holds no records'],
    ['title.csv', 'A list of teams\nname,url\nA,https://a.example\n', 'row 1 has 2 cells where the first line has 1'],
    ['broken.json', '[{"name":', 'not valid JSON'],
    ['quote.csv', 'name,url\n"A,b\n', 'never closed'],
  ])('is refused whole when it is %s', async (name, content, reason) => {
    const before = await kept();
    const { status, body } = await sendFile(house, name, content);
    expect(status).toBe(400);
    expect(body.issues).toMatchObject([{ path: ['file'] }]);
    expect(body.detail).toContain(reason);
    expect(await kept()).toEqual(before);
  });

  it('must be a file in a multipart body', async () => {
    const without = await house.ask(imports.upload.path, { method: 'POST', key: adminKey });
    expect(without.status).toBe(400);
    const json = await house.ask(imports.upload.path, {
      method: 'POST',
      key: adminKey,
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(json.status).toBe(400);
    const form = new FormData();
    form.append('other', 'no file');
    expect((await house.ask(imports.upload.path, { method: 'POST', key: adminKey, body: form })).status).toBe(400);
  });

  it('may be text that was pasted', async () => {
    const { status, body } = await house.call(imports.paste, {
      body: { name: 'pasted', text: 'name;country\nPasted;LU\n' },
    });
    expect(status).toBe(201);
    expect(body.reading).toMatchObject({ format: 'csv', delimiter: ';' });
    expect((await house.call(imports.paste, { body: { name: '', text: '' } })).status).toBe(400);
    expect((await work(house, body.id, 'run')).counts.create).toBe(1);
  });

  it('keeps its name without folders and signs that cannot be stored', async () => {
    expect((await upload(house, 'C:\\lists\\teams\u0007.csv', 'name\nA\n')).name).toBe('teams.csv');
  });

  it('of several pieces is read as one, in any encoding', async () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => `Łódź ${at},https://example.org/${'x'.repeat(20)}`);
    const one = await upload(house, 'utf16.csv', Buffer.from(`\ufeffname,url\n${lines.join('\n')}\n`, 'utf16le'));
    expect(one).toMatchObject({ size: expect.any(Number), reading: { encoding: 'utf-16le' } });
    expect(one.size).toBeGreaterThan(1024 * 1024);
    const [pieces] = await house.rows<{ n: number; longest: number }>(
      'select count(*)::int as n, max(length(bytes)) as longest from import_chunks where import_id = $1',
      [one.id],
    );
    expect(pieces).toEqual({ n: Math.ceil(one.size / 262_144), longest: 262_144 });
    const { body } = await house.call(imports.columns, { params: { ref: String(one.id) } });
    expect(body.columns[0]?.samples).toEqual(['Łódź 0', 'Łódź 1', 'Łódź 2']);
  });

  it('fails as a whole where it stops being readable, keeping what came before', async () => {
    const lines = Array.from({ length: 700 }, (_, at) => `Readable ${at}`).join('\n');
    const csv = await imported(
      house,
      'encoding.csv',
      Buffer.concat([
        Buffer.from(`name\n${lines}\n`),
        Buffer.from(`${'x'.repeat(8000)}\n`.repeat(200)),
        Buffer.from([0xff, 0x0a]),
      ]),
      { match: 'name' },
    );
    expect(csv).toMatchObject({
      state: 'failed',
      fault: expect.stringMatching(/^bytes \d+ to \d+ hold something that is not UTF-8/),
    });
    expect(csv.counts.create).toBeGreaterThanOrEqual(500);
    const list = Array.from({ length: 600 }, (_, at) => JSON.stringify({ name: `Listed ${at}` })).join(',\n');
    const json = await imported(house, 'half.json', `[${list},\n{"name":`, { match: 'name' });
    expect(json).toMatchObject({
      state: 'failed',
      rows: 500,
      fault: expect.stringContaining('after row 600 the file is not valid JSON'),
    });
  });

  it('read at the wrong place holds no records', async () => {
    const { id } = await upload(house, 'place.json', '{"data":[{"name":"A"}],"more":[]}');
    const reading = {
      format: 'json' as const,
      encoding: 'utf-8' as const,
      delimiter: ',' as const,
      header: true,
      recordPath: 'more.{n}',
    };
    await configure(house, id, { reading });
    expect(await work(house, id, 'check')).toMatchObject({
      state: 'failed',
      fault: "the file has no list with records at 'more.{n}'",
    });
  });

  it('with the wrong delimiter tells of the missing column in each row', async () => {
    const { id } = await upload(house, 'delimiter.csv', 'name;url\nA;https://a.example\n');
    const reading = {
      format: 'csv' as const,
      encoding: 'utf-8' as const,
      delimiter: ',' as const,
      header: true,
      recordPath: '{n}',
    };
    await configure(house, id, { reading, match: 'name' });
    expect((await work(house, id, 'check')).counts).toMatchObject({ refused: 1 });
    expect((await report(house, id))[0]?.reason).toBe('name: is empty, and organisations are found by it');
  });

  it.each(['recordPath', 'format', 'delimiter', 'encoding'])(
    'is read by settings that are checked: %s',
    async (key) => {
      const { id } = await upload(house, 'settings.csv', 'name\nA\n');
      const said = await house.call(imports.update, {
        params: { ref: String(id) },
        body: { reading: { format: 'csv', [key]: '$..*' } } as never,
      });
      expect(said.status).toBe(400);
      expect(said.body.issues?.[0]?.path).toEqual(['reading', key]);
    },
  );
});

describe('who may import', () => {
  let house: House;
  let world: World;
  let id: number;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    id = (await upload(house, 'mine.csv', 'name\nA\n')).id;
  });
  afterAll(() => house.stop());

  it.each(['orgAdmin', 'groupAdmin', 'sync', 'editor', 'viewer', 'plain', 'instance'] as const)(
    'not %s',
    async (user) => {
      const params = { ref: String(id) };
      const key = keyOf(user);
      const said = await Promise.all([
        house.call(imports.list, { key }),
        house.call(imports.get, { key, params }),
        house.call(imports.run, { key, params }),
        house.call(imports.remove, { key, params }),
        house.call(imports.paste, { key, body: { name: 'x', text: 'name\nB\n' } }),
      ]);
      expect(said.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
      expect((await sendFile(house, 'x.csv', 'name\nB\n', key)).status).toBe(403);
    },
  );

  it('nobody without a key', async () => {
    expect((await house.call(imports.list, { key: '' })).status).toBe(401);
    expect((await sendFile(house, 'x.csv', 'name\nB\n', '')).status).toBe(401);
  });

  it('community administrators, who see every import', async () => {
    const said = await house.call(imports.get, { params: { ref: String(id) }, key: keyOf('community') });
    expect(said.body).toMatchObject({ id, user: { name: 'admin-of-tests' } });
    const own = await house.call(imports.paste, {
      key: keyOf('community'),
      body: { name: 'x', text: 'name\nCommunity made\n' },
    });
    await house.call(imports.run, { params: { ref: String(own.body.id) }, key: keyOf('community') });
    expect(await ended(house, own.body.id)).toMatchObject({
      state: 'done',
      counts: { create: 1 },
      user: { id: world.users.community.id },
    });
  });

  it('whoever starts an import answers for it: its changes stand under that name', async () => {
    const { body } = await house.call(imports.paste, { body: { name: 'handed over', text: 'name\nHanded over\n' } });
    await house.call(imports.run, { params: { ref: String(body.id) }, key: keyOf('community') });
    expect(await ended(house, body.id)).toMatchObject({ user: { id: world.users.community.id } });
    const [row] = await house.rows<{ actor_id: number }>("select actor_id from audit_log where title = 'Handed over'");
    expect(row).toEqual({ actor_id: world.users.community.id });
  });

  it('is one rule with two faces', async () => {
    const rows = await house.store.work((await principals(house)).system, (work) => work.findAll(ImportEntity, {}));
    for (const principal of Object.values(await principals(house))) {
      const seen = await house.store.read<{ id: number }>(
        sql`select id from imports i where ${importScope.see.where(principal, 'i')} order by id`,
      );
      expect(seen.map((row) => row.id)).toEqual(
        rows.filter((row) => importScope.see.allows(row, principal)).map((row) => row.id),
      );
    }
  });
});
