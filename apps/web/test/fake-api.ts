import {
  type BodyOf,
  type Endpoint,
  type Issue,
  type ParamsOf,
  type Permission,
  permissionsOf,
  type QueryOf,
  type RoleFlag,
  roleFlags,
  type Session,
} from '@cerebrate/contract';
import axios, { type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import * as z from 'zod';
import { keepSession } from '../src/api/session-store.js';

/** What the screen sent, parsed as the server would. */
export interface Heard<E extends Endpoint> {
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: BodyOf<E>;
  /** The version of `If-Match`. */
  readonly ifMatch: number | undefined;
  /** The query as it stood in the address. */
  readonly search: string;
}

/** A refusal, thrown by an answer: it reaches the screen as a problem document. */
export class Refused extends Error {
  readonly status: number;
  readonly issues: readonly Issue[];

  constructor(
    status: number,
    detail: string,
    issues: readonly Issue[] = [],
    readonly type = 'about:blank',
  ) {
    super(detail);
    this.status = status;
    this.issues = issues;
  }
}

type Answer<E extends Endpoint> = (heard: Heard<E>) => z.input<E['reply']> | Promise<z.input<E['reply']>>;

/** The API as a screen sees it, without a server. */
export interface FakeApi {
  /** Answers an endpoint from now on, in place of what answered it before. */
  on<E extends Endpoint>(endpoint: E, answer: Answer<E>): void;
  /** What was asked of an endpoint so far, oldest first. */
  heard<E extends Endpoint>(endpoint: E): readonly Heard<E>[];
}

interface Served {
  readonly endpoint: Endpoint;
  readonly pattern: RegExp;
  readonly answer: (heard: Heard<Endpoint>) => unknown;
}

/**
 * Stands in for the server in tests of screens. Requests and answers go through the contract's schemas: what the
 * server would refuse is refused, and an answer the server could not give fails the test. Nothing reaches the network.
 */
export function fakeApi(): FakeApi {
  let served: Served[] = [];
  const log: { endpoint: Endpoint; heard: Heard<Endpoint> }[] = [];
  axios.defaults.adapter = async (config) => {
    const response = await reply(served, log, config);
    return response;
  };
  return {
    on: (endpoint, answer) => {
      const one = { endpoint, pattern: patternOf(endpoint.path), answer: answer as Served['answer'] };
      served = [one, ...served.filter((other) => other.endpoint !== endpoint)];
    },
    heard: <E extends Endpoint>(endpoint: E) =>
      log.flatMap((entry) => (entry.endpoint === endpoint ? [entry.heard as Heard<E>] : [])),
  };
}

/** `/organisations/:ref` → a pattern; paths with fewer parameters are tried first by being more exact. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/:([a-zA-Z]+)/g, (_, name: string) => `(?<${name}>[^/]+)`)}$`);

async function reply(
  served: readonly Served[],
  log: { endpoint: Endpoint; heard: Heard<Endpoint> }[],
  config: InternalAxiosRequestConfig,
): Promise<AxiosResponse> {
  const url = new URL(config.url ?? '', 'http://screen.test');
  const method = (config.method ?? 'get').toUpperCase();
  const candidates = served.filter((one) => one.endpoint.method === method && one.pattern.test(url.pathname));
  const found = candidates.sort((a, b) => count(a.endpoint.path) - count(b.endpoint.path))[0];
  const answered = (status: number, data: unknown): AxiosResponse => ({
    data,
    status,
    statusText: '',
    headers: {},
    config,
  });
  const refused = ({ status, message, issues, type }: Refused): AxiosResponse =>
    answered(status, {
      type,
      title: `Refused (${status})`,
      status,
      detail: message,
      issues,
      requestId: 'req-of-tests',
    });
  if (!found) return refused(new Refused(404, `the fake API has no answer for ${method} ${url.pathname}`));
  try {
    const heard = hear(found, url, config);
    log.push({ endpoint: found.endpoint, heard });
    const said = await found.answer(heard);
    return answered(found.endpoint.status, found.endpoint.reply.parse(said));
  } catch (error) {
    if (error instanceof Refused) return refused(error);
    throw error;
  }
}

const count = (path: string): number => path.split(':').length;

/** Reads a request as the gate does. Throws `Refused` with every fault. */
function hear({ endpoint, pattern }: Served, url: URL, config: InternalAxiosRequestConfig): Heard<Endpoint> {
  const raw: Record<string, string | string[]> = {};
  for (const key of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(key);
    raw[key] = values.length > 1 ? values : (values[0] ?? '');
  }
  const params = Object.fromEntries(
    Object.entries(pattern.exec(url.pathname)?.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)]),
  );
  const body: unknown = config.data === undefined ? undefined : JSON.parse(String(config.data));
  const version = /^"(\d+)"$/.exec(String(config.headers.get('if-match') ?? ''))?.[1];
  return {
    params: read('params', endpoint.params, params),
    query: read('query', endpoint.query, raw),
    body: read('body', endpoint.body, body),
    ifMatch: version === undefined ? undefined : Number(version),
    search: url.search,
  };
}

function read(place: string, schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: [place, ...path.map((step) => (typeof step === 'number' ? step : String(step)))],
    message,
  }));
  throw new Refused(400, `${place} is not as the contract says`, issues);
}

interface Person {
  readonly flags?: readonly RoleFlag[];
  /** Replaces what the flags grant. */
  readonly permissions?: readonly Permission[];
  readonly organisation?: NonNullable<NonNullable<Session['user']>['organisation']> | null;
  readonly settings?: Session['settings'];
}

/** Signs somebody in, as a community administrator unless told otherwise. */
export function signedIn({
  flags = ['perm_community_admin', 'perm_meta_field_editor', 'perm_org_admin', 'perm_admin'],
  permissions,
  organisation,
  settings = {},
}: Person = {}): Session {
  const held = Object.fromEntries(roleFlags.map((flag) => [flag, flags.includes(flag)])) as Record<RoleFlag, boolean>;
  keepSession(undefined);
  const session: Session = {
    signedIn: true,
    csrfToken: 'token-of-tests',
    settings,
    user: {
      id: 1,
      uuid: '11111111-1111-4111-8111-111111111111',
      username: 'ada',
      organisation:
        organisation === undefined
          ? { id: 1, uuid: '22222222-2222-4222-8222-222222222222', name: 'CIRCL', country: 'LU' }
          : organisation,
      individual: {
        id: 1,
        uuid: '33333333-3333-4333-8333-333333333333',
        firstName: 'Ada',
        lastName: 'Example',
        email: 'ada@example.org',
      },
      role: { id: 1, name: 'admin' },
      permissions: [...(permissions ?? permissionsOf(held))],
      flags: held,
      administeredOrganisationIds: [],
    },
  };
  keepSession(session);
  return session;
}
