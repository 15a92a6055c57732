import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { freePort } from './connected-nodes.js';
import { freshDatabase } from './database.js';
import { adminKey, testSecret } from './house.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A call that passed a gate: who was asked, by whom, what. */
export interface PassedCall {
  readonly gate: string;
  /** By the driver of the spec, or by a program. */
  readonly isOfDriver: boolean;
  readonly line: string;
}

/** Marks the calls of the spec itself. */
export const driverHeader = { 'x-driver': 'spec' };

/**
 * A door in front of a server that tells of every call when it is answered, before the caller has the answer. A caller
 * whose call `cuts` is left without it, as by the death of its process.
 */
export class Gate {
  readonly #server: Server;
  #port = 0;

  constructor(
    readonly name: string,
    private readonly target: () => string,
    private readonly cuts: (call: PassedCall) => boolean,
  ) {
    this.#server = createServer((asked, answer) => this.#pass(asked, answer));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async open(): Promise<this> {
    this.#port = await freePort();
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    const { 'x-driver': driver, host: _host, connection: _connection, ...headers } = asked.headers;
    const to = new URL(asked.url ?? '/', this.target());
    const onward = request(to, { method: asked.method ?? 'GET', headers, agent: false }, (came) => {
      const parts: Buffer[] = [];
      came.on('data', (part: Buffer) => parts.push(part));
      came.on('error', () => asked.socket.destroy());
      came.on('end', () => {
        const call = { gate: this.name, isOfDriver: driver !== undefined, line: `${asked.method} ${asked.url}` };
        if (this.cuts(call) && driver === undefined) return asked.socket.destroy();
        const { 'transfer-encoding': _coding, connection: _closing, ...told } = came.headers;
        answer.writeHead(came.statusCode ?? 502, told).end(Buffer.concat(parts));
      });
    });
    onward.on('error', () => asked.socket.destroy());
    asked.pipe(onward);
  }
}

/** The built program in a process of its own, which can be killed and started again on the same data. */
export class KillableNode {
  #child: ChildProcess | undefined;
  #port = 0;
  #database: Awaited<ReturnType<typeof freshDatabase>> | undefined;
  deaths = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it with a database of its own; others know it by `baseUrl`. Throws when it does not come up. */
  async start(baseUrl: string): Promise<this> {
    this.#port = await freePort();
    this.#database = await freshDatabase();
    await this.#run(baseUrl);
    return this;
  }

  /** Ends it as the machine would: without a word, in the middle of whatever it does. It is started again at once. */
  kill(baseUrl: string): Promise<void> {
    this.deaths++;
    this.#child?.kill('SIGKILL');
    return this.#run(baseUrl);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child?.kill('SIGKILL');
    await ended;
    await this.#database?.drop();
  }

  async #run(baseUrl: string): Promise<void> {
    let words = '';
    const child = spawn(process.execPath, ['apps/api/dist/main.js'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(this.#port),
        BASE_URL: baseUrl,
        DATABASE_URL: this.#database?.url,
        SECRET_KEY: testSecret,
        LOG_LEVEL: 'error',
        EGRESS_ALLOW: '127.0.0.0/8',
        ADMIN_USERNAME: 'admin-of-tests',
        ADMIN_PASSWORD: 'correct horse battery staple',
        ADMIN_AUTHKEY: adminKey,
        DATA_DIR: `${process.env['TMPDIR'] ?? '/tmp'}/cerebrate-kills-${this.#port}`,
      },
    });
    this.#child = child;
    child.stderr.on('data', (part: Buffer) => {
      words = (words + part.toString()).slice(-4000);
    });
    for (let look = 0; look < 1200 && child.exitCode === null; look++) {
      const said = await fetch(`${this.url}/api/v1/session`).catch(() => undefined);
      if (said?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the program did not start (it must be built): ${words}`);
  }
}
