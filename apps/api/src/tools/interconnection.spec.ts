import { MispStandIn } from '@cerebrate/connector-misp/stand-in';
import { connections, inbox, localTools, outbox } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  acceptNewest,
  ask,
  callsOf,
  everythingStored,
  freePort,
  introduce,
  newest,
  startToolNode,
  type ToolNode,
  toolRequests,
  tracesAt,
  until,
} from '../../test/connected-nodes.js';
import { adminKey } from '../../test/house.js';
import { Sealer } from '../kernel/index.js';

let a: ToolNode;
let b: ToolNode;

beforeAll(async () => {
  a = await startToolNode('A');
  b = await startToolNode('B');
  await introduce(a, 'Cerebrate B', b.house.config.baseUrl);
  await introduce(b, 'Cerebrate A', a.house.config.baseUrl);
}, 240_000);
afterAll(async () => {
  for (const node of [a, b]) {
    await node.house.stop();
    await node.misp.stop();
  }
});

/** Ends whatever a sentence left, so that the next begins with nothing. */
beforeEach(async () => {
  for (const node of [a, b]) {
    node.misp.heal();
    for (const row of (await node.house.call(connections.list, {})).body.items) {
      const params = { ref: String(row.id) };
      await node.house.call(connections.cancel, { params, body: {} });
      await node.house.call(connections.disconnect, { params, body: {} });
    }
  }
  for (const node of [a, b]) {
    await until(async () => {
      const items = (await node.house.call(connections.list, {})).body.items;
      return items.every(({ endedAt }) => endedAt !== null) && tracesAt(node).users.length === 0;
    }, 'nothing is left of former connections');
    for (const { id } of await toolRequests(node))
      await node.house.call(inbox.discard, { params: { ref: String(id) }, body: {} });
    node.misp.forget();
  }
});

/** What a node keeps sealed of its connections, opened. */
async function lettersOf({ house }: ToolNode): Promise<string> {
  const rows = await house.rows<{ uuid: string; sealed: string }>(
    'select uuid, sealed from connections where sealed is not null',
  );
  return rows.map(({ uuid, sealed }) => house.app.get(Sealer).open(sealed, `connection ${uuid}`)).join();
}

