import { constituencyTemplateUuid, imports, metaTargetOf } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { asNumber, byNames, csv, fill, imported, network, organisationNamed, upload, work } from './imports.fixture.js';

describe('imports', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  const values = async (name: string, field: string) =>
    (await organisationNamed(house, name)).metaFields.filter((one) => one.field === field).map(({ value }) => value);
  const trail = async () =>
    house.rows("select count(*)::int as n from audit_log where kind not in ('import', 'authKey', 'user')");

  it('guesses how a file is read and mapped when it is uploaded', async () => {
    const one = await upload(house, 'teams.csv', csv);
    expect(one).toMatchObject({
      state: 'draft',
      name: 'teams.csv',
      match: 'uuid',
      reading: { format: 'csv', delimiter: ',', header: true, encoding: 'utf-8' },
    });
    expect(one.mapping.map(({ target, from }) => [target, from[0]])).toEqual([
      ['name', 'name'],
      ['uuid', 'uuid'],
      ['url', 'website'],
      ['nationality', 'country'],
      [asNumber, 'asn'],
      [network, 'networks'],
      [metaTargetOf(constituencyTemplateUuid, 'IPv6 address'), 'networks'],
      ['tags', 'tags'],
    ]);
  });

  it('shows columns with samples, and the first records as mapped with what is wrong with them', async () => {
    const { id } = await upload(
      house,
      'teams.csv',
      `${csv}Bad,1f0c1de2-5b8a-4a2e-9d5c-000000000009,ftp://bad.example,XX,,10.0.0.1/8,\n`,
    );
    const { body } = await house.call(imports.columns, { params: { ref: String(id) } });
    expect(body.looked).toBe(3);
    expect(body.columns.find(({ path }) => path === 'website')).toEqual({
      path: 'website',
      filled: 3,
      samples: ['https://one.example', 'https://two.example', 'ftp://bad.example'],
    });
    const sample = await house.call(imports.sample, { params: { ref: String(id) } });
    expect(sample.body[0]).toMatchObject({
      row: 1,
      fault: null,
      values: { name: ['Example One'], tags: ['tlp:clear', 'member'] },
    });
    expect(sample.body[2]?.fault).toBe(
      "website: 'ftp://bad.example' must be a web address that starts with http:// or https://",
    );
  });

  it('rehearses and writes nothing, then imports', async () => {
    const { id } = await upload(house, 'teams.csv', csv);
    const checked = await work(house, id, 'check');
    expect(checked).toMatchObject({
      state: 'checked',
      rehearsed: true,
      rows: 2,
      totalRows: 2,
      counts: { create: 2, update: 0, unchanged: 0, refused: 0 },
    });
    expect(await house.rows('select 1 from organisations where name like $1', ['Example %'])).toHaveLength(0);
    const done = await work(house, id, 'run');
    expect(done).toMatchObject({
      state: 'done',
      rehearsed: false,
      counts: { create: 2 },
      rate: null,
      secondsLeft: null,
    });
    expect(done.readBytes).toBe(done.size);
    const body = await organisationNamed(house, 'Example One');
    expect(body).toMatchObject({
      country: 'LU',
      url: 'https://one.example',
      uuid: '1f0c1de2-5b8a-4a2e-9d5c-000000000001',
    });
    expect(body.tags.map(({ name }) => name)).toEqual(['member', 'tlp:clear']);
    expect(body.metaFields.map(({ field, value }) => `${field} ${value}`).sort()).toEqual([
      'AS Number 64500',
      'IPv4 address 192.0.2.0/25',
      'IPv6 address 2001:db8:1::/48',
    ]);
    expect(await values('Example Two', 'IPv4 address')).toEqual(['198.51.100.0/25', '198.51.100.128/26']);
  });

  it('changes nothing the second time: no audit row, no new version', async () => {
    const before = [await trail(), (await organisationNamed(house, 'Example One')).version];
    const again = await imported(house, 'again.csv', csv);
    expect(again.counts).toEqual({ create: 0, update: 0, unchanged: 2, refused: 0 });
    expect([await trail(), (await organisationNamed(house, 'Example One')).version]).toEqual(before);
  });

  it('refuses settings that name nothing, or that cannot be started', async () => {
    const { id } = await upload(house, 'settings.csv', csv);
    const patch = async (body: object) =>
      (await house.call(imports.update, { params: { ref: String(id) }, body })).body;
    const unknown = metaTargetOf('00000000-0000-4000-8000-000000000000', 'x');
    expect((await patch({ mapping: [fill(unknown, 'name')] })).issues).toMatchObject([
      { path: ['mapping', 0, 'target'] },
    ]);
    expect((await patch({ match: unknown })).issues).toMatchObject([{ path: ['match'] }]);
    expect((await patch({ preset: 'nothing' })).issues).toMatchObject([{ path: ['preset'] }]);
    expect((await patch({ mapping: [{ target: 'id', from: ['name'] }] })).status).toBe(400);
    await patch({ mapping: [fill('url', 'website')], match: 'uuid' });
    const started = await house.call(imports.run, { params: { ref: String(id) } });
    expect(started.status).toBe(400);
    expect(started.body.issues?.map(({ path }) => path[0])).toEqual(['match', 'mapping']);
  });

  it('cannot be changed, started or removed while at work, and what ended starts anew', async () => {
    const { id } = await upload(house, 'busy.csv', csv);
    await house.rows(
      "update imports set state = 'running', runner = gen_random_uuid(), lease_until = now() + interval '1 hour' where id = $1",
      [id],
    );
    const ref = { params: { ref: String(id) } };
    expect((await house.call(imports.update, { ...ref, body: { name: 'x' } })).status).toBe(409);
    expect((await house.call(imports.run, ref)).status).toBe(409);
    expect((await house.call(imports.remove, ref)).status).toBe(409);
    expect((await house.call(imports.cancel, ref)).body.state).toBe('cancelled');
    expect((await house.call(imports.cancel, ref)).status).toBe(409);
    expect((await work(house, id, 'run')).state).toBe('done');
    expect((await house.call(imports.remove, ref)).body).toEqual({ done: true });
    expect(
      await house.rows(
        'select 1 from import_chunks where import_id = $1 union all select 1 from import_rows where import_id = $1',
        [id],
      ),
    ).toHaveLength(0);
  });

  it('logs its acts', async () => {
    const { id } = await imported(house, 'acts.csv', csv);
    const rows = await house.rows<{ action: string; after: object }>(
      "select action, after from audit_log where kind = 'import' and entity_id = $1 order by seq",
      [id],
    );
    expect(rows.map(({ action }) => action)).toEqual(['upload', 'run', 'finish']);
    expect(rows[2]?.after).toMatchObject({ state: 'done', created: 0, unchanged: 2 });
  });

  it('of many records has PostgreSQL look at what is there now, so that lists are quick at once', async () => {
    const many = Array.from({ length: 900 }, (_, at) => `Many ${at}`).join('\n');
    await imported(house, 'many.csv', `name\n${many}`);
    // it looks after it has said that it is done
    const seen = () => house.rows("select 1 from pg_class where relname = 'organisations' and reltuples >= 600");
    await expect.poll(seen, { timeout: 20_000 }).toHaveLength(1);
  });

  it('lists imports and reports by page, filter and as CSV', async () => {
    await byNames(house, 'listed', [{ name: 'Taken' }, ...Array.from({ length: 10 }, () => ({ name: '' }))]);
    const { body } = await house.call(imports.list, { query: { q: 'listed' } });
    const [one] = body.items;
    expect(body.total).toBe(1);
    const page = await house.call(imports.rows, {
      params: { ref: String(one?.id) },
      query: { outcome: 'refused', limit: '2', page: '2' },
    });
    expect(page.body).toMatchObject({ total: 10, page: 2 });
    expect(page.body.items.map(({ row }) => row)).toEqual([4, 5]);
    const said = await house.call(imports.rowsCsv, { params: { ref: String(one?.id) }, query: { outcome: 'create' } });
    expect(said.text).toMatch(/^row,outcome,organisation,id,reason,changes\n1,create,Taken,\d+,,\n$/);
    expect(
      (await house.call(imports.rows, { params: { ref: String(one?.id) }, query: { colour: 'red' } })).status,
    ).toBe(400);
  });
});
