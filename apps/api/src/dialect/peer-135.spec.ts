import { compareShapes } from '@cerebrate/cerebrate-wire/fixtures';
import { connections } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  introduce,
  newest,
  startToolNode,
  type ToolNode,
  toolRequests,
  tracesAt,
  until,
} from '../../test/connected-nodes.js';
import { Peer135, recorded, recordedAnswer, recordedBody, talkOf } from '../../test/peer-135.js';
import { keyOf } from '../../test/world.js';

const interconnections = '/inbox/index?filteringLabel=Inter-connection+Requests';
const mask = '*'.repeat(40);
const peerToolId = 2;

let node: ToolNode;
let peer: Peer135;
let homeUsers = 0;
let talk: ReturnType<typeof talkOf>;

beforeAll(async () => {
  node = await startToolNode('A');
  peer = await new Peer135().start();
  await introduce(node, 'Cerebrate B', peer.url, 'b'.repeat(40));
  homeUsers = node.misp.state.users.length;
  talk = talkOf(node, peer, peerToolId);
}, 240_000);
afterAll(async () => {
  await node.house.stop();
  await node.misp.stop();
  await peer.stop();
});
beforeEach(async () => {
  peer.mood = 'takes';
  for (const row of (await node.house.call(connections.list, {})).body.items) {
    const params = { ref: String(row.id) };
    await node.house.call(connections.cancel, { params, body: {} });
    await node.house.call(connections.disconnect, { params, body: {} });
  }
  await until(() => node.misp.state.users.length === homeUsers, 'nothing is left of former connections');
  for (const path of [interconnections, '/outbox/index'])
    for (const { id } of (await talk.get(path)).body as { id: number }[])
      await talk.send(`/${path.split('/')[1]}/delete/${id}`, {});
  peer.calls.length = 0;
  node.misp.forget();
});

const shaped = (name: string, said: { status: number; body: unknown }, adds: string[] = []) => {
  expect(said.status).toBe(recorded(name).response.status);
  expect(compareShapes(recordedAnswer(name), said.body, { adds })).toEqual([]);
};