describe('two nodes of ours with a MISP each', () => {
  it('connect them in three phases, call for call as recorded', async () => {
    const asked = await ask(a, b);
    expect(asked.status, asked.text).toBe(200);
    expect(asked.body).toMatchObject({ side: 'asking', state: 'requested', fault: null });
    expect(tracesAt(a)).toMatchObject({ users: [{ disabled: true }], servers: [] });
    const shown = await b.house.call(connections.ofRequest, {
      params: { ref: String((await toolRequests(b))[0]?.id) },
    });
    expect(shown.body).toMatchObject({ phase: 'accept', obstacle: null, connection: { state: 'asked' } });
    const accepted = await acceptNewest(b);
    expect(accepted.status, accepted.text).toBe(200);
    expect(accepted.body).toMatchObject({ state: 'accepted', decidedBy: 'admin-of-tests' });
    expect(await newest(b)).toMatchObject({ side: 'asked', state: 'connected' });
    expect(await newest(a)).toMatchObject({ state: 'answered' });
    expect((await acceptNewest(a)).body).toMatchObject({ state: 'accepted' });
    expect(await newest(a)).toMatchObject({
      state: 'connected',
      steps: [{ isFailed: false }, { isFailed: false }, { step: 'done', at: expect.any(String) }],
    });
    const uuidOf = (node: ToolNode) => node.world.organisations['cert-ee'].uuid;
    expect(callsOf(a).slice(0, 6)).toEqual([
      `GET /organisations/view/${uuidOf(a)}`,
      'POST /admin/organisations/add',
      'POST /admin/users/add',
      `GET /organisations/view/${uuidOf(a)}`,
      expect.stringMatching(/^POST \/admin\/users\/edit\/\d+$/),
      'POST /servers/add',
    ]);
    expect(callsOf(b).slice(0, 4)).toEqual([
      `GET /organisations/view/${uuidOf(b)}`,
      'POST /admin/organisations/add',
      'POST /admin/users/add',
      'POST /servers/add',
    ]);
    expect(tracesAt(a)).toMatchObject({ users: [{ disabled: false }], servers: [{ name: 'MISP B', url: b.misp.url }] });
    expect(tracesAt(b)).toMatchObject({ users: [{ disabled: false }], servers: [{ name: 'MISP A', url: a.misp.url }] });
    await until(async () => (await newest(a)).test !== null, 'the connection is tested');
    expect((await newest(a)).test).toMatchObject({ isConnected: true });
  });

  it('tell no credential, and keep none when they are done', async () => {
    await ask(a, b);
    const key = [...a.misp.state.keys.keys()].at(-1) ?? '';
    expect(key).toHaveLength(40);
    const told = async (node: ToolNode) =>
      [
        ...(await everythingStored(node)),
        (await node.house.call(connections.list, {})).text,
        (await node.house.ask('/inbox/index.json?filteringLabel=Inter-connection+Requests', { key: adminKey })).text,
      ].join();
    expect(await told(b)).toContain('sync_');
    for (const node of [a, b]) expect(await told(node)).not.toContain(key);
    expect(await lettersOf(a), 'what is needed later is sealed').toContain(key);
    await acceptNewest(b);
    const keys = [...a.misp.state.keys.keys(), ...b.misp.state.keys.keys()].filter(
      (one) => one !== a.misp.key && one !== b.misp.key,
    );
    expect(await newest(b)).toMatchObject({ state: 'connected', isAwaited: true, steps: [{}, {}, { at: null }] });
    await acceptNewest(a);
    expect(await newest(a)).toMatchObject({ state: 'connected', isAwaited: false });
    await b.house.call(connections.test, { params: { ref: String((await newest(b)).id) } });
    expect(await newest(b)).toMatchObject({ isAwaited: false, steps: [{}, {}, { at: expect.any(String) }] });
    expect(keys).toHaveLength(2);
    for (const node of [a, b]) {
      const sealed =
        'select sealed from inbox where sealed is not null union all select sealed from outbox where sealed is not null';
      expect(await node.house.rows(sealed)).toEqual([]);
      const left = `${await told(node)} ${await lettersOf(node)}`;
      for (const one of keys) expect(left).not.toContain(one);
    }
  });

  it('make nothing twice when somebody clicks twice, or at the same moment', async () => {
    const [first, second] = await Promise.all([ask(a, b), ask(a, b)]);
    expect([first.status, second.status].sort()).toEqual([200, 409]);
    expect((await ask(a, b)).body.id).toBe((await newest(a)).id);
    expect(tracesAt(a).users).toHaveLength(1);
    expect(await toolRequests(b)).toHaveLength(1);
    const [request] = await toolRequests(b);
    const accept = () => b.house.call(inbox.accept, { params: { ref: String(request?.id) }, body: {} });
    const both = await Promise.all([accept(), accept()]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await accept()).status).toBe(409);
    expect(tracesAt(b)).toMatchObject({ users: [{}], servers: [{}] });
    expect(tracesAt(b).users).toHaveLength(1);
    await acceptNewest(a);
    // a word about a former connection may still arrive
    const waiting = async () => (await toolRequests(a)).filter(({ kind }) => kind !== 'tool.declined');
    await expect.poll(waiting).toEqual([]);
    expect(tracesAt(a).servers).toHaveLength(1);
  });

  it('go on where a call to a MISP was lost, whichever it was', async () => {
    const path = /organisations|admin|servers\/(add|index)/;
    /** Does it until it works: a fault that befell nothing is forgotten. */
    const persisting = async (
      node: ToolNode,
      act: () => Promise<{ status: number }>,
      fault: 'cut' | 'cutAfter',
      skip: number,
    ) => {
      node.misp.fail(fault, { skip, path });
      const first = await act();
      expect([200, 502]).toContain(first.status);
      if (first.status === 502) {
        expect((await newest(node)).fault).toContain(node.misp === a.misp ? 'MISP A' : 'MISP B');
        expect((await act()).status).toBe(200);
      }
      node.misp.heal();
      return first.status === 502;
    };
    let lost = 0;
    for (const fault of ['cut', 'cutAfter'] as const)
      for (let skip = 0; skip < 4; skip++) {
        const befell = [
          await persisting(a, () => ask(a, b), fault, skip),
          await persisting(b, () => acceptNewest(b), fault, skip),
          await persisting(a, () => acceptNewest(a), fault, skip),
        ];
        lost += befell.filter(Boolean).length;
        for (const node of [a, b]) {
          expect(await newest(node)).toMatchObject({ state: 'connected' });
          expect(tracesAt(node).users, `${fault} ${skip}`).toHaveLength(1);
          expect(tracesAt(node).servers, `${fault} ${skip}`).toHaveLength(1);
        }
        await a.house.call(connections.disconnect, { params: { ref: String((await newest(a)).id) }, body: {} });
        await until(async () => (await newest(b)).state === 'disconnected', 'the other side ends, too');
        for (const node of [a, b]) expect(tracesAt(node)).toEqual({ users: [], servers: [] });
      }
    expect(lost).toBeGreaterThan(14);
  }, 120_000);

  it('answer scripts of the original where a MISP fails, as recorded, and go on once it works', async () => {
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const say = async ({ house }: ToolNode, path: string, body?: object) => {
      const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
      const said = await house.ask(path, { key: adminKey, headers, ...init });
      expect(said.status, said.text).toBe(200);
      return said.body as { success?: boolean; message?: string; errors?: unknown };
    };
    const set = (node: ToolNode, settings: object) =>
      say(node, `/localTools/edit/${node.toolId}`, {
        settings: JSON.stringify({ url: node.misp.url, authkey: node.misp.key, skip_ssl: '1', ...settings }),
      });
    const request = () => say(a, `/localTools/connectionRequest/${a.broodId}/${b.toolId}`, { local_tool_id: a.toolId });
    const process = async (node: ToolNode) => say(node, `/inbox/process/${(await toolRequests(node))[0]?.id}`, {});
    const states = async (node: ToolNode) =>
      ((await say(node, `/localTools/broodTools/${node.broodId}`)) as { local_tools: { status: string }[] }[]).flatMap(
        ({ local_tools: tools }) => tools.map(({ status }) => status),
      );
    const wrongKey = { authkey: 'w'.repeat(40) };
    const plainKey = { authkey: a.misp.keyOf('3') };
    const nowhere = { url: `http://127.0.0.1:${await freePort()}` };

    // misp-a-wrong-key, misp-a-nonadmin-key, misp-a-down
    for (const settings of [wrongKey, plainKey, nowhere]) {
      await set(a, settings);
      const message = 'Error while trying to encode connection';
      expect(await request()).toMatchObject({ success: false, message, errors: [expect.any(String)] });
      expect([await states(a), await states(b), await toolRequests(b)]).toEqual([[], [], []]);
    }
    expect(callsOf(a).filter((line) => line.startsWith('POST /admin/users/add'))).toEqual([]);
    await set(a, {});
    await request();

    // misp-b-wrong-key-on-accept, misp-b-down-on-accept
    for (const settings of [wrongKey, nowhere]) {
      await set(b, settings);
      expect(await process(b)).toMatchObject({
        data: [],
        success: false,
        message: `Could not inter-connect \`${a.house.config.baseUrl}\`'s `,
        errors: expect.any(String),
      });
      expect([await toolRequests(b), await states(a), await states(b)]).toEqual([
        [expect.objectContaining({ action: 'IncomingConnectionRequest', state: 'open' })],
        ['Request issued'],
        [],
      ]);
    }
    await set(b, {});
    expect(await process(b)).toMatchObject({ success: true });

    // misp-a-down-on-finalise
    await set(a, nowhere);
    expect(await process(a)).toMatchObject({
      data: [],
      success: false,
      message: `Could not finalise inter-connection for \`${b.house.config.baseUrl}\`'s `,
    });
    expect([await toolRequests(a), await states(a), await states(b)]).toEqual([
      [expect.objectContaining({ action: 'AcceptedRequest', state: 'open' })],
      ['Request issued'],
      ['Connected'],
    ]);
    await set(a, {});
    const message = `Interconnection for \`${b.house.config.baseUrl}\`'s  finalised`;
    expect(await process(a)).toMatchObject({ data: { success: true }, success: true, message, errors: '' });

    // full-run-twice
    await request();
    await process(b);
    await process(a);
    expect([await states(a), await states(b)]).toEqual([['Connected'], ['Connected']]);
    for (const node of [a, b]) {
      expect(await say(node, '/outbox/index')).toEqual([]);
      await until(() => tracesAt(node).users.length === 1, 'one account of the newer connection');
    }
  }, 120_000);

  it('leave no trace at either MISP when it is declined', async () => {
    const organisations = [a, b].map((node) => node.misp.state.organisations.length);
    await ask(a, b);
    const [request] = await toolRequests(b);
    const declined = await b.house.call(inbox.decline, {
      params: { ref: String(request?.id) },
      body: { message: 'not now' },
    });
    expect(declined.body).toMatchObject({ state: 'declined', message: 'not now' });
    await until(async () => (await newest(a)).state === 'declined', 'the asking side hears of it');
    for (const node of [a, b]) expect(tracesAt(node)).toEqual({ users: [], servers: [] });
    expect([a, b].map((node) => node.misp.state.organisations.length)).toEqual(organisations);
    expect((await newest(a)).events.map(({ message }) => message).join()).toContain('not now');
    const [note] = await toolRequests(a);
    expect(note).toMatchObject({ kind: 'tool.declined', title: 'Declined inter-connection for MISP' });
    const noted = await a.house.call(inbox.accept, { params: { ref: String(note?.id) }, body: {} });
    expect(noted.body).toMatchObject({ state: 'accepted' });
  });

  it('clean up on both sides when the asking side cancels, also after the answer', async () => {
    await ask(a, b);
    const cancel = async () =>
      a.house.call(connections.cancel, {
        params: { ref: String((await newest(a)).id) },
        body: { message: 'a mistake' },
      });
    expect((await cancel()).body).toMatchObject({ state: 'cancelled' });
    await until(async () => (await newest(b)).state === 'cancelled', 'the request is void there');
    expect((await toolRequests(b)).filter(({ kind }) => kind === 'tool.connect')).toEqual([]);
    await ask(a, b);
    for (const { id, kind } of await toolRequests(b))
      if (kind === 'tool.connect') await b.house.call(inbox.accept, { params: { ref: String(id) }, body: {} });
    expect((await cancel()).body).toMatchObject({ state: 'cancelled' });
    await until(async () => (await newest(b)).state === 'disconnected', 'the other side ends, too');
    for (const node of [a, b]) expect(tracesAt(node)).toEqual({ users: [], servers: [] });
  });

  it('keep what does not arrive in the outbox, send it again, or give it up with the connection', async () => {
    await ask(a, b);
    const [request] = await toolRequests(b);
    await a.house.rows(`update users set disabled = true where username = 'sync-user'`);
    const accepted = await b.house.call(inbox.accept, { params: { ref: String(request?.id) }, body: {} });
    expect(accepted.status, accepted.text).toBe(200);
    const unanswered = await newest(b);
    expect(unanswered).toMatchObject({ state: 'unanswered', fault: expect.stringContaining('did not take it') });
    const params = { ref: String(unanswered.outboxId) };
    const message = await b.house.call(outbox.get, { params });
    expect(message.body).toMatchObject({ state: 'waiting', attempts: 1, canSend: true });
    expect(message.body.nextAt).not.toBeNull();
    await a.house.rows(`update users set disabled = false where username = 'sync-user'`);
    const sent = await b.house.call(outbox.resend, { params });
    expect(sent.body, sent.text).toMatchObject({ state: 'sent' });
    expect(await newest(b)).toMatchObject({ state: 'connected' });
    expect(await newest(a)).toMatchObject({ state: 'answered' });
  });

  it('change keys in place: the new one reaches the link of the other side', async () => {
    await ask(a, b);
    await acceptNewest(b);
    await acceptNewest(a);
    const rotated = await a.house.call(connections.rotate, { params: { ref: String((await newest(a)).id) } });
    expect(rotated.status, rotated.text).toBe(200);
    await until(async () => (await toolRequests(b)).some(({ kind }) => kind === 'tool.rotated'), 'the key arrives');
    const key = [...a.misp.state.keys.keys()].at(-1) ?? '';
    expect((await acceptNewest(b)).body).toMatchObject({ state: 'accepted' });
    const server = b.misp.state.servers.find(({ url }) => url === a.misp.url);
    expect(server?.authkey).toBe(key);
    const kept = [a, b].map((node) => node.house.rows('select * from audit_log'));
    expect(JSON.stringify(await Promise.all(kept))).not.toContain(key);
    const tested = await b.house.call(connections.test, { params: { ref: String((await newest(b)).id) } });
    expect(tested.body, tested.text).toMatchObject({ test: { isConnected: true } });
  });

  it('end an older connection when a newer one between the same tools is finished', async () => {
    for (const round of [1, 2]) {
      const asked = await ask(a, b);
      expect([round, asked.status, asked.body.state]).toEqual([round, 200, 'requested']);
      expect((await acceptNewest(b)).status).toBe(200);
      expect((await acceptNewest(a)).status).toBe(200);
    }
    for (const node of [a, b]) {
      await until(() => tracesAt(node).users.length === 1, 'the account of the first is removed');
      await until(() => tracesAt(node).servers.length === 1, 'the link of the first is removed');
      expect(await newest(node)).toMatchObject({ state: 'connected' });
    }
  });
});

