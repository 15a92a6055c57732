import { type MispStandIn, startMisp } from '@cerebrate/connector-misp/stand-in';
import { batchRuns, connections, type FleetBoard, fleet, localTools } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf } from '../../../test/world.js';
import { defineJob, systemPrincipal } from '../../kernel/index.js';

let house: House;
const misps: MispStandIn[] = [];
const ids: number[] = [];
const kind = { connector: 'misp' };

beforeAll(async () => {
  house = await startHouse();
  await buildWorld(house);
  for (const name of ['MISP A', 'MISP B']) {
    const misp = await startMisp();
    const settings = { url: misp.url, authkey: misp.key };
    const said = await house.call(localTools.create, { body: { name, connector: 'misp', settings } });
    expect(said.status, said.text).toBe(201);
    misps.push(misp);
    ids.push(said.body.id);
  }
}, 240_000);
afterAll(async () => {
  await house.stop();
  for (const misp of misps) await misp.stop();
});
beforeEach(() => {
  for (const misp of misps) misp.heal();
});

const board = async (): Promise<FleetBoard> => {
  const said = await house.call(fleet.board, { params: kind });
  expect(said.status, said.text).toBe(200);
  return said.body;
};
const memberOf = (found: FleetBoard, at: number) => {
  const member = found.members.find(({ tool }) => tool.id === ids[at]);
  if (!member) throw new Error('the tool is not on the board');
  return member;
};

/** Looks at all tools again and waits until each was looked at; the clock of the program may look as well. */
async function lookAgain(): Promise<void> {
  const [last] = await house.rows<{ id: number }>('select coalesce(max(id), 0) as id from fleet_observations');
  expect((await house.call(fleet.observe, { params: kind })).body).toEqual({ queued: 2 });
  const newer = 'select count(distinct tool_id)::int as n from fleet_observations where id > $1';
  const seen = async () => (await house.rows<{ n: number }>(newer, [last?.id]))[0]?.n;
  await expect.poll(seen, { timeout: 90_000, interval: 200 }).toBe(2);
}

/** Looks are jobs of the background: on a busy machine they take their time. */
const patience = { timeout: 180_000 };

describe('the board of all MISPs', patience, () => {
  it('shows each as it was seen, and never waits for one', async () => {
    const [a] = misps;
    a?.state.events.push(1_795_309_462);
    Object.assign(a?.state.workers ?? {}, { default: { ok: false, jobCount: 7 } });
    await lookAgain();
    const before = misps.map(({ calls }) => calls.length);

    const found = await board();

    expect(misps.map(({ calls }) => calls.length)).toEqual(before);
    expect(found.members.map(({ tool }) => tool.name)).toEqual(['MISP A', 'MISP B']);
    expect(memberOf(found, 0)).toMatchObject({
      fault: null,
      seen: { version: '2.5.1', figures: { workersDown: 1, jobs: 7, users: 1, criticalSettings: 2 } },
    });
    expect(memberOf(found, 0).seen?.figures['lastEvent']).toBe(new Date(1_795_309_462_000).toISOString());
    expect(memberOf(found, 1)).toMatchObject({ seen: { figures: { workersDown: 0, lastEvent: null } } });
    expect(found.figures.find(({ id }) => id === 'workersDown')).toMatchObject({ warnsFrom: 1 });
  });

  it('keeps what was seen of one that is silent now, says why, and has its history', async () => {
    misps[1]?.fail('cut', { times: 99 });
    await lookAgain();

    const member = memberOf(await board(), 1);
    expect(member.seen?.version).toBe('2.5.1');
    expect(member.fault).toContain('MISP B');
    const { body } = await house.call(fleet.observations, { params: { ref: String(ids[1]) } });
    expect([body.items.at(0)?.fault, body.items.at(-1)?.fault]).toEqual([expect.stringContaining('MISP B'), null]);
    expect(body.total).toBe(body.items.length);
  });

  it('tells no key', async () => {
    const text = JSON.stringify([
      await board(),
      (await house.call(fleet.settings, { params: { ref: String(ids[0]) } })).body,
    ]);
    for (const misp of misps) expect(text).not.toContain(misp.key);
  });

  it('warns of a version below the minimum, and says when the day of the lock-out has come', async () => {
    const set = (body: { minimumVersion: string | null; lockOutAt?: string }) =>
      house.call(fleet.policy, { params: kind, body });
    expect((await set({ minimumVersion: '2.5.2', lockOutAt: '2999-01-01T00:00:00.000Z' })).status).toBe(200);
    expect((await board()).members.map(({ lockOut }) => lockOut)).toEqual(['warned', 'warned']);
    await set({ minimumVersion: '2.5.2', lockOutAt: '2026-01-01T00:00:00.000Z' });
    expect((await board()).members.map(({ lockOut }) => lockOut)).toEqual(['due', 'due']);
    await set({ minimumVersion: '2.5.1' });
    expect((await board()).members.map(({ lockOut }) => lockOut)).toEqual(['none', 'none']);
    const wrong = await set({ minimumVersion: 'newest' });
    expect([wrong.status, wrong.body.issues?.[0]?.path]).toEqual([400, ['minimumVersion']]);
    await set({ minimumVersion: null });
  });
});

