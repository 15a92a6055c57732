import { createServer, type Server } from 'node:http';
import { recording } from '@cerebrate/cerebrate-wire/fixtures';

/** A request the peer got, as it came. */
export interface PeerCall {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly text: string;
}

/** How the peer takes messages: as recorded, as an unknown brood, by a page of a proxy, or not at all for a bad key. */
export type PeerMood = 'takes' | 'knows-us-not' | 'page' | 'bad-key';

/** The recording of that name, body and all. */
export const recorded = (name: string) => recording(`interconnection/${name}.json`);
/** The recorded answer as JSON. */
export const recordedAnswer = (name: string): unknown => JSON.parse(recorded(name).response.body ?? 'null');
/** The recorded body of a request as JSON. */
export const recordedBody = (name: string): Record<string, unknown> =>
  JSON.parse(recorded(name).request.body ?? '{}') as Record<string, unknown>;

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
      const { status, body, type } = this.#answer(path);
      response.writeHead(status, { 'content-type': type }).end(body);
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

  #answer(path: string): { status: number; body: string; type: string } {
    const json = (body: string, status = 200) => ({ status, body, type: 'application/json' });
    if (this.mood === 'bad-key') return json('{"message":"Invalid user credentials.","code":405}', 405);
    if (path === '/localTools/exposedTools') return json(recorded('interconnection-002').response.body ?? '');
    if (this.mood === 'page') return { status: 200, body: '<html>a proxy</html>', type: 'text/html' };
    if (this.mood === 'knows-us-not') return json(recorded('cerebrate-b-unknown-brood-url-007').response.body ?? '');
    const of = path.endsWith('AcceptedRequest') ? 'interconnection-017' : 'interconnection-009';
    return json(recorded(of).response.body ?? '');
  }
}