describe('two tools of one node', () => {
  it('are connected without a peer, and parted again', async () => {
    const other = await new MispStandIn({ organisation: 'Second home' }).start();
    const made = await a.house.call(localTools.create, {
      body: { name: 'Second MISP', connector: 'misp', settings: { url: other.url, authkey: other.key } },
    });
    const connect = () =>
      a.house.call(connections.connectOwn, {
        params: { ref: String(a.toolId) },
        body: {
          otherToolId: made.body.id,
          organisationId: a.world.organisations.circl.id,
          otherOrganisationId: a.world.organisations.acme.id,
        },
      });
    const said = await connect();
    expect(said.status, said.text).toBe(201);
    expect(said.body).toMatchObject({ state: 'connected', brood: null, remoteTool: { name: 'Second MISP' } });
    const items = (await a.house.call(connections.list, { query: { sort: '-id' } as never })).body.items;
    expect(items.slice(0, 2).map(({ state }) => state)).toEqual(['connected', 'connected']);
    expect(a.misp.state.servers.map(({ url }) => url)).toContain(other.url);
    expect(other.state.servers.map(({ url }) => url)).toContain(a.misp.url);
    expect((await connect()).status).toBe(409);
    const renewed = await a.house.call(connections.rotate, { params: { ref: String(said.body.id) } });
    expect(renewed.status, renewed.text).toBe(200);
    const key = [...a.misp.state.keys.keys()].at(-1);
    expect(other.state.servers.find(({ url }) => url === a.misp.url)?.authkey).toBe(key);
    await a.house.call(connections.disconnect, { params: { ref: String(said.body.id) }, body: {} });
    await until(() => tracesAt(a).servers.length === 0 && other.state.servers.length === 0, 'both links are removed');
    await other.stop();
  });
});
