import { MispStandIn } from '@cerebrate/connector-misp/stand-in';
import { connections, connectors, localTools, type NewLocalTool, search } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { battery } from '../../../test/battery.js';
import { freePort } from '../../../test/connected-nodes.js';
import { adminKey, type House, startHouse } from '../../../test/house.js';
import { expectFacesAgree } from '../../../test/scope-agreement.js';
import { buildWorld, keyOf } from '../../../test/world.js';
import { systemPrincipal } from '../../kernel/index.js';
import { ConnectionEntity } from '../connections/connection.entity.js';
import { connectionScope } from '../connections/connection.scope.js';
import { LocalToolEntity } from './local-tool.entity.js';
import { localToolScope } from './local-tool.scope.js';

const aKey = 'ab'.repeat(20);

const { list, csv, get, create, update: change, remove } = localTools;

battery('tools', {
  endpoints: { list, csv, get, create, update: change, remove },
  kind: 'tool',
  sample: (_world, at) => ({
    name: `Tool ${at}`,
    connector: 'misp',
    exposed: false,
    description: 'A tool',
    settings: { url: `http://127.0.0.1:9/${at}`, authkey: aKey },
  }),
  changes: () => ({ name: 'Renamed', exposed: true, description: 'Renamed', settings: {} }),
  change: () => ({ body: { description: 'Another tool' }, field: 'description', value: 'Another tool' }),
  statements: 4,
});