describe('settings that are to be the same everywhere', patience, () => {
  const desire = (setting: string, value: string) =>
    house.call(fleet.desire, { params: kind, body: { setting, value, note: 'as agreed' } });
  const valueAt = (at: number, name: string) =>
    misps[at]?.state.settings.find(({ setting }) => setting === name)?.value;

  it('show what drifted, are proposed by one and approved by another, and are made in the background', async () => {
    expect((await desire('MISP.welcome_text_top', 'Welcome')).body).toMatchObject({
      value: 'Welcome',
      note: 'as agreed',
    });
    await desire('MISP.python_bin', '/usr/bin/python3');
    await lookAgain();
    expect(memberOf(await board(), 0).drift).toEqual([
      { setting: 'MISP.python_bin', desired: '/usr/bin/python3', actual: 'false', isChangeable: false },
      {
        setting: 'MISP.welcome_text_top',
        desired: 'Welcome',
        actual: 'Initial Install, please configure',
        isChangeable: true,
      },
    ]);

    const proposed = await house.call(fleet.propose, {
      params: kind,
      body: { note: 'one greeting' },
      key: keyOf('instance'),
    });
    expect(proposed.status, proposed.text).toBe(201);
    expect(proposed.body.changes).toMatchObject([
      { tool: { name: 'MISP A' }, setting: 'MISP.welcome_text_top', to: 'Welcome', outcome: 'waiting' },
      { tool: { name: 'MISP B' } },
    ]);
    expect(valueAt(0, 'MISP.welcome_text_top')).toBe('Initial Install, please configure');

    const params = { ref: String(proposed.body.id) };
    const own = await house.call(fleet.approve, { params, key: keyOf('instance') });
    expect(own.status, own.text).toBe(403);
    expect(proposed.body.mayApprove).toBe(false);
    expect((await house.call(fleet.approve, { params })).body).toMatchObject({ state: 'approved' });
    await expect
      .poll(async () => (await house.call(fleet.proposal, { params })).body.state, { timeout: 90_000, interval: 200 })
      .toBe('done');
    const { changes } = (await house.call(fleet.proposal, { params })).body;
    expect(changes.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect([valueAt(0, 'MISP.welcome_text_top'), valueAt(1, 'MISP.welcome_text_top')]).toEqual(['Welcome', 'Welcome']);
    const again = await house.call(fleet.approve, { params });
    expect(again.status).toBe(409);
    const history = await house.call(localTools.history, { params: { ref: String(ids[0]) }, query: {} });
    expect(history.text).toContain('MISP.welcome_text_top');
  });

  it('tell which change failed and why; the others are made', async () => {
    await desire('MISP.welcome_text_bottom', 'Bye');
    await lookAgain();
    misps[0]?.fail('error', { path: /serverSettingsEdit/ });
    const body = { settings: ['MISP.welcome_text_bottom'] };
    const proposed = await house.call(fleet.propose, { params: kind, body, key: keyOf('instance') });
    const params = { ref: String(proposed.body.id) };
    await house.call(fleet.approve, { params });
    await expect
      .poll(async () => (await house.call(fleet.proposal, { params })).body.state, { timeout: 90_000, interval: 200 })
      .toBe('done');
    const { changes } = (await house.call(fleet.proposal, { params })).body;
    expect(changes.map(({ outcome }) => outcome)).toEqual(['failed', 'done']);
    expect(changes[0]?.message).toContain('MISP A');
  });

  it('are changed on no tool that was declined, and nothing is proposed where nothing drifted', async () => {
    await desire('MISP.email', 'other@misp.test');
    await lookAgain();
    const body = { settings: ['MISP.email'], toolIds: [ids[0] ?? 0] };
    const proposed = await house.call(fleet.propose, { params: kind, body });
    const params = { ref: String(proposed.body.id) };
    expect((await house.call(fleet.decline, { params })).body.state).toBe('declined');
    expect(valueAt(0, 'MISP.email')).toBe('misp@misp.test');
    expect((await house.call(fleet.release, { params: { ...kind, setting: 'MISP.email' } })).status).toBe(200);
    const nothing = await house.call(fleet.propose, { params: kind, body: { settings: ['MISP.email'] } });
    expect(nothing.status).toBe(400);
    const list = await house.call(fleet.proposals, { params: kind });
    expect(list.body.items.map(({ state }) => state)).toEqual(['declined', 'done', 'done']);
  });
});

describe('who may', () => {
  it('sees the board as a community administrator, and changes nothing', async () => {
    const key = keyOf('community');
    expect((await house.call(fleet.board, { params: kind, key })).body.members).toHaveLength(2);
    const body = { setting: 'MISP.live', value: 'false' };
    expect((await house.call(fleet.desire, { params: kind, body, key })).status).toBe(403);
    expect((await house.call(fleet.policy, { params: kind, body: { minimumVersion: null }, key })).status).toBe(403);
    expect((await house.call(fleet.propose, { params: kind, body: {}, key })).status).toBe(403);
  });

  it.each(['plain', 'sync', 'orgAdmin'] as const)('is refused as %s', async (user) => {
    expect((await house.call(fleet.board, { params: kind, key: keyOf(user) })).status).toBe(403);
    expect((await house.call(fleet.observations, { params: { ref: String(ids[0]) }, key: keyOf(user) })).status).toBe(
      403,
    );
  });

  it('is told of a kind nobody knows, and of a tool that is not there', async () => {
    expect((await house.call(fleet.board, { params: { connector: 'nothing' } })).status).toBe(404);
    expect((await house.call(fleet.observations, { params: { ref: '999999' } })).status).toBe(404);
    expect((await house.call(fleet.proposal, { params: { ref: '999999' } })).status).toBe(404);
  });
});

describe('a tool that is older than the oldest welcome version', patience, () => {
  it('is connected with nothing once the day has come, and may be before', async () => {
    await house.rows(
      `insert into fleet_observations (tool_id, at, version) select id, now(), '2.5.1' from local_tools where id = any($1)`,
      [ids],
    );
    const demand = (minimumVersion: string | null, lockOutAt: string | null) =>
      house.call(fleet.policy, { params: kind, body: { minimumVersion, lockOutAt } });
    const connect = () =>
      house.call(connections.connectOwn, {
        params: { ref: String(ids[0]) },
        body: { otherToolId: ids[1] ?? 0 } as never,
      });
    await demand('2.6.0', '2026-01-01T00:00:00.000Z');
    const refused = await connect();
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      'MISP A runs 2.5.1, older than 2.6.0, which is the oldest welcome since 2026-01-01. Update it first.',
    ]);
    await demand('2.6.0', '2099-01-01T00:00:00.000Z');
    const taken = await connect();
    expect(taken.status, taken.text).toBe(201);
    await house.call(connections.disconnect, { params: { ref: String(taken.body.id) }, body: {} });
    await demand(null, null);
  });
});

