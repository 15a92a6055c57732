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
import { adminKey } from '../../test/house.js';
import { Peer135, recorded, recordedAnswer, recordedBody } from '../../test/peer-135.js';
import { keyOf } from '../../test/world.js';

const interconnections = '/inbox/index?filteringLabel=Inter-connection+Requests';
const mask = '*'.repeat(40);
const peerToolId = 2;

let node: ToolNode;
let peer: Peer135;
let homeUsers = 0;

beforeAll(async () => {
  node = await startToolNode('A');
  peer = await new Peer135().start();
  await introduce(node, 'Cerebrate B', peer.url, 'b'.repeat(40));
  homeUsers = node.misp.state.users.length;
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
    for (const { id } of (await get(path)).body as { id: number }[])
      await send(`/${path.split('/')[1]}/delete/${id}`, {});
  peer.calls.length = 0;
  node.misp.forget();
});

const headers = { accept: 'application/json', 'content-type': 'application/json' };
const get = (path: string, key = adminKey) => node.house.ask(path, { key, headers });
const send = (path: string, body: object, key = adminKey) =>
  node.house.ask(path, { method: 'POST', key, headers, body: JSON.stringify(body) });
const connect = () =>
  send(`/localTools/connectionRequest/${node.broodId}/${peerToolId}`, { local_tool_id: node.toolId });
/** What the peer sends, as a node of 1.35 sent it, with the numbers of this house. */
const tell = (action: string, body: Record<string, unknown>, key = keyOf('sync')) =>
  send(`/inbox/createEntry/LocalTool/${action}`, body, key);
const theirs = (name: string, changes: object = {}) => ({
  ...recordedBody(name),
  cerebrateURL: peer.url,
  local_tool_id: peerToolId,
  remote_tool_id: node.toolId,
  ...changes,
});
const statuses = async () => {
  const said = await get(`/localTools/broodTools/${node.broodId}`);
  return (said.body as { local_tools: { status: string }[] }[]).flatMap((tool) =>
    tool.local_tools.map((one) => one.status),
  );
};
const shaped = (name: string, said: { status: number; body: unknown }, adds: string[] = []) => {
  expect(said.status).toBe(recorded(name).response.status);
  expect(compareShapes(recordedAnswer(name), said.body, { adds })).toEqual([]);
};

