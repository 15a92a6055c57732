import { createServer, type Server } from 'node:http';
import { recording } from '@cerebrate/cerebrate-wire/fixtures';
import type { ToolNode } from './connected-nodes.js';
import { adminKey } from './house.js';
import { keyOf } from './world.js';

/** A request the peer got, as it came. */
export interface PeerCall {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly text: string;
}

/**
 * How the peer takes messages: as recorded, as an unknown brood, by a page of a proxy, by sending elsewhere, with an
 * internal error, not at all for a bad key; or takes them and is cut off before it says so.
 */
export type PeerMood = 'takes' | 'knows-us-not' | 'page' | 'elsewhere' | 'error' | 'bad-key' | 'cut';

/** The recording of that name, body and all. */
export const recorded = (name: string) => recording(`interconnection/${name}.json`);
/** The recorded answer as JSON. */
export const recordedAnswer = (name: string): unknown => JSON.parse(recorded(name).response.body ?? 'null');
/** The recorded body of a request as JSON. */
export const recordedBody = (name: string): Record<string, unknown> =>
  JSON.parse(recorded(name).request.body ?? '{}') as Record<string, unknown>;

const exposed = '/localTools/exposedTools';

/** A node of 1.35 as far as connections of tools go: it answers what was recorded of a real one. */
export class Peer135 {
  readonly calls: PeerCall[] = [];
  mood: PeerMood = 'takes';
  url = '';
  readonly #server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      const path = request.url ?? '';
      this.calls.push({ method: request.method ?? '', path, authorization: request.headers.authorization ?? '', text });
      if (this.mood === 'cut' && path !== exposed) return request.socket.destroy();
      const { status, body, type, location } = this.#answer(path);
      response.writeHead(status, { 'content-type': type, ...(location ? { location } : {}) }).end(body);
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The messages it got, newest last. */
  messages(): { action: string; body: Record<string, unknown> }[] {
    return this.calls
      .filter(({ path }) => path.startsWith('/inbox/createEntry/LocalTool/'))
      .map(({ path, text }) => ({
        action: path.split('/').at(-1) ?? '',
        body: JSON.parse(text) as Record<string, unknown>,
      }));
  }

  #answer(path: string): { status: number; body: string; type: string; location?: string } {
    const json = (body: string, status = 200) => ({ status, body, type: 'application/json' });
    if (this.mood === 'bad-key') return json('{"message":"Invalid user credentials.","code":405}', 405);
    if (path === exposed) return json(recorded('interconnection-002').response.body ?? '');
    if (this.mood === 'page') return { status: 200, body: '<html>a proxy</html>', type: 'text/html' };
    if (path === '/instance/status.json') return json(recording('http/557-instance-status.json').response.body ?? '');
    if (this.mood === 'elsewhere') return { status: 302, body: '', type: 'text/html', location: '/users/login' };
    if (this.mood === 'error') return json('{"message":"An Internal Error Has Occurred.","code":500}', 500);
    if (this.mood === 'knows-us-not') return json(recorded('cerebrate-b-unknown-brood-url-007').response.body ?? '');
    const of = path.endsWith('AcceptedRequest') ? 'interconnection-017' : 'interconnection-009';
    return json(recorded(of).response.body ?? '');
  }
}

/** Our node as its administrator and the peer speak to it, in the original's words. */
export function talkOf(node: ToolNode, peer: Peer135, peerToolId: number) {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const get = (path: string, key = adminKey) => node.house.ask(path, { key, headers });
  const send = (path: string, body: object, key = adminKey) =>
    node.house.ask(path, { method: 'POST', key, headers, body: JSON.stringify(body) });
  return {
    get,
    send,
    connect: () => send(`/localTools/connectionRequest/${node.broodId}/${peerToolId}`, { local_tool_id: node.toolId }),
    /** What the peer sends, as a node of 1.35 sent it, with the numbers of this house. */
    tell: (action: string, body: object, key = keyOf('sync')) =>
      send(`/inbox/createEntry/LocalTool/${action}`, body, key),
    theirs: (name: string, changes: object = {}) => ({
      ...recordedBody(name),
      cerebrateURL: peer.url,
      local_tool_id: peerToolId,
      remote_tool_id: node.toolId,
      ...changes,
    }),
    /** How our connections to the peer's tools stand. */
    statuses: async () => {
      const said = await get(`/localTools/broodTools/${node.broodId}`);
      return (said.body as { local_tools: { status: string }[] }[]).flatMap((tool) =>
        tool.local_tools.map((one) => one.status),
      );
    },
    /** The messages that wait in the outbox. */
    waiting: async () => (await get('/outbox/index')).body as { id: number; data: Record<string, unknown> }[],
  };
}
