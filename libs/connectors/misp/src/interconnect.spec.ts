import type { ReceivedMessage, Unfit } from '@cerebrate/connector-sdk';
import { type LentHandshake, lendHandshake, lendTool } from '@cerebrate/connector-sdk/conformance';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import recorded from '../test/recordings/interconnection.json' with { type: 'json' };
import { type MispStandIn, startMisp } from '../test/stand-in/index.js';
import connector from './index.js';
import { interconnect } from './interconnect.js';
import type { LinkOptions } from './link.js';

const nodes = { A: 'http://127.0.0.1:8131', B: 'http://127.0.0.1:8132' };
const orgs = {
  A: { uuid: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', name: 'CSIRT A' },
  B: { uuid: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb', name: 'CSIRT B' },
};

let a: MispStandIn;
let b: MispStandIn;
let atA: LentHandshake<LinkOptions>;
let atB: LentHandshake<LinkOptions>;

const tool = (misp: MispStandIn) => lendTool(connector, { url: misp.url, authkey: misp.key }, { name: 'MISP' });
const begin = (options: LinkOptions = {}) => {
  atA = lendHandshake({ name: 'Cerebrate B', url: nodes.B, organisation: orgs.B }, options);
  atB = lendHandshake({ name: 'Cerebrate A', url: nodes.A, organisation: orgs.A }, options);
};
/** The payload as the other node receives it: with the nodes' own envelope (WIRE-CONTRACT §5.3). */
const received = (payload: object, from: 'A' | 'B'): ReceivedMessage => ({
  ...payload,
  connectorName: 'MispConnector',
  cerebrateURL: nodes[from],
  local_tool_id: from === 'A' ? 1 : 2,
  remote_tool_id: from === 'A' ? 2 : 1,
  tool_name: `MISP ${from}`,
});

const offer = async () => received(await interconnect.offer(tool(a), atA), 'A');
const accept = async (offered: ReceivedMessage) => received(await interconnect.accept(tool(b), atB, offered), 'B');
const finalise = (accepted: ReceivedMessage) => interconnect.finalise(tool(a), atA, accepted);
const connect = async () => {
  const offered = await offer();
  const accepted = await accept(offered);
  await finalise(accepted);
  return { offered, accepted };
};

/** Values that differ from run to run, by what they are. */
const masked = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value)
      .replaceAll(/sync_[0-9a-f]{8}@/g, 'sync_@')
      .replaceAll(/"[a-zA-Z0-9]{40}"/g, '"KEY"')
      .replaceAll(a.url, 'http://127.0.0.1:8201')
      .replaceAll(b.url, 'http://127.0.0.1:8202'),
  );

beforeEach(async () => {
  a = await startMisp();
  b = await startMisp();
  // The numbers of the recording: the account is the third of A, the organisation the fourth of B.
  a.keyOf('3');
  b.state.addOrganisation({ name: 'two' });
  b.state.addOrganisation({ name: 'three' });
  begin();
});

afterEach(async () => {
  await a.stop();
  await b.stop();
});

const accounts = (misp: MispStandIn) => misp.state.users.filter(({ email }) => email.startsWith('sync_'));
const traces = (misp: MispStandIn) => ({
  users: accounts(misp).length,
  servers: misp.state.servers.length,
  organisations: misp.state.organisations.filter(({ name }) => name.startsWith('CSIRT')).length,
});

