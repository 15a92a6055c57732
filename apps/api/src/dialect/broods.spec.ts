import { compareShapes, PlayedCerebrate, playedKeys, syncRecordings } from '@cerebrate/cerebrate-wire/fixtures';
import { type Brood, broods, organisations, remoteRecords } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, type House, startHouse } from '../../test/house.js';

/** Recordings that answer better here, with the status that is right. */
const better: Readonly<Record<string, { status: number; why: string }>> = {
  'testConnection-missing': { status: 404, why: 'there is no such brood' },
  'previewIndex-badscope': { status: 404, why: 'there is no such list' },
  'downloadOrg-get': { status: 405, why: 'a page labelled JSON is no answer' },
  downloadSharingGroup: { status: 200, why: 'members are taken with the extend of _joinData' },
  'downloadSharingGroup-again': { status: 200, why: 'members are taken' },
  'downloadSharingGroup-inactive': { status: 200, why: 'members are taken' },
  'downloadSharingGroup-synconly': { status: 200, why: 'members are taken' },
  'downloadOrg-remote-sends-metaFields': { status: 200, why: 'further keys of a peer are passed over' },
};
/** What the other node was asked in the original's place of ours is not there to be replayed. */
const ofAnotherNode = /A-to-B|A-of-B/;

describe('a node of 1.35, played from its recordings', () => {
  let house: House;
  let played: PlayedCerebrate;
  const ids = new Map<string, number>();

  beforeAll(async () => {
    house = await startHouse({}, false);
    played = new PlayedCerebrate();
    const url = await played.open();
    const { body: owner } = await house.call(organisations.create, { body: { name: 'Alpha HQ', country: 'LU' } });
    const make = async (recorded: string, body: object) => {
      const said = await house.call(broods.create, {
        body: { name: `Brood ${recorded}`, url, ownerId: owner.id, strategy: 'trusted', ...body } as never,
      });
      expect(said.status, said.text).toBe(201);
      ids.set(recorded, (said.body as Brood).id);
    };
    await make('1', { authKey: playedKeys.sync });
    await make('2', { authKey: 'f'.repeat(40) });
    await make('3', { authKey: playedKeys.sync, url: 'http://127.0.0.1:59998' });
    await make('4', { authKey: playedKeys['sync-only'] });
    await make('5', { authKey: playedKeys.sync, url: `${url}/` });
    await make('6', { authKey: playedKeys.sync });
  }, 180_000);
  afterAll(async () => {
    played.close();
    await house.stop();
  });

  const steps = syncRecordings().filter(
    ({ name, request }) => /testConnection|previewIndex|download/.test(request.path) && !ofAnotherNode.test(name),
  );
  for (const { name, request, response, wire } of steps) {
    const right = better[name];
    it(`is asked as recorded, and ${name} is answered ${right ? `better: ${right.why}` : 'as recorded'}`, async () => {
      played.asked.length = 0;
      const [exchange] = wire;
      if (name.includes('remote-sends') && exchange) played.instead.set(exchange.request.path, exchange.response);
      const path = request.path.replace(/\/(\d+)(?=[./?]|$)/, (_, id: string) => `/${ids.get(id) ?? id}`);
      const said = await house.ask(path, {
        method: request.method,
        key: adminKey,
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        ...(request.method === 'POST' ? { body: '{}' } : {}),
      });
      played.instead.clear();
      expect(said.status, said.text.slice(0, 300)).toBe(right?.status ?? response.status);
      const expected = name === 'downloadOrg-uuid' ? [] : wire.map((one) => one.request);
      expect(played.asked.map(({ path: asked }) => asked)).toEqual(
        expected.map(({ path: asked }) => asked.replace(/^\/+/, '/')),
      );
      for (const { headers } of played.asked)
        expect(headers).toMatchObject({ accept: 'application/json', 'content-type': 'application/json' });
      if (!right) expect(compareShapes(JSON.parse(response.body), said.body, {}).join('; ')).toBe('');
      if (name.startsWith('previewIndex') && response.status === 200)
        expect(said.body).toEqual(JSON.parse(response.body));
    });
  }

  it('has its records taken whole: tags, meta-fields, members and who belongs where', async () => {
    const [row] = await house.rows<{ id: number }>(`select id from organisations where name = 'CSIRT Netherlands 04'`);
    const said = await house.call(organisations.get, { params: { ref: String(row?.id) } });
    expect(said.body.tags.map((tag) => tag.name)).toEqual(['4']);
    const values = said.body.metaFields.map(({ field, value }) => `${field}=${value}`);
    const aside = await house.rows<{ unplaced: { field: string; value: string }[] }>(
      `select unplaced from record_origins where kind = 'organisation' and record_id = $1`,
      [row?.id],
    );
    const kept = aside.flatMap(({ unplaced }) => unplaced.map(({ field, value }) => `${field}=${value}`));
    expect([...values, ...kept]).toEqual(
      expect.arrayContaining(['IPv4 address=10.4.0.0/16', 'AS Number=64504', 'Country Code=LU']),
    );
    const members = await house.rows<{ extend: boolean }>(`
      select m.extend from sharing_group_members m join sharing_groups g on g.id = m.sharing_group_id
      where g.name = 'Baltic exchange' and m.until is null order by m.organisation_id`);
    expect(members).toHaveLength(6);
    expect(members.filter(({ extend }) => extend)).toHaveLength(2);
    const aligned = await house.rows(`select o.name from alignments a join organisations o on o.id = a.organisation_id
      join individuals i on i.id = a.individual_id where i.email = 'person04@csirt04.example'`);
    expect(aligned).toEqual([{ name: 'CSIRT Netherlands 04' }]);
  });

  it('is searched by its columns where its quick filter fails', async () => {
    played.asked.length = 0;
    const page = { status: 200, body: '[]', headers: {} };
    played.instead.set('/organisations/index.json?page=1&limit=20&name=%25Neth%25&full=1', page);
    played.instead.set('/organisations/index.json?page=1&limit=20&url=%25Neth%25&full=1', page);
    const said = await house.call(remoteRecords.list, {
      params: { ref: String(ids.get('1')), kind: 'organisations' },
      query: { q: 'Neth' } as never,
    });
    played.instead.clear();
    expect(said.body).toMatchObject({ items: [], searchedBy: 'name, url' });
    expect(played.asked).toHaveLength(3);
  });

  it('is diagnosed in words that say what to change', async () => {
    const path = '/instance/status.json';
    const test = async (brood = '1') =>
      (await house.call(broods.test, { params: { ref: String(ids.get(brood)) } })).body;
    for (const [answer, outcome, words] of [
      [{ status: 302, headers: { location: '/users/login?redirect=x' }, body: '' }, 'disabled', 'disabled'],
      [{ status: 301, headers: { location: 'https://new.example/' }, body: '' }, 'address', 'new.example'],
      [{ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>hello</html>' }, 'html', 'web page'],
      [{ status: 200, body: '' }, 'malformed', 'nothing'],
      [{ status: 200, body: '{"application":"x"}' }, 'malformed', 'none of a Cerebrate'],
      [{ status: 404, body: '{}' }, 'address', 'no Cerebrate'],
      [{ status: 500, body: '{}' }, 'failing', 'fault of its own'],
      [{ status: 403, body: '{}' }, 'key', 'refuses'],
    ] as const) {
      played.instead.set(path, answer);
      expect(await test(), outcome).toMatchObject({ outcome, advice: expect.stringContaining(words) });
    }
    played.instead.clear();
    expect(await test('2')).toMatchObject({ outcome: 'key', status: 405, advice: expect.stringContaining('key') });
    expect(await test('3')).toMatchObject({ outcome: 'refused', status: null });
    expect(await test('4')).toMatchObject({ outcome: 'limited', maySync: true, seesAll: false, version: '1.35' });
    expect(await test('1')).toMatchObject({ outcome: 'ok', username: 'sync_b', role: 'sync' });
    const { body } = await house.call(broods.checks, { params: { ref: String(ids.get('1')) } });
    expect(body.items[0]).toMatchObject({ outcome: 'ok' });
    expect(body.total).toBeGreaterThan(8);
  });

  it('loses nobody for one record that cannot be read', async () => {
    const { response } = syncRecordings().find(({ name }) => name === 'previewIndex-organisations') ?? {};
    const rows = JSON.parse(response?.body ?? '[]') as Record<string, unknown>[];
    const broken = [{ ...rows[0], uuid: 'no uuid' }, { ...rows[1], name: null }, { id: 'x' }, rows[2]];
    played.instead.set('/organisations/index.json?page=1&limit=20&full=1', {
      status: 200,
      body: JSON.stringify(broken),
    });
    const said = await house.call(remoteRecords.list, { params: { ref: String(ids.get('1')), kind: 'organisations' } });
    played.instead.clear();
    expect(said.body.items.map(({ state }) => state).slice(0, 2)).toEqual(['refused', 'refused']);
    expect(said.body.items[0]?.reason).toContain('uuid');
    expect(said.body.items).toHaveLength(3);
  });

  it('writes nothing in a browser’s name by a link', async () => {
    const said = await house.ask(`/broods/downloadIndividual/${ids.get('1')}/5.json`, {
      headers: { accept: 'application/json' },
    });
    expect(said.status).toBe(405);
  });
});