describe('before a node of 1.35', () => {
  it('asks, is accepted and finishes, message for message as recorded', async () => {
    shaped('interconnection-001', await talk.get(`/localTools/broodTools/${node.broodId}`));
    const asked = await talk.connect();
    shaped('interconnection-004', asked);
    expect(asked.text).not.toContain(String(recordedBody('interconnection-009')['authkey']));
    const [message] = peer.messages();
    expect(message?.action).toBe('IncomingConnectionRequest');
    expect(Object.keys(message?.body ?? {})).toEqual(Object.keys(recordedBody('interconnection-009')));
    expect(compareShapes(recordedBody('interconnection-009'), message?.body)).toEqual([]);
    expect(message?.body).toMatchObject({
      email: expect.stringMatching(/^sync_[0-9a-f]{8}@127\.0\.0\.1$/),
      user_id: expect.stringMatching(/^\d+$/),
      url: node.misp.url,
      connectorName: 'MispConnector',
      cerebrateURL: node.house.config.baseUrl,
      local_tool_id: node.toolId,
      remote_tool_id: peerToolId,
      tool_name: 'MISP A',
    });
    expect(peer.calls.every(({ authorization }) => authorization === 'b'.repeat(40))).toBe(true);
    expect(await talk.statuses()).toEqual(['Request issued']);
    const accepted = talk.theirs('interconnection-017', { reflected_user_id: message?.body['user_id'] });
    shaped('interconnection-017', await talk.tell('AcceptedRequest', accepted));
    const listed = await talk.get(interconnections);
    shaped('interconnection-018', listed);
    const [{ id, data }] = listed.body as [{ id: number; data: object }];
    expect(Object.keys(data)).toEqual(Object.keys(recordedBody('interconnection-017')));
    expect(data).toMatchObject({ authkey: mask });
    shaped('interconnection-019', await talk.get(`/inbox/view/${id}`));
    const processed = await talk.send(`/inbox/process/${id}`, {});
    const { body: text } = recorded('interconnection-020').response;
    expect(processed.body).toEqual(JSON.parse((text ?? '').replace(/http:\\\/\\\/[^`]*/, peer.url)));
    expect(await talk.statuses()).toEqual(['Connected']);
    expect((await talk.get(interconnections)).body).toEqual([]);
    expect((await talk.get('/outbox/index')).body).toEqual([]);
    expect(tracesAt(node)).toMatchObject({ users: [{ disabled: false }], servers: [{ name: 'MISP B' }] });
  });

  it('is asked and accepts, message for message as recorded', async () => {
    shaped('interconnection-002', await talk.get('/localTools/exposedTools', keyOf('sync')));
    shaped('interconnection-009', await talk.tell('IncomingConnectionRequest', talk.theirs('interconnection-009')));
    shaped('interconnection-010', await talk.get(interconnections));
    expect(await talk.statuses()).toEqual([]);
    const [request] = await toolRequests(node);
    shaped('interconnection-011', await talk.get(`/inbox/view/${request?.id}`));
    const processed = await talk.send(`/inbox/process/${request?.id}`, {});
    shaped('interconnection-012', processed);
    const [answer] = peer.messages();
    expect(answer?.action).toBe('AcceptedRequest');
    expect(Object.keys(answer?.body ?? {})).toEqual(Object.keys(recordedBody('interconnection-017')));
    expect(answer?.body).toMatchObject({ reflected_user_id: recordedBody('interconnection-009')['user_id'] });
    expect(await talk.statuses()).toEqual(['Connected']);
    expect(tracesAt(node)).toMatchObject({ users: [{ disabled: false }], servers: [{ name: 'MISP A' }] });
    const again = await talk.tell('IncomingConnectionRequest', talk.theirs('interconnection-009'));
    expect((again.body as { success: boolean }).success).toBe(true);
    expect(await toolRequests(node)).toEqual([]);
  });

  it('keeps what the peer refuses, sends it again, and cleans up when it is given up', async () => {
    peer.mood = 'knows-us-not';
    const refused = await talk.connect();
    expect(refused.body).toEqual(recordedAnswer('cerebrate-b-unknown-brood-url-002'));
    shaped('cerebrate-b-unknown-brood-url-009', await talk.get(`/localTools/broodTools/${node.broodId}`));
    const kept = await talk.get('/outbox/index');
    shaped('cerebrate-b-unknown-brood-url-012', kept);
    expect(kept.text).not.toContain(String(peer.messages()[0]?.body['authkey']));
    const [{ id }] = kept.body as [{ id: number }];
    expect((await talk.send(`/outbox/process/${id}`, {})).body).toMatchObject({ data: [], success: false });
    expect(await talk.statuses()).toEqual(['Error while sending request']);
    peer.mood = 'takes';
    expect((await talk.send(`/outbox/process/${id}`, {})).body).toMatchObject({ data: [], success: true, errors: [] });
    const [first, , last] = peer.messages();
    expect(last).toEqual(first);
    expect(Object.keys(last?.body ?? {})).toEqual(Object.keys(first?.body ?? {}));
    expect(await talk.statuses()).toEqual(['Request issued']);
    await node.house.call(connections.cancel, { params: { ref: String((await newest(node)).id) }, body: {} });
    peer.mood = 'page';
    expect((await talk.connect()).body).toMatchObject({ success: false, placed_in_outbox: true });
    const [waiting] = (await talk.get('/outbox/index')).body as { id: number; action: string }[];
    await talk.send(`/outbox/process/${waiting?.id}`, { is_delete: 1 });
    await until(async () => (await talk.statuses())[0] === 'Request cancelled', 'the connection is given up');
    await until(() => tracesAt(node).users.length === 0, 'its account is removed');
  });

  it('says false where the peer does not know its key, and sends nothing', async () => {
    peer.mood = 'bad-key';
    expect((await talk.get(`/localTools/broodTools/${node.broodId}`)).body).toBe(false);
    expect((await talk.connect()).body).toMatchObject({
      success: false,
      message: 'Error while trying to encode connection',
      errors: [expect.any(String)],
    });
    expect(node.misp.lines().filter((line) => line.includes('admin'))).toEqual([]);
  });

  it('answers requests that cannot be as recorded', async () => {
    const ask = (path: string, body: object) => talk.send(`/localTools/connectionRequest/${path}`, body);
    expect((await ask(`${node.broodId}/2`, {})).status).toBe(405);
    for (const [path, body] of [
      [`${node.broodId}/2`, { local_tool_id: 99 }],
      [`${node.broodId}/77`, { local_tool_id: node.toolId }],
      ['55/2', { local_tool_id: node.toolId }],
    ] as const)
      expect((await ask(path, body)).body).toEqual({
        success: false,
        message: 'Error while trying to encode connection',
        errors: [expect.any(String)],
      });
    node.misp.fail('cut', { path: /organisations/ });
    expect((await talk.connect()).body).toMatchObject({ success: false, errors: [expect.stringContaining('MISP A')] });
    expect(await talk.statuses()).not.toContain('Request issued');
    expect(peer.messages()).toEqual([]);
  });

  it('declines: the peer is told, nothing is left; put aside: the peer is not told', async () => {
    await talk.tell('IncomingConnectionRequest', talk.theirs('interconnection-009', { user_id: '8' }));
    const [request] = await toolRequests(node);
    expect((await talk.send(`/inbox/process/${request?.id}`, { is_discard: 1 })).body).toMatchObject({ success: true });
    await until(() => peer.messages().length === 1, 'the peer is told');
    expect(peer.messages()[0]).toMatchObject({
      action: 'DeclinedRequest',
      body: {
        connectorName: 'MispConnector',
        local_tool_id: node.toolId,
        remote_tool_id: peerToolId,
        tool_name: 'MISP A',
      },
    });
    expect(tracesAt(node)).toEqual({ users: [], servers: [] });
    peer.calls.length = 0;
    await talk.tell(
      'IncomingConnectionRequest',
      talk.theirs('interconnection-009', { email: 'other@x.yz', user_id: '9' }),
    );
    const [other] = await toolRequests(node);
    shaped('discard-by-delete-008', await talk.send(`/inbox/delete/${other?.id}`, {}));
    expect(peer.messages()).toEqual([]);
  });

  it('takes a decline of the peer at once, and an answer without a request not at all', async () => {
    await talk.connect();
    expect(tracesAt(node).users).toHaveLength(1);
    shaped('bad-messages-009', await talk.tell('DeclinedRequest', talk.theirs('bad-messages-009')));
    await until(() => tracesAt(node).users.length === 0, 'the account is removed');
    expect(await talk.statuses()).toEqual(['Request declined by remote']);
    const [note] = await toolRequests(node);
    expect((await talk.send(`/inbox/process/${note?.id}`, {})).body).toMatchObject({ success: true });
    const late = await talk.tell('AcceptedRequest', talk.theirs('interconnection-017'));
    expect(late.body).toMatchObject({ success: false, errors: [expect.stringContaining('declined')] });
    shaped(
      'bad-messages-008',
      await talk.tell('AcceptedRequest', talk.theirs('bad-messages-008', { local_tool_id: 44 })),
    );
    const [unasked] = await toolRequests(node);
    expect((await talk.send(`/inbox/process/${unasked?.id}`, {})).body).toMatchObject({ data: [], success: false });
    expect(tracesAt(node)).toEqual({ users: [], servers: [] });
    shaped('bad-messages-014', await talk.tell('IncomingConnectionRequest', talk.theirs('bad-messages-014')));
    const [minimal] = await toolRequests(node);
    expect((await talk.send(`/inbox/process/${minimal?.id}`, {})).body).toMatchObject({ data: [], success: false });
  });

  it('keeps a request that the peer did not take, however it said so; given up, it is gone as if never made', async () => {
    for (const mood of ['elsewhere', 'error', 'page'] as const) {
      peer.mood = mood;
      expect((await talk.connect()).body, mood).toMatchObject({ success: false, placed_in_outbox: true });
      expect(await talk.statuses(), mood).toEqual(['Error while sending request']);
      expect(await talk.waiting()).toHaveLength(1);
      await node.house.call(connections.cancel, { params: { ref: String((await newest(node)).id) }, body: {} });
      await until(() => tracesAt(node).users.length === 0, `its account is removed (${mood})`);
      expect(await talk.waiting(), 'nothing is sent of it any more').toEqual([]);
    }
    peer.mood = 'takes';
    expect(peer.messages().map(({ action }) => action)).toEqual(Array(3).fill('IncomingConnectionRequest'));
  });

  it('takes the answer to a request whose receipt was lost, and does not send that again', async () => {
    peer.mood = 'cut';
    expect((await talk.connect()).body).toMatchObject({ success: false, placed_in_outbox: true });
    peer.mood = 'takes';
    const [message] = peer.messages();
    const reflected_user_id = Number(message?.body['user_id']);
    await talk.tell('AcceptedRequest', talk.theirs('interconnection-017', { reflected_user_id }));
    expect(await talk.waiting()).toEqual([]);
    const [answer] = await toolRequests(node);
    expect((await talk.send(`/inbox/process/${answer?.id}`, {})).body).toMatchObject({ success: true });
    expect(await talk.statuses()).toEqual(['Connected']);
    expect(peer.messages()).toHaveLength(1);
  });

  it('keeps its answer when the peer refuses it, and is connected once it is taken', async () => {
    await talk.tell('IncomingConnectionRequest', talk.theirs('interconnection-009', { user_id: '31' }));
    const [request] = await toolRequests(node);
    peer.mood = 'bad-key';
    expect((await talk.send(`/inbox/process/${request?.id}`, {})).body).toMatchObject({
      data: { success: false, errors: ['Invalid user credentials.'], placed_in_outbox: true },
    });
    expect((await talk.get(interconnections)).body).toEqual([]);
    expect((await talk.get(`/localTools/broodTools/${node.broodId}`)).body).toBe(false);
    const [kept] = await talk.waiting();
    expect(kept?.data).toMatchObject({ next_connector_state: 'STATE_CONNECTED', brood_id: node.broodId });
    peer.mood = 'takes';
    expect((await talk.send(`/outbox/process/${kept?.id}`, {})).body).toEqual({
      data: [],
      success: true,
      message: 'Message successfully sent to `Cerebrate B`',
      errors: [],
    });
    expect(await talk.statuses()).toEqual(['Connected']);
    expect(tracesAt(node)).toMatchObject({ users: [{}], servers: [{}] });
    expect(await newest(node), 'the peer tells nobody that it has finished').toMatchObject({
      state: 'connected',
      isAwaited: true,
      steps: [{}, {}, { step: 'done', at: null, isFailed: false }],
    });
    const rotated = await node.house.call(connections.rotate, { params: { ref: String((await newest(node)).id) } });
    expect([rotated.status, rotated.text], 'it knows no such message').toEqual([
      409,
      expect.stringContaining('new key'),
    ]);
  });

  it('says what the MISP lacks when it finishes, keeps the answer, and makes no link', async () => {
    await talk.connect();
    const [message] = peer.messages();
    const { users } = node.misp.state;
    users.splice(
      users.findIndex(({ id }) => id === message?.body['user_id']),
      1,
    );
    await talk.tell(
      'AcceptedRequest',
      talk.theirs('interconnection-017', { reflected_user_id: message?.body['user_id'] }),
    );
    const [answer] = await toolRequests(node);
    expect((await talk.send(`/inbox/process/${answer?.id}`, {})).body).toEqual({
      data: [],
      success: false,
      message: `Could not finalise inter-connection for \`${peer.url}\`'s `,
      errors: expect.stringContaining('MISP A answered 404'),
    });
    expect((await talk.get(interconnections)).body).toHaveLength(1);
    expect(await talk.statuses()).toEqual(['Request issued']);
    expect(tracesAt(node)).toEqual({ users: [], servers: [] });
  });

  it('asks nothing of the peer when the name of its organisation is taken at the MISP', async () => {
    const { organisations } = node.misp.state;
    const { uuid } = node.world.organisations['cert-ee'];
    const known = organisations.findIndex((one) => one.uuid === uuid);
    if (known >= 0) organisations.splice(known, 1);
    const other = node.misp.state.addOrganisation({ name: 'CERT-EE' });
    const before = await talk.statuses();
    expect((await talk.connect()).body).toMatchObject({
      success: false,
      message: 'Error while trying to encode connection',
      errors: [expect.stringContaining('name already exists')],
    });
    expect([await talk.statuses(), await talk.waiting(), peer.messages()]).toEqual([before, [], []]);
    organisations.splice(organisations.indexOf(other), 1);
  });

  it('makes the organisation of the peer a local one at the MISP, with all it had there', async () => {
    const { organisations } = node.misp.state;
    const { uuid } = node.world.organisations['cert-ee'];
    const known = organisations.findIndex((one) => one.uuid === uuid);
    if (known >= 0) organisations.splice(known, 1);
    const had = {
      uuid,
      name: 'Old name',
      local: false,
      type: 'CERT',
      nationality: 'France',
      sector: 'Energy',
      contacts: 'c',
    };
    const { id } = node.misp.state.addOrganisation(had);
    shaped('interconnection-004', await talk.connect());
    const calls = node.misp.calls.filter(({ path }) => path.includes('admin'));
    expect(calls.map(({ path }) => path)).toEqual([`/admin/organisations/edit/${id}`, '/admin/users/add']);
    expect(calls[0]?.body).toMatchObject({ ...had, id, local: 1, description: null, user_count: '0' });
    expect(calls[1]?.body).toMatchObject({ org_id: id, role_id: 5, disabled: true });
  });

  it('takes ids as texts, and the answer of a peer that accepted twice once', async () => {
    const wrong = async (changes: object) =>
      (await talk.tell('IncomingConnectionRequest', talk.theirs('interconnection-009', changes))).status;
    expect(await wrong({ connectorName: 'misp' })).toBe(404);
    expect(await wrong({ connectorName: 'mispconnector' })).toBe(404);
    expect(await wrong({ remote_tool_id: 99_999_999_999 })).toBe(400);
    expect(await wrong({ local_tool_id: -2 })).toBe(400);
    expect(await toolRequests(node)).toEqual([]);
    await talk.connect();
    const [message] = peer.messages();
    const accepted = (email: string, letter: string) =>
      talk.theirs('interconnection-017', {
        email,
        authkey: letter.repeat(40),
        reflected_user_id: message?.body['user_id'],
        local_tool_id: String(peerToolId),
        remote_tool_id: String(node.toolId),
        tool_name: undefined,
      });
    await talk.tell('AcceptedRequest', accepted('sync_1@peer', 'f'));
    await talk.tell('AcceptedRequest', accepted('sync_2@peer', 'g'));
    await talk.tell('AcceptedRequest', accepted('sync_2@peer', 'g'));
    const both = await toolRequests(node);
    expect(both).toHaveLength(2);
    for (const { id } of both)
      expect((await talk.send(`/inbox/process/${id}`, {})).body).toMatchObject({ success: true, errors: '' });
    expect(tracesAt(node)).toMatchObject({
      users: [{ disabled: false }],
      servers: [{ name: expect.stringMatching(/^MISP for http/) }],
    });
    expect(node.misp.state.servers[0]?.authkey).toBe('g'.repeat(40));
  });

  it('takes no message in the name of a brood that the sender does not speak for', async () => {
    await node.house.rows(
      `update users set organisation_id = (select id from organisations where name = 'Acme') where username = 'sync-user'`,
    );
    // the change is told a moment later; a message of a connector nobody has makes nothing meanwhile
    const unknown = { ...talk.theirs('interconnection-009'), connectorName: 'Nobody' };
    await expect
      .poll(async () => JSON.stringify((await talk.tell('IncomingConnectionRequest', unknown)).body))
      .toContain('does not speak');
    const forged = await talk.tell('IncomingConnectionRequest', talk.theirs('interconnection-009'));
    expect([forged.status, forged.body]).toEqual([
      200,
      {
        success: false,
        message: expect.any(String),
        errors: [expect.stringContaining('does not speak')],
        description: '',
        url: '',
      },
    ]);
    expect(await toolRequests(node)).toEqual([]);
    await node.house.rows(
      `update users set organisation_id = (select id from organisations where name = 'CERT-EE') where username = 'sync-user'`,
    );
  });
});