describe('an interconnection of two MISPs', () => {
  it('makes the calls of the recording, in its order, with its bodies', async () => {
    const { offered, accepted } = await connect();

    const calls = (misp: MispStandIn) =>
      misp.calls.map(({ method, path, body, status }) => ({ method, path, body: body ?? undefined, status }));
    for (const [at, misp] of [
      ['A', a],
      ['B', b],
    ] as const)
      expect(masked(calls(misp))).toEqual(
        masked(
          recorded.calls
            .filter((one) => one.at === at)
            .map(({ method, path, body, status }) => ({ method, path, body, status })),
        ),
      );
    expect(masked([offered, accepted])).toEqual(masked(recorded.messages.map(({ message }) => message)));
    expect(Object.keys(offered)).toEqual(Object.keys(recorded.messages[0]?.message ?? {}));
    expect(Object.keys(accepted)).toEqual(Object.keys(recorded.messages[1]?.message ?? {}));
  });

  it('ends with a link each way that MISP itself calls working', async () => {
    await connect();

    expect(await interconnect.verify?.(tool(a), atA)).toMatchObject({
      isConnected: true,
      message: 'The connection works.',
    });
    expect(await interconnect.verify?.(tool(b), atB)).toMatchObject({ isConnected: true });
  });

  it('says through the test of MISP what is missing before the last step', async () => {
    await accept(await offer());

    expect(await interconnect.verify?.(tool(b), atB)).toMatchObject({
      isConnected: false,
      message: 'The other MISP refuses the key: the account is disabled, or the key is wrong.',
    });
    expect(await interconnect.verify?.(tool(a), atA)).toMatchObject({ isConnected: false });
  });

  it('makes nothing twice when every step comes twice', async () => {
    const offered = await offer();
    atA = atA.again();
    expect(await offer()).toEqual(offered);
    const accepted = await accept(offered);
    atB = atB.again();
    expect(await accept(offered)).toEqual(accepted);
    await finalise(accepted);
    atA = atA.again();
    await finalise(accepted);

    expect([traces(a), traces(b)]).toEqual([
      { users: 1, servers: 1, organisations: 1 },
      { users: 1, servers: 1, organisations: 1 },
    ]);
    expect(await interconnect.verify?.(tool(b), atB)).toMatchObject({ isConnected: true });
  });

  it.each([
    ['offer', 'cut', 3],
    ['offer', 'cutAfter', 3],
    ['accept', 'cut', 4],
    ['accept', 'cutAfter', 4],
    ['finalise', 'cut', 3],
    ['finalise', 'cutAfter', 3],
  ] as const)('resumes %s broken off at any call (%s) without making anything twice', async (step, fault, calls) => {
    for (let skip = 0; skip < calls; skip++) {
      await a.stop();
      await b.stop();
      a = await startMisp();
      b = await startMisp();
      begin();
      const offered = step === 'offer' ? undefined : await offer();
      const accepted = step === 'finalise' && offered ? await accept(offered) : undefined;
      (step === 'accept' ? b : a).fail(fault, { skip });
      const run = () => (accepted ? finalise(accepted) : offered ? accept(offered) : offer());
      await expect(run()).rejects.toMatchObject({ name: 'RemoteFailed', status: null });
      if (step === 'accept') atB = atB.again();
      else atA = atA.again();
      const result = (await run()) as ReceivedMessage | undefined;
      if (step === 'offer' && result) await finalise(await accept(result));
      if (step === 'accept' && result) await finalise(result);

      expect([step, fault, skip, traces(a), traces(b)]).toEqual([
        step,
        fault,
        skip,
        { users: 1, servers: 1, organisations: 1 },
        { users: 1, servers: 1, organisations: 1 },
      ]);
      expect(await interconnect.verify?.(tool(a), atA)).toMatchObject({ isConnected: true });
      expect(await interconnect.verify?.(tool(b), atB)).toMatchObject({ isConnected: true });
    }
  });

  it('leaves no trace on either side when it is withdrawn, however far it got', async () => {
    const untouched = [traces(a), traces(b)];
    await offer();
    await interconnect.withdraw(tool(a), atA);
    expect([traces(a), traces(b)]).toEqual(untouched);

    begin();
    await accept(await offer());
    await interconnect.withdraw(tool(b), atB);
    await interconnect.withdraw(tool(a), atA);
    await interconnect.withdraw(tool(a), atA.again());
    expect([traces(a), traces(b)]).toEqual(untouched);
  });

  it('withdraws what a broken-off step made without saying so', async () => {
    const offered = await offer();
    b.fail('cutAfter', { path: /servers\/add/ });
    await expect(accept(offered)).rejects.toThrow();

    await interconnect.withdraw(tool(b), atB.again());

    expect(traces(b)).toEqual({ users: 0, servers: 0, organisations: 0 });
  });

  it('keeps an organisation that was there before, and makes a remote one remote again', async () => {
    a.state.addOrganisation({ ...orgs.B, name: 'Old name of B', local: false, type: 'CERT' });
    await offer();
    expect(a.lines()).toEqual([
      `GET /organisations/view/${orgs.B.uuid}`,
      'POST /admin/organisations/edit/2',
      'POST /admin/users/add',
    ]);
    expect(a.state.organisation('2')).toMatchObject({ local: true, name: 'Old name of B', type: 'CERT' });

    await interconnect.withdraw(tool(a), atA);

    expect(a.state.organisation('2')).toMatchObject({ local: false, name: 'Old name of B' });
  });

  it('keeps the organisation of a connection that is withdrawn while another one needs it', async () => {
    await connect();
    begin();
    await offer();
    await interconnect.withdraw(tool(a), atA);

    expect(traces(a)).toEqual({ users: 1, servers: 1, organisations: 1 });
  });

  it('runs a second time beside the first, with an account and a link of its own', async () => {
    await connect();
    begin();
    await connect();

    expect([traces(a), traces(b)]).toEqual([
      { users: 2, servers: 2, organisations: 1 },
      { users: 2, servers: 2, organisations: 1 },
    ]);
  });

  it('puts the choices of the operator into the link, and none when nothing was chosen', async () => {
    begin({ push: true, pull: false, pushTagsAllowed: ['tlp:green'], pullOrgsBlocked: ['Noise'] });
    await connect();

    const [link] = a.state.servers;
    expect(link).toMatchObject({ push: true, pull: false });
    expect(JSON.parse(link?.push_rules ?? '')).toMatchObject({ tags: { OR: ['tlp:green'], NOT: [] } });
    expect(JSON.parse(link?.pull_rules ?? '')).toMatchObject({ orgs: { OR: [], NOT: ['Noise'] } });
  });

  it('opens no other account than the one that was offered', async () => {
    const accepted = await accept(await offer());
    a.keyOf('1', 'boss@misp.test', true);
    const boss = a.state.users.find(({ email }) => email === 'boss@misp.test');

    await expect(finalise({ ...accepted, reflected_user_id: boss?.id })).rejects.toThrow(/another account/);

    expect(boss?.disabled).toBe(true);
    expect(traces(a).servers).toBe(0);
  });

  it.each([
    ['a key that is none', { authkey: 'abc' }, /authkey/],
    ['an address that is none', { url: 'javascript:alert(1)' }, /url/],
    ['no account', { user_id: undefined }, /user_id/],
  ])('makes nothing from a message with %s', async (_what, wrong, said) => {
    const offered = { ...(await offer()), ...wrong };

    await expect(accept(offered)).rejects.toMatchObject({
      isUnfit: true,
      message: expect.stringMatching(said) as Unfit['message'],
    });

    expect(b.calls).toEqual([]);
  });

  it.each([
    ['a wrong key', () => ({ url: a.url, authkey: 'w'.repeat(40) }), 403],
    ['a key without the right', () => ({ url: a.url, authkey: a.keyOf('3', 'plain@misp.test') }), 403],
  ])('fails with the words of MISP for %s, and leaves nothing', async (_what, settings, status) => {
    await expect(interconnect.offer(lendTool(connector, settings(), { name: 'MISP A' }), atA)).rejects.toMatchObject({
      name: 'RemoteFailed',
      status,
    });
    expect(traces(a)).toEqual({ users: 0, servers: 0, organisations: 0 });
  });

  it('names the fault when the name of the organisation is taken', async () => {
    a.state.addOrganisation({ name: 'CSIRT B' });

    await expect(offer()).rejects.toThrow(/An organisation with this name already exists/);
  });

  it('fails clearly when the account is gone before the last step', async () => {
    const accepted = await accept(await offer());
    const [account] = accounts(a);
    a.state.users.splice(a.state.users.indexOf(account as (typeof a.state.users)[number]), 1);

    await expect(finalise(accepted)).rejects.toMatchObject({ status: 404 });
    expect(traces(a).servers).toBe(0);
  });

  it('takes link, account and key away on both sides when it is disconnected, and again without complaint', async () => {
    const { accepted } = await connect();
    for (const [misp, side] of [
      [a, atA],
      [b, atB],
    ] as const) {
      await interconnect.disconnect(tool(misp), side);
      await interconnect.disconnect(tool(misp), side.again());
    }

    expect([traces(a), traces(b)]).toEqual([
      { users: 0, servers: 0, organisations: 1 },
      { users: 0, servers: 0, organisations: 1 },
    ]);
    expect(b.state.userOfKey(String(accepted['authkey']))).toBeUndefined();
    expect(JSON.stringify(atA.made)).not.toMatch(/[a-zA-Z0-9]{40}/);
  });

  it('gives both sides new keys, and the old ones end', async () => {
    const { offered } = await connect();
    const rotated = received((await interconnect.rotate?.(tool(a), atA)) ?? {}, 'A');
    expect(await interconnect.verify?.(tool(b), atB)).toMatchObject({ isConnected: false });
    await interconnect.renew?.(tool(b), atB, rotated);

    expect(rotated['authkey']).not.toBe(offered['authkey']);
    expect(a.state.userOfKey(String(offered['authkey']))).toBeUndefined();
    expect(await interconnect.verify?.(tool(b), atB)).toMatchObject({ isConnected: true });
  });
});
