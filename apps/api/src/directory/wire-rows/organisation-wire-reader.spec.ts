import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, type House, startHouse } from '../../../test/house.js';
import { systemPrincipal } from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';

const many = 2_500;

interface Row {
  readonly id: number;
  readonly name: string;
  readonly created: string;
  readonly meta_fields: {
    readonly id: number;
    readonly field: string;
    readonly value: string;
    readonly created: string;
    readonly meta_template_id: number | null;
  }[];
}

/** More organisations than any answer is put together whole from, with values of several kinds. */
describe('organisations as peers read them', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({}, false);
    await house.rows(`
      insert into organisations (uuid, name, country, created, modified)
      select gen_random_uuid(), 'Team ' || g || ' "é" \\ ' || chr(127872), 'LU', now() - interval '1 day', now() from generate_series(1, ${many}) g`);
    await house.rows(`
      insert into meta_fields (uuid, organisation_id, template_id, field_id, directory_id, field, value, v_net, created, modified)
      select gen_random_uuid(), o.id, t.id, f.id, t.directory_id, f.field, n::text, n, case when k = 1 then o.created else now() end, now()
      from organisations o cross join generate_series(1, 3) k, meta_templates t join meta_template_fields f on f.template_id = t.id,
        lateral (select ('10.' || o.id % 256 || '.' || k || '.0/24')::inet as n) net
      where t.name = 'CSIRT Constituency' and f.field = 'IPv4 address' order by k desc`);
    await changed();
  });
  afterAll(() => house.stop());

  const changed = () =>
    house.store.work(systemPrincipal('spec'), async (work) =>
      work.emit(directoryChanged, { noun: 'organisation', ids: [] }),
    );
  const listed = async (search: string, key = adminKey): Promise<{ rows: Row[]; total: number }> => {
    const said = await house.ask(`/organisations/index.json${search}`, { key });
    expect([search, said.status]).toEqual([search, 200]);
    return { rows: said.body as Row[], total: Number(said.headers.get('x-total-count')) };
  };
  const statements = async (act: () => Promise<unknown>): Promise<number> => {
    const before = house.store.statements;
    await act();
    return house.store.statements - before;
  };

  it('are sent whole, in order, each with its values in the order they were made', async () => {
    const { rows, total } = await listed('');
    expect([rows.length, total]).toEqual([many + 1, many + 1]);
    expect(rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).sort((a, b) => a - b));
    const last = rows.at(-1);
    expect(last?.name).toBe(`Team ${many} "é" \\ \u{1f380}`);
    expect(last?.meta_fields.map(({ value }) => value.split('.')[2])).toEqual(['3', '2', '1']);
    expect(last?.meta_fields[2]?.created).toBe(last?.created);
    expect(last?.meta_fields[0]?.created).not.toBe(last?.created);
  });

  it('are the same rows page by page, near the front and deep', async () => {
    const all = (await listed('')).rows;
    for (const page of [1, 2, 20, 21, 25, 26]) {
      const { rows, total } = await listed(`?limit=100&page=${page}`);
      expect([page, rows, total]).toEqual([page, all.slice((page - 1) * 100, page * 100), many + 1]);
    }
    expect((await house.ask('/organisations/index.json?limit=100&page=27', { key: adminKey })).status).toBe(404);
  });

  it('cost one statement a view, and two a page of which the second is kept', async () => {
    const { rows } = await listed('?limit=50&page=30');
    expect(await statements(() => house.ask(`/organisations/view/${rows[0]?.id}.json`, { key: adminKey }))).toBe(1);
    for (const search of ['?limit=50', '?limit=50&page=7', '?limit=50&page=40']) {
      await changed();
      expect([search, await statements(() => listed(search))]).toEqual([search, 2]);
      expect([search, await statements(() => listed(search))]).toEqual([search, 1]);
    }
    expect(await statements(() => listed('?_metafield_1_1=10.7.1.1'))).toBeLessThanOrEqual(2);
  });

  it('are counted and listed anew when one is added or deleted', async () => {
    const { total } = await listed('?limit=1&page=2400');
    const made = await house.ask('/organisations/add.json', {
      method: 'POST',
      key: adminKey,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'One more', uuid: crypto.randomUUID() }),
    });
    const { id } = made.body as { id: number };
    expect(await listed(`?limit=1&page=${total + 1}`)).toMatchObject({ total: total + 1, rows: [{ id }] });
    await house.ask(`/organisations/delete/${id}.json`, { method: 'DELETE', key: adminKey });
    expect((await house.ask(`/organisations/index.json?limit=1&page=${total + 1}`, { key: adminKey })).status).toBe(
      404,
    );
    expect((await listed('?limit=1')).total).toBe(total);
  });

  it('are shown as they are after a change of columns, values, tags or the name of a tag', async () => {
    const send = (path: string, body: object) =>
      house.ask(path, {
        method: 'POST',
        key: adminKey,
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const page = async () => (await listed('?limit=3&page=4')).rows;
    const id = (await page())[1]?.id ?? 0;
    const value = { template_uuid: 'faca6acc-23e0-4585-8fd8-4379e3a6250d', template_version: 1, field: 'IPv4 address' };
    await send(`/organisations/edit/${id}.json`, {
      sector: 'Energy',
      meta_fields: [{ ...value, value: '192.0.2.0/24' }],
    });
    expect((await page())[1]).toMatchObject({ sector: 'Energy', meta_fields: [{ value: '192.0.2.0/24' }] });
    await send(`/organisations/tag/${id}.json`, { tag_list: ['one'] });
    const tagged = (await page())[1] as unknown as { tags: { id: number; name: string }[] };
    expect(tagged.tags).toMatchObject([{ name: 'one' }]);
    await send(`/tags/edit/${tagged.tags[0]?.id}`, { name: 'other' });
    expect((await page())[1]).toMatchObject({ sector: 'Energy', tags: [{ name: 'other' }] });
  });

  it('carry values of templates this node does not have, and of fields younger than what it keeps', async () => {
    const { rows } = await listed('?limit=1&page=3');
    const id = rows[0]?.id ?? 0;
    await house.rows(
      `with d as (insert into meta_template_directory (uuid, template_version, name, namespace) values (gen_random_uuid(), '7', 'Foreign "one"', 'peer') returning id)
       insert into meta_fields (uuid, organisation_id, directory_id, field, value, created, modified)
       select gen_random_uuid(), $1, d.id, 'Fïeld | with \\ marks', E'two\\nlines | "here"', now(), now() from d`,
      [id],
    );
    await house.rows('update organisations set version = version + 1 where id = $1', [id]);
    for (const asked of [`/organisations/view/${id}.json`, '/organisations/index.json?limit=1&page=3']) {
      const said = await house.ask(asked, { key: adminKey });
      const row = [said.body].flat()[0] as Row;
      expect(row.meta_fields.at(-1)).toMatchObject({
        field: 'Fïeld | with \\ marks',
        value: 'two\nlines | "here"',
        template_name: 'Foreign "one"',
        template_version: '7',
        meta_template_id: null,
      });
    }
    expect((await listed('')).rows.find((row) => row.id === id)?.meta_fields).toHaveLength(4);
  });

  it.each(['br', 'gzip', 'identity'])('are the same text in the coding %s', async (coding) => {
    const plain = await house.ask('/organisations/index.json', {
      key: adminKey,
      headers: { 'accept-encoding': 'identity' },
    });
    const coded = await house.ask('/organisations/index.json', {
      key: adminKey,
      headers: { 'accept-encoding': coding },
    });
    expect(coded.headers.get('content-encoding')).toBe(coding === 'identity' ? null : coding);
    expect(coded.headers.get('vary')).toContain('accept-encoding');
    expect(coded.text).toBe(plain.text);
  });

  it('give the connection back when the reader goes away, and let others read meanwhile', async () => {
    await Promise.all(Array.from({ length: 30 }, () => leaveEarly(`${house.url}/organisations/index.json`)));
    expect((await listed('?limit=5')).rows).toHaveLength(5);
    expect((await listed('')).rows).toHaveLength(many + 1);
  });
});

/** Reads the first piece of an answer and hangs up. */
function leaveEarly(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: { authorization: adminKey, 'accept-encoding': 'identity' } }, (reply) => {
      reply.once('data', () => {
        reply.destroy();
        resolve();
      });
      reply.once('error', () => resolve());
    });
    request.once('error', reject);
  });
}
