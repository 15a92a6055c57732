import { MispStandIn } from '@cerebrate/connector-misp/stand-in';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey } from '../../test/house.js';
import { driverHeader, Gate, KillableNode, type PassedCall } from '../../test/killable-node.js';

/** The 23 calls of an interconnection (recording `misp/interconnection`): where they go, and who dies when they are answered. */
const calls = [
  ['Cerebrate A', 'driver', /^GET \/localTools\/broodTools/, 'A'],
  ['Cerebrate B', 'node', /exposedTools/, 'A'],
  ['Cerebrate A', 'driver', /^GET \/localTools\/connectorIndex/, 'A'],
  ['Cerebrate A', 'driver', /^POST \/localTools\/connectionRequest/, 'A'],
  ['Cerebrate B', 'node', /exposedTools/, 'A'],
  ['MISP A', 'node', /^GET \/organisations\/view/, 'A'],
  ['MISP A', 'node', /^POST \/admin\/organisations\/add/, 'A'],
  ['MISP A', 'node', /^POST \/admin\/users\/add/, 'A'],
  ['Cerebrate B', 'node', /createEntry\/LocalTool\/IncomingConnectionRequest/, 'A'],
  ['Cerebrate B', 'driver', /^GET \/inbox\/index/, 'B'],
  ['Cerebrate B', 'driver', /^GET \/inbox\/view/, 'B'],
  ['Cerebrate B', 'driver', /^POST \/inbox\/process/, 'B'],
  ['MISP B', 'node', /^GET \/organisations\/view/, 'B'],
  ['MISP B', 'node', /^POST \/admin\/organisations\/add/, 'B'],
  ['MISP B', 'node', /^POST \/admin\/users\/add/, 'B'],
  ['MISP B', 'node', /^POST \/servers\/add/, 'B'],
  ['Cerebrate A', 'node', /createEntry\/LocalTool\/AcceptedRequest/, 'B'],
  ['Cerebrate A', 'driver', /^GET \/inbox\/index/, 'A'],
  ['Cerebrate A', 'driver', /^GET \/inbox\/view/, 'A'],
  ['Cerebrate A', 'driver', /^POST \/inbox\/process/, 'A'],
  ['MISP A', 'node', /^GET \/organisations\/view/, 'A'],
  ['MISP A', 'node', /^POST \/admin\/users\/edit/, 'A'],
  ['MISP A', 'node', /^POST \/servers\/add/, 'A'],
] as const;
type Side = 'A' | 'B';

/**
 * After which calls a process is killed: `npm run chaos:handshake` asks for one handshake for each of the 23; here the
 * accepting node is lost once, where most could be made twice.
 */
const rounds: readonly (readonly number[])[] = process.env['HANDSHAKE_KILLS']
  ? process.env['HANDSHAKE_KILLS'].split(',').map((one) => one.split('+').map(Number))
  : [[16]];