describe('a batch over many tools', patience, () => {
  const begin = async (params: Record<string, unknown>, perMinute = 600) => {
    const said = await house.call(localTools.batch, {
      params: { ...kind, action: 'api-call' },
      body: { toolIds: ids, params, perMinute, isRehearsal: false },
    });
    expect(said.status, said.text).toBe(200);
    return String(said.body.runId);
  };
  const runOf = async (run: string) => (await house.call(batchRuns.get, { params: { ...kind, run } as never })).body;

  it('runs in the background, says what came of it at each tool, and keeps no parameter when it is done', async () => {
    misps[1]?.fail('cut', { path: /getVersion/, times: 9 });
    const run = await begin({ method: 'GET', url: '/servers/getVersion' });
    await expect.poll(async () => (await runOf(run)).state, { timeout: 90_000, interval: 200 }).toBe('done');
    expect(await runOf(run)).toMatchObject({
      by: 'admin-of-tests',
      items: [
        { tool: { name: 'MISP A' }, outcome: 'done', answer: { version: '2.5.1' } },
        { tool: { name: 'MISP B' }, outcome: 'failed', message: expect.stringContaining('MISP B') },
      ],
    });
    expect(await house.rows('select sealed from tool_batches where sealed is not null')).toEqual([]);
    expect((await house.call(batchRuns.list, { params: kind })).body[0]?.id).toBe(Number(run));
  });

  it('is stopped before the tools it has not come to, and does nothing twice that it had begun', async () => {
    const run = await begin({ method: 'GET', url: '/servers/getVersion' }, 1);
    await expect
      .poll(async () => (await runOf(run)).items[0]?.outcome, { timeout: 90_000, interval: 200 })
      .toBe('done');
    const stop = () => house.call(batchRuns.stop, { params: { ...kind, run } as never });
    expect((await stop()).body).toMatchObject({
      state: 'stopped',
      items: [{ outcome: 'done' }, { outcome: 'stopped' }],
    });
    expect((await stop()).status).toBe(409);
    const [broken] = await house.rows<{ id: number }>(`
      insert into tool_batches (connector, action, title, state, per_minute, items, username, created)
      select connector, action, title, 'running', 600, jsonb_set(items, '{0,outcome}', '"running"'), username, now()
      from tool_batches order by id desc limit 1 returning id`);
    await house.store.work(systemPrincipal('tests'), (work) => {
      work.enqueue(defineJob<{ batchId: number }>('tool.batch'), { batchId: broken?.id ?? 0 });
      return Promise.resolve();
    });
    const id = String(broken?.id);
    await expect.poll(async () => (await runOf(id)).state, { timeout: 90_000, interval: 200 }).toBe('done');
    expect((await runOf(id)).items[0]).toMatchObject({ outcome: 'failed', message: expect.stringContaining('begun') });
  });
});
