import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { type Answer, type Call, ok, type Route, refused } from './answers.js';
import { organisationRoutes } from './organisations.js';
import { serverRoutes } from './servers.js';
import { freshSettings, runningWorkers } from './settings.js';
import { sharingGroupRoutes } from './sharing-groups.js';
import { MispState, newKey, roleOf, seconds } from './state.js';
import { userRoutes } from './users.js';

/** A request the stand-in served, as it came in and with the status it left with. */
export interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly key: string;
  /** 0 when the connection was cut instead. */
  readonly status: number;
}

/**
 * Something that goes wrong with a call: `cut` before anything was done, `cutAfter` when all was done and only the answer
 * is lost, `slow` by so many milliseconds, `html` a page of a proxy with 200, `error` an internal error of MISP.
 */
export type Fault = 'cut' | 'cutAfter' | 'html' | 'error' | { readonly slow: number };

interface PlannedFault {
  readonly fault: Fault;
  /** Calls to let pass first. */
  skip: number;
  /** Calls it befalls. */
  times: number;
  readonly path: RegExp;
}

/** What a stand-in begins with. */
export interface MispOptions {
  readonly port?: number;
  /** Key of its site administrator. */
  readonly key?: string;
  /** Its own organisation. */
  readonly organisation?: string;
}

const routes: readonly Route[] = [...organisationRoutes, ...sharingGroupRoutes, ...userRoutes, ...serverRoutes];
const badKey =
  'Authentication failed. Please make sure you pass the API key of an API enabled user along in the Authorization header.';
const badJson =
  'Invalid JSON input. Make sure that the JSON input is a correctly formatted JSON string. This request has been blocked to avoid an unfiltered request.';
const notAllowed = 'You do not have permission to use this functionality.';

/**
 * A MISP 2.5.1 as far as its recordings show it (WIRE-CONTRACT §6): a real HTTP server that remembers organisations,
 * users, links, sharing groups, settings and workers, answers errors in MISP's own forms, and can be made to fail.
 * Its spec replays the recordings against it.
 */
export class MispStandIn {
  readonly state = new MispState();
  readonly calls: SeenCall[] = [];
  readonly #faults: PlannedFault[] = [];
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port: number;
  readonly key: string;

  constructor({ port = 0, key = newKey(), organisation = 'ORGNAME' }: MispOptions = {}) {
    this.#port = port;
    this.key = key;
    const home = this.state.addOrganisation({ name: organisation, type: 'ADMIN', created_by: '0' });
    this.state.addUser({ email: 'admin@admin.test', org_id: home.id, role_id: '1', invited_by: '0' }, key);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Begins to listen; after `stop` at the same address, with everything it remembered. */
  async start(): Promise<this> {
    const server = createServer((request, response) => void this.#serve(request, response));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    if (this.state.settings.length === 0) {
      this.state.settings.push(...freshSettings(this.url, this.state.uuid));
      Object.assign(this.state.workers, runningWorkers());
    }
    return this;
  }

  /** Stops answering: connections are refused from now on. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
    this.#server = undefined;
  }

  /** Makes a call fail: the next one, or after `skip` others; `times` of them; only those whose path fits. */
  fail(fault: Fault, { skip = 0, times = 1, path = /./ }: Partial<Omit<PlannedFault, 'fault'>> = {}): void {
    this.#faults.push({ fault, skip, times, path });
  }

  /** Forgets every planned fault. */
  heal(): void {
    this.#faults.length = 0;
  }

  /** A key for a user of this role; the user belongs to the stand-in's own organisation. */
  keyOf(roleId: string, email = `role${roleId}@misp.test`, isDisabled = false): string {
    return this.state.addUser({ email, org_id: '1', role_id: roleId, disabled: isDisabled }).key;
  }

  /** What was asked since the last `forget`, as `METHOD /path` lines. */
  lines(): string[] {
    return this.calls.map(({ method, path }) => `${method} ${path}`);
  }

  forget(): void {
    this.calls.length = 0;
  }

  #faultFor(path: string): Fault | undefined {
    for (const planned of this.#faults) {
      if (!planned.path.test(path) || planned.times === 0) continue;
      if (planned.skip > 0) {
        planned.skip--;
        continue;
      }
      planned.times--;
      return planned.fault;
    }
    return undefined;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await received(request);
    const path = request.url ?? '/';
    const key = request.headers.authorization ?? '';
    const seen = { method: request.method ?? 'GET', path, body: jsonOrText(bytes), key };
    const fault = this.#faultFor(path);
    if (typeof fault === 'object') await sleep(fault.slow);
    if (fault === 'cut') {
      this.calls.push({ ...seen, status: 0 });
      request.socket.destroy();
      return;
    }
    if (fault === 'html' || fault === 'error') {
      const answer = fault === 'html' ? page : refused(500, 'An Internal Error Has Occurred.', { path });
      this.calls.push({ ...seen, status: answer.status });
      send(response, answer, true);
      return;
    }
    const answer = await this.#answer(request, bytes);
    this.calls.push({ ...seen, status: fault === 'cutAfter' ? 0 : answer.status });
    if (fault === 'cutAfter') request.socket.destroy();
    else send(response, answer, (request.headers['user-agent'] ?? '').startsWith('MISP '));
  }