describe('an interconnection whose nodes are killed in the middle', () => {
  const misps = {
    A: new MispStandIn({ organisation: 'Home of A' }),
    B: new MispStandIn({ organisation: 'Home of B' }),
  };
  const nodes = { A: new KillableNode(), B: new KillableNode() };
  const seen = new Set<number>();
  let deadly: readonly number[] = [];
  const returns: Promise<void>[] = [];
  const doors = {
    A: new Gate(
      'Cerebrate A',
      () => nodes.A.url,
      (call) => dies(call),
    ),
    B: new Gate(
      'Cerebrate B',
      () => nodes.B.url,
      (call) => dies(call),
    ),
    'MISP A': new Gate(
      'MISP A',
      () => misps.A.url,
      (call) => dies(call),
    ),
    'MISP B': new Gate(
      'MISP B',
      () => misps.B.url,
      (call) => dies(call),
    ),
  };
  const toolIds = { A: 0, B: 0 };
  const broodIds = { A: 0, B: 0 };

  /** Kills who is to die after this call, and has it started again. */
  function dies({ gate, isOfDriver, line }: PassedCall): boolean {
    const at = calls.findIndex(
      ([where, who, pattern], index) =>
        !seen.has(index) && where === gate && (who === 'driver') === isOfDriver && pattern.test(line),
    );
    if (at < 0) return false;
    seen.add(at);
    const side = calls[at]?.[3];
    if (!side || !deadly.includes(at + 1)) return false;
    returns.push(nodes[side].kill(doors[side].url));
    return true;
  }

  /** What an administrator asks; null when the node is not there. */
  async function ask(side: Side, path: string, body?: object): Promise<{ status: number; body: unknown } | null> {
    const headers = { authorization: adminKey, accept: 'application/json', 'content-type': 'application/json' };
    const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
    const said = await fetch(`${doors[side].url}${path}`, { ...init, headers: { ...headers, ...driverHeader } }).catch(
      () => null,
    );
    if (!said) return null;
    return { status: said.status, body: await said.json().catch(() => null) };
  }

  async function made(side: Side, path: string, body: object): Promise<{ id: number; key: string }> {
    const said = await ask(side, `/api/v1${path}`, body);
    expect(said?.status, JSON.stringify(said?.body)).toBe(201);
    return said?.body as { id: number; key: string };
  }

  /** Does it again and again until it is so; who dies meanwhile comes back. */
  async function until(what: string, act: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 2000; tries++) {
      await Promise.all(returns);
      if (await act().catch(() => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    expect.fail(`waited in vain: ${what}`);
  }

  const newest = async (side: Side) => {
    const said = await ask(side, '/api/v1/connections?sort=-id&limit=1');
    return (said?.body as { items: { id: number; state: string }[] } | null)?.items[0];
  };
  const isConnected = async (side: Side, beyond: number) => {
    const row = await newest(side);
    return row !== undefined && row.id > beyond && row.state === 'connected';
  };
  const open = async (side: Side) =>
    ((await ask(side, '/inbox/index?filteringLabel=Inter-connection+Requests'))?.body ?? []) as { id: number }[];
  /** Processes what waits in the inbox, as somebody would who finds it there. */
  const decide = (side: Side, beyond: number) => async () => {
    for (const { id } of await open(side)) {
      await ask(side, `/inbox/view/${id}`);
      await ask(side, `/inbox/process/${id}`, {});
    }
    return isConnected(side, beyond);
  };
  const traces = (side: Side) => [
    misps[side].state.users.filter(({ email }) => email.startsWith('sync_')).length,
    misps[side].state.servers.length,
  ];

  beforeAll(async () => {
    for (const door of Object.values(doors)) await door.open();
    await Promise.all(
      (['A', 'B'] as const).map(async (side) => {
        await misps[side].start();
        await nodes[side].start(doors[side].url);
      }),
    );
    const keys = { A: '', B: '' };
    const owners = { A: 0, B: 0 };
    for (const [side, other] of [
      ['A', 'B'],
      ['B', 'A'],
    ] as const) {
      const settings = { url: doors[`MISP ${side}`].url, authkey: misps[side].key };
      toolIds[side] = (
        await made(side, '/tools', { name: `MISP ${side}`, connector: 'misp', exposed: true, settings })
      ).id;
      owners[side] = (await made(side, '/organisations', { name: `CSIRT ${other}` })).id;
      const roles = (await ask(side, '/api/v1/roles'))?.body as { items: { id: number; name: string }[] };
      const account = await made(side, '/users', {
        username: `sync-of-${other.toLowerCase()}`,
        organisationId: owners[side],
        individual: { email: `sync@${other.toLowerCase()}.example`, firstName: 'Sync', lastName: other },
        roleId: roles.items.find(({ name }) => name === 'Sync')?.id,
      });
      keys[side] = (await made(side, '/auth-keys', { userId: account.id })).key;
    }
    for (const [side, other] of [
      ['A', 'B'],
      ['B', 'A'],
    ] as const) {
      const brood = { name: `Cerebrate ${other}`, url: doors[other].url, ownerId: owners[side], authKey: keys[other] };
      broodIds[side] = (await made(side, '/broods', brood)).id;
    }
  }, 240_000);
  afterAll(async () => {
    await Promise.all(returns);
    for (const side of ['A', 'B'] as const) {
      await nodes[side].stop();
      await misps[side].stop();
    }
    for (const door of Object.values(doors)) await door.close();
  });

  it.each(rounds.map((kills) => [kills.join(' and '), kills] as const))(
    'makes nothing twice and ends connected (killed after call %s)',
    async (_named, kills) => {
      const beyond = { A: (await newest('A'))?.id ?? 0, B: (await newest('B'))?.id ?? 0 };
      const before = nodes.A.deaths + nodes.B.deaths;
      seen.clear();
      deadly = kills;
      await until(
        'the tools of B are shown',
        async () => (await ask('A', `/localTools/broodTools/${broodIds.A}`))?.status === 200,
      );
      await until(
        'the tools of A are listed',
        async () => (await ask('A', '/localTools/connectorIndex/MispConnector'))?.status === 200,
      );
      await until('the request arrives', async () => {
        if ((await newest('A'))?.state !== 'requested' || (await newest('A'))?.id === beyond.A)
          await ask('A', `/localTools/connectionRequest/${broodIds.A}/${toolIds.B}`, { local_tool_id: toolIds.A });
        return (await newest('A'))?.state === 'requested' && (await newest('A'))?.id !== beyond.A;
      });
      await until('B is connected', decide('B', beyond.B));
      await until('A is connected', decide('A', beyond.A));
      expect(nodes.A.deaths + nodes.B.deaths - before, 'as many died as should').toBe(kills.length);
      expect([traces('A'), traces('B')], 'one account and one link at each MISP').toEqual([
        [1, 1],
        [1, 1],
      ]);
      expect([await open('A'), await open('B')], 'nothing waits to be decided').toEqual([[], []]);
      deadly = [];
      await ask('A', `/api/v1/connections/${(await newest('A'))?.id}/disconnect`, {});
      await until('nothing is left', async () => [...traces('A'), ...traces('B')].every((left) => left === 0));
      for (const side of ['A', 'B'] as const) {
        const { organisations } = misps[side].state;
        organisations.splice(0, organisations.length, ...organisations.filter(({ name }) => !name.startsWith('CSIRT')));
      }
    },
    1_200_000,
  );
});