describe('before a node of 1.35', () => {
  it('asks, is accepted and finishes, message for message as recorded', async () => {
    shaped('interconnection-001', await get(`/localTools/broodTools/${node.broodId}`));
    const asked = await connect();
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
    expect(await statuses()).toEqual(['Request issued']);
    const accepted = theirs('interconnection-017', { reflected_user_id: message?.body['user_id'] });
    shaped('interconnection-017', await tell('AcceptedRequest', accepted));
    const listed = await get(interconnections);
    shaped('interconnection-018', listed);
    const [{ id, data }] = listed.body as [{ id: number; data: object }];
    expect(Object.keys(data)).toEqual(Object.keys(recordedBody('interconnection-017')));
    expect(data).toMatchObject({ authkey: mask });
    shaped('interconnection-019', await get(`/inbox/view/${id}`));
    const processed = await send(`/inbox/process/${id}`, {});
    const { body: text } = recorded('interconnection-020').response;
    expect(processed.body).toEqual(JSON.parse((text ?? '').replace(/http:\\\/\\\/[^`]*/, peer.url)));
    expect(await statuses()).toEqual(['Connected']);
    expect((await get(interconnections)).body).toEqual([]);
    expect((await get('/outbox/index')).body).toEqual([]);
    expect(tracesAt(node)).toMatchObject({ users: [{ disabled: false }], servers: [{ name: 'MISP B' }] });
  });

  it('is asked and accepts, message for message as recorded', async () => {
    shaped('interconnection-002', await get('/localTools/exposedTools', keyOf('sync')));
    shaped('interconnection-009', await tell('IncomingConnectionRequest', theirs('interconnection-009')));
    shaped('interconnection-010', await get(interconnections));
    expect(await statuses()).toEqual([]);
    const [request] = await toolRequests(node);
    shaped('interconnection-011', await get(`/inbox/view/${request?.id}`));
    const processed = await send(`/inbox/process/${request?.id}`, {});
    shaped('interconnection-012', processed);
    const [answer] = peer.messages();
    expect(answer?.action).toBe('AcceptedRequest');
    expect(Object.keys(answer?.body ?? {})).toEqual(Object.keys(recordedBody('interconnection-017')));
    expect(answer?.body).toMatchObject({ reflected_user_id: recordedBody('interconnection-009')['user_id'] });
    expect(await statuses()).toEqual(['Connected']);
    expect(tracesAt(node)).toMatchObject({ users: [{ disabled: false }], servers: [{ name: 'MISP A' }] });
    const again = await tell('IncomingConnectionRequest', theirs('interconnection-009'));
    expect((again.body as { success: boolean }).success).toBe(true);
    expect(await toolRequests(node)).toEqual([]);
  });

  it('keeps what the peer refuses, sends it again, and cleans up when it is given up', async () => {
    peer.mood = 'knows-us-not';
    const refused = await connect();
    expect(refused.body).toEqual(recordedAnswer('cerebrate-b-unknown-brood-url-002'));
    shaped('cerebrate-b-unknown-brood-url-009', await get(`/localTools/broodTools/${node.broodId}`));
    const kept = await get('/outbox/index');
    shaped('cerebrate-b-unknown-brood-url-012', kept);
    expect(kept.text).not.toContain(String(peer.messages()[0]?.body['authkey']));
    const [{ id }] = kept.body as [{ id: number }];
    expect((await send(`/outbox/process/${id}`, {})).body).toMatchObject({ data: [], success: false });
    expect(await statuses()).toEqual(['Error while sending request']);
    peer.mood = 'takes';
    expect((await send(`/outbox/process/${id}`, {})).body).toMatchObject({ data: [], success: true, errors: [] });
    const [first, , last] = peer.messages();
    expect(last).toEqual(first);
    expect(Object.keys(last?.body ?? {})).toEqual(Object.keys(first?.body ?? {}));
    expect(await statuses()).toEqual(['Request issued']);
    await node.house.call(connections.cancel, { params: { ref: String((await newest(node)).id) }, body: {} });
    peer.mood = 'page';
    expect((await connect()).body).toMatchObject({ success: false, placed_in_outbox: true });
    const [waiting] = (await get('/outbox/index')).body as { id: number; action: string }[];
    await send(`/outbox/process/${waiting?.id}`, { is_delete: 1 });
    await until(async () => (await statuses())[0] === 'Request cancelled', 'the connection is given up');
    await until(() => tracesAt(node).users.length === 0, 'its account is removed');
  });

  it('says false where the peer does not know its key, and sends nothing', async () => {
    peer.mood = 'bad-key';
    expect((await get(`/localTools/broodTools/${node.broodId}`)).body).toBe(false);
    expect((await connect()).body).toMatchObject({
      success: false,
      message: 'Error while trying to encode connection',
      errors: [expect.any(String)],
    });
    expect(node.misp.lines().filter((line) => line.includes('admin'))).toEqual([]);
  });

  it('answers requests that cannot be as recorded', async () => {
    const ask = (path: string, body: object) => send(`/localTools/connectionRequest/${path}`, body);
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
    expect((await connect()).body).toMatchObject({ success: false, errors: [expect.stringContaining('MISP A')] });
    expect(await statuses()).not.toContain('Request issued');
    expect(peer.messages()).toEqual([]);
  });

  it('declines: the peer is told, nothing is left; put aside: the peer is not told', async () => {
    await tell('IncomingConnectionRequest', theirs('interconnection-009', { user_id: '8' }));
    const [request] = await toolRequests(node);
    expect((await send(`/inbox/process/${request?.id}`, { is_discard: 1 })).body).toMatchObject({ success: true });
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
    await tell('IncomingConnectionRequest', theirs('interconnection-009', { email: 'other@x.yz', user_id: '9' }));
    const [other] = await toolRequests(node);
    shaped('discard-by-delete-008', await send(`/inbox/delete/${other?.id}`, {}));
    expect(peer.messages()).toEqual([]);
  });

  it('takes a decline of the peer at once, and an answer without a request not at all', async () => {
    await connect();
    expect(tracesAt(node).users).toHaveLength(1);
    shaped('bad-messages-009', await tell('DeclinedRequest', theirs('bad-messages-009')));
    await until(() => tracesAt(node).users.length === 0, 'the account is removed');
    expect(await statuses()).toEqual(['Request declined by remote']);
    const [note] = await toolRequests(node);
    expect((await send(`/inbox/process/${note?.id}`, {})).body).toMatchObject({ success: true });
    const late = await tell('AcceptedRequest', theirs('interconnection-017'));
    expect(late.body).toMatchObject({ success: false, errors: [expect.stringContaining('declined')] });
    shaped('bad-messages-008', await tell('AcceptedRequest', theirs('bad-messages-008', { local_tool_id: 44 })));
    const [unasked] = await toolRequests(node);
    expect((await send(`/inbox/process/${unasked?.id}`, {})).body).toMatchObject({ data: [], success: false });
    expect(tracesAt(node)).toEqual({ users: [], servers: [] });
    shaped('bad-messages-014', await tell('IncomingConnectionRequest', theirs('bad-messages-014')));
    const [minimal] = await toolRequests(node);
    expect((await send(`/inbox/process/${minimal?.id}`, {})).body).toMatchObject({ data: [], success: false });
  });

  it('takes no message in the name of a brood that the sender does not speak for', async () => {
    await node.house.rows(
      `update users set organisation_id = (select id from organisations where name = 'Acme') where username = 'sync-user'`,
    );
    // the change is told a moment later; a message of a connector nobody has makes nothing meanwhile
    const unknown = { ...theirs('interconnection-009'), connectorName: 'Nobody' };
    await expect
      .poll(async () => JSON.stringify((await tell('IncomingConnectionRequest', unknown)).body))
      .toContain('does not speak');
    const forged = await tell('IncomingConnectionRequest', theirs('interconnection-009'));
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