describe('tools', () => {
  let house: House;
  let misp: MispStandIn;
  beforeAll(async () => {
    house = await startHouse({}, false);
    await buildWorld(house);
    misp = await new MispStandIn().start();
  });
  afterAll(async () => {
    await house.stop();
    await misp.stop();
  });

  const make = async (body: Partial<NewLocalTool> = {}) => {
    const said = await house.call(localTools.create, {
      body: { name: 'Our MISP', connector: 'misp', settings: { url: misp.url, authkey: misp.key }, ...body },
    });
    expect(said.status, said.text).toBe(201);
    return said.body;
  };
  const update = (id: number, settings: Record<string, unknown>) =>
    house.call(localTools.update, { params: { ref: String(id) }, body: { settings } });

  it('are told to scripts of the original with their health, as recorded', async () => {
    const tool = await make({ name: 'Of scripts' });
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const healthOf = async (settings: Record<string, unknown>) => {
      const body = JSON.stringify({
        settings: JSON.stringify({ url: misp.url, authkey: misp.key, skip_ssl: '1', ...settings }),
      });
      const key = adminKey;
      const edited = await house.ask(`/localTools/edit/${tool.id}`, { method: 'POST', key, headers, body });
      expect(edited.status, edited.text).toBe(200);
      const said = await house.ask('/localTools/index', { key, headers });
      const kinds = said.body as { connections: { name: string; diagnostics?: unknown }[] }[];
      return kinds.flatMap(({ connections }) => connections).find(({ name }) => name === 'Of scripts');
    };
    const url = `/localTools/view/${tool.id}`;
    const told = (health: number, message: string) => ({ name: 'Of scripts', health, message, url });
    const restart = {
      icon: 'fa-sync',
      title: expect.any(String),
      url: `/localTools/action/${tool.id}/restartWorkersAction`,
    };
    Object.assign(misp.state.workers['email'] as object, { ok: false });
    for (const at of [{}, { url: `${misp.url}/` }]) {
      const well = await healthOf(at);
      expect(well).toMatchObject(told(1, 'OK'));
      expect(well?.diagnostics).toMatchObject({
        workers_down: { type: 'danger', message: expect.stringContaining('email'), remediation: restart },
      });
    }
    expect(await healthOf({ authkey: 'w'.repeat(40) })).toEqual(told(3, 'Unauthorized'));
    expect(await healthOf({ authkey: misp.keyOf('3') })).toEqual({ ...told(1, 'OK'), diagnostics: [] });
    expect(await healthOf({ url: `http://127.0.0.1:${await freePort()}` })).toEqual(told(0, 'Connection issue.'));
    expect(await healthOf({ url: `${misp.url}/nope` })).toEqual(told(0, 'Something went wrong.'));
    expect(await healthOf({ url: misp.url.replace('http:', 'https:') })).toEqual(told(0, 'Connection issue.'));
    await house.call(localTools.remove, { params: { ref: String(tool.id) } });
  });

  it('keep their secrets sealed and tell them nowhere', async () => {
    const tool = await make();
    const params = { ref: String(tool.id) };
    expect(tool).toMatchObject({ settings: { url: misp.url }, sealed: ['authkey'], isUsable: true });
    const [row] = await house.rows<{ sealed: string }>('select sealed from local_tools where id = $1', [tool.id]);
    expect(row?.sealed).toMatch(/^v1\./);
    const told = [
      JSON.stringify(await house.rows('select before, after from audit_log where kind = $1', ['tool'])),
      (await house.call(localTools.get, { params })).text,
      (await house.call(localTools.list)).text,
      (await house.call(localTools.csv)).text,
      (await house.call(localTools.history, { params })).text,
      (await house.ask(`/localTools/view/${tool.id}.json`, { key: keyOf('admin') })).text,
      (await house.ask('/localTools/connectorIndex/MispConnector.json', { key: keyOf('admin') })).text,
    ].join();
    expect(told).not.toContain(misp.key);
    expect(told).not.toContain(row?.sealed);
  });

  it('ask for their secrets again with another host, and keep them with another path', async () => {
    const { id } = await make();
    const refused = await update(id, { url: 'https://evil.example' });
    expect(refused.body.issues?.[0]?.path).toEqual(['settings', 'authkey']);
    expect((await update(id, { url: `${misp.url}/sub` })).body).toMatchObject({
      settings: { url: `${misp.url}/sub` },
      sealed: ['authkey'],
    });
    expect((await update(id, { url: 'https://other.example', authkey: aKey })).status).toBe(200);
  });

  it('refuse settings their connector does not take, each at its place', async () => {
    for (const [settings, path] of [
      [{ url: misp.url }, ['settings', 'authkey']],
      [{ url: 'ftp://misp', authkey: aKey }, ['settings', 'url']],
      [{ url: misp.url, authkey: 'short' }, ['settings', 'authkey']],
      [{ url: misp.url, authkey: aKey, colour: 'red' }, ['settings', 'colour']],
    ] as const) {
      const said = await house.call(localTools.create, { body: { name: 'X', connector: 'misp', settings } });
      expect([said.status, said.body.issues?.[0]?.path]).toEqual([400, path]);
    }
    const unknown = await house.call(localTools.create, { body: { name: 'X', connector: 'nope', settings: {} } });
    expect(unknown.body.issues?.[0]?.path).toEqual(['connector']);
  });

  it('say how they are, and what they list', async () => {
    const { id } = await make();
    const params = { ref: String(id) };
    expect((await house.call(localTools.check, { params })).body).toMatchObject({ version: '2.5.1' });
    expect((await house.call(localTools.get, { params })).body.lastCheck).toMatchObject({ version: '2.5.1' });
    const dead = await make({ settings: { url: 'http://127.0.0.1:9', authkey: aKey } });
    const found = await house.call(localTools.check, { params: { ref: String(dead.id) } });
    expect(found.body).toMatchObject({ state: expect.stringMatching(/unknown|error/), version: null });
    const table = { ref: String(id), action: 'organisations' };
    const listed = await house.call(localTools.table, { params: table as never, query: {} as never });
    expect([listed.status, listed.body.rows?.length], listed.text).toEqual([200, expect.any(Number)]);
    const nothing = await house.call(localTools.table, {
      params: { ...table, action: 'nope' } as never,
      query: {} as never,
    });
    expect(nothing.status).toBe(404);
    const failing = await house.call(localTools.table, {
      params: { ...table, ref: String(dead.id) } as never,
      query: {} as never,
    });
    expect([failing.status, failing.body.detail]).toEqual([502, expect.stringContaining('Our MISP')]);
  });

  it('are rehearsed in batches before anything is done, and note what was done in their history', async () => {
    const { id } = await make();
    const kind = (await house.call(connectors.get, { params: { connector: 'misp' } })).body;
    const batch = kind.actions.find((action) => action.kind === 'batch');
    if (!batch) throw new Error('the connector has no batch');
    misp.forget();
    const said = await house.call(localTools.batch, {
      params: { connector: 'misp', action: batch.id } as never,
      body: { toolIds: [id], params: { method: 'GET', url: '/servers/getVersion' } },
    });
    if (said.status === 200) expect(said.body).toMatchObject({ isRehearsal: true, items: [{ outcome: 'planned' }] });
    expect(misp.calls).toEqual([]);
    for (const user of ['community', 'sync', 'orgAdmin'] as const)
      expect(
        (
          await house.call(localTools.batch, {
            params: { connector: 'misp', action: batch.id } as never,
            body: { toolIds: [id] },
            key: keyOf(user),
          })
        ).status,
      ).toBe(403);
  });

  it('are forgotten many at once but for those with a living connection, and come back without their secrets', async () => {
    const [free, tied, other] = [await make(), await make(), await make()];
    const connect = { params: { ref: String(tied.id) }, body: { otherToolId: other.id } };
    expect((await house.call(connections.connectOwn, connect)).status).toBe(201);
    const ids = [free.id, tied.id, 2_000_000];
    for (const user of ['community', 'sync', 'orgAdmin'] as const)
      expect((await house.call(localTools.bulkRemove, { body: { ids }, key: keyOf(user) })).status).toBe(403);
    const { body } = await house.call(localTools.bulkRemove, { body: { ids } });
    expect(body).toEqual({
      done: 1,
      refused: [
        { id: tied.id, reason: expect.stringContaining('Our MISP has 1 living connections') },
        { id: 2_000_000, reason: expect.any(String) },
      ],
    });
    const seen = async (id: number) => (await house.call(localTools.get, { params: { ref: String(id) } })).body;
    expect([(await seen(free.id)).status, (await seen(tied.id)).sealed]).toEqual([404, ['authkey']]);
    expect((await house.call(localTools.bulkRestore, { body: { ids: [free.id, tied.id] } })).body.done).toBe(1);
    expect((await seen(free.id)).sealed).toEqual([]);
  });

  it('are found by their name and address, by whoever sees them', async () => {
    await make({ name: 'Findable instance', description: 'of the night shift' });
    const hits = async (q: string, key = adminKey) =>
      (await house.call(search.overview, { query: { q }, key })).body.groups.flatMap((group) => group.hits);
    expect(await hits('findable night')).toMatchObject([{ kind: 'tool', name: 'Findable instance', hint: 'misp' }]);
    expect(await hits('findable night', keyOf('viewer'))).toEqual([]);
  });

  it('are seen by administrators alone, in both faces of their scope', async () => {
    const rows = await house.store.work(systemPrincipal('tests'), (work) => work.findAll(LocalToolEntity, {}));
    expect(await expectFacesAgree(house, localToolScope, 'local_tools', rows)).toBeGreaterThan(8);
    const links = await house.store.work(systemPrincipal('tests'), (work) => work.findAll(ConnectionEntity, {}));
    await expectFacesAgree(house, connectionScope, 'connections', links);
  });
});