  async #answer(request: IncomingMessage, bytes: Buffer): Promise<Answer> {
    const path = request.url ?? '/';
    const clean = path.replace(/\?.*$/, '').replace(/\/+/g, '/');
    const isApi = /\.json$/.test(clean) || /application\/json/.test(request.headers.accept ?? '');
    if (!isApi) return { status: 302, body: '' };
    const user = this.state.userOfKey(request.headers.authorization ?? '');
    if (!user) return refused(403, badKey, { path });
    if (user.disabled) return refused(403, 'Authentication failed. Your user account has been disabled.', { path });
    user.last_api_access = seconds();
    const body = bodyOf(bytes, request.headers['content-type'] ?? '');
    if (body === broken) return refused(405, badJson, { path });
    return this.#route(clean.replace(/\.json$/, ''), { path, method: request.method ?? 'GET', body, user });
  }

  #route(clean: string, call: Pick<Call, 'path' | 'method' | 'body' | 'user'>): Answer | Promise<Answer> {
    const parts = clean.split('/').filter((part) => part !== '');
    const isNamed = (part: string) => /^[a-z]+:/.test(part);
    const named = Object.fromEntries(
      parts
        .filter(isNamed)
        .map((part) => [part.slice(0, part.indexOf(':')), decodeURIComponent(part.slice(part.indexOf(':') + 1))]),
    );
    const plain = parts.filter((part) => !isNamed(part)).join('/');
    const route = routes.find(({ path }) => (path.endsWith('/') ? `${plain}/`.startsWith(path) : plain === path));
    if (!route) return refused(404, 'Not Found', call);
    if (!route.may(roleOf(call.user))) return refused(403, notAllowed, call);
    return route.answers(this.state, { ...call, named, argument: decodeURIComponent(plain.slice(route.path.length)) });
  }
}

const broken = Symbol('broken');
const page: Answer = ok('<!DOCTYPE html><html><body>Under maintenance</body></html>');

async function received(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
}

function bodyOf(bytes: Buffer, type: string): unknown {
  const given = bytes.toString('utf8');
  if (given === '') return undefined;
  if (type.includes('urlencoded')) return Object.fromEntries(new URLSearchParams(given));
  try {
    return JSON.parse(given);
  } catch {
    return broken;
  }
}

function jsonOrText(bytes: Buffer): unknown {
  const body = bodyOf(bytes, '');
  return body === broken ? bytes.toString('utf8') : body;
}

function send(
  response: ServerResponse,
  { status, body, isRefusal, location = '/users/login' }: Answer,
  isCompact: boolean,
): void {
  if (typeof body === 'string') {
    response.writeHead(status, {
      'content-type': 'text/html; charset=UTF-8',
      ...(status === 302 ? { location } : {}),
    });
    response.end(body);
    return;
  }
  const printed = isRefusal
    ? JSON.stringify(body).replaceAll('/', '\\/')
    : JSON.stringify(body, null, isCompact ? undefined : 4);
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', 'x-powered-by': 'PHP/8.2.36' });
  response.end(printed);
}

/** A stand-in that listens on a free port of this machine. Stop it when done. */
export const startMisp = (options: MispOptions = {}): Promise<MispStandIn> => new MispStandIn(options).start();
