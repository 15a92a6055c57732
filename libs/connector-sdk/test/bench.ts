import { randomUUID } from 'node:crypto';
import {
  type Captured,
  type Connector,
  type DirectoryOrganisation,
  type DirectorySharingGroup,
  type Handshake,
  type Host,
  type Made,
  type Offer,
  type Party,
  RemoteFailed,
  type Reply,
  type Tool,
  type ToolHttp,
} from '../src/index.js';

/** A tool lent outside a node, with what was done through it. */
export interface LentTool<S> extends Tool<S> {
  /** Requests that may change something, as `METHOD /path`. */
  readonly changes: readonly string[];
  readonly logged: readonly string[];
}

/** Lends a connector a tool at the address of its settings, over plain HTTP; asks as the host of a node does. */
export function lendTool<S, O>(
  connector: Connector<S, O>,
  given: unknown,
  { name = 'the tool', timeoutMs = 5000 } = {},
): LentTool<S> {
  const settings = connector.settings.parse(given);
  const { url, headers = {} } = connector.address(settings);
  const changes: string[] = [];
  const logged: string[] = [];
  const exchange = (method: string, path: string, json?: unknown) =>
    exchanged({ name, url, headers, timeoutMs }, method, path, json);
  const http: ToolHttp = {
    get: (path) => exchange('GET', path),
    ask: (path, json) => exchange('POST', path, json),
    send(method, path, json) {
      changes.push(`${method} ${path}`);
      return exchange(method, path, json);
    },
  };
  const log = (message: string, facts: Readonly<Record<string, unknown>> = {}) =>
    void logged.push(`${message} ${JSON.stringify(facts)}`);
  return {
    ...{ id: 1, uuid: randomUUID(), name, settings, http, changes, logged },
    log: { info: log, warn: log },
    now: () => new Date(),
    signal: new AbortController().signal,
  };
}

interface Target {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

async function exchanged(
  { name, url, headers, timeoutMs }: Target,
  method: string,
  path: string,
  json?: unknown,
): Promise<Reply> {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const { status } = response;
    return { status, headers: Object.fromEntries(response.headers), text, json: () => parsed(name, status, text) };
  } catch (error) {
    if (error instanceof RemoteFailed) throw error;
    throw new RemoteFailed(name, null, (error as Error).message);
  }
}

function parsed(name: string, status: number, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new RemoteFailed(name, status, 'the answer is no JSON');
  }
}

/** One side of a connection whose memory survives a broken-off step: `again` is the step as the host tries it next. */
export interface LentHandshake<O> extends Handshake<O> {
  again(): LentHandshake<O>;
}

/** A handshake as a host lends it; `made` is kept as a host keeps it. */
export function lendHandshake<O>(peer: Party, options: O, uuid: string = randomUUID()): LentHandshake<O> {
  let made: Made = {};
  const side = (isResumed: boolean): LentHandshake<O> => ({
    ...{ uuid, isResumed, peer, options },
    get made() {
      return made;
    },
    keep(more) {
      made = { ...made, ...more };
      return Promise.resolve();
    },
    again: () => side(true),
  });
  return side(false);
}

/** A directory of a few records, and what was offered to it. */
export interface LentHost extends Host {
  readonly offered: readonly Offer[];
}

interface Directory {
  readonly organisations?: readonly DirectoryOrganisation[];
  readonly sharingGroups?: readonly DirectorySharingGroup[];
  readonly answer?: Captured;
}

const fits = (wanted: string | undefined, value: string | null): boolean => {
  if (wanted === undefined) return true;
  const pattern = wanted.split('%').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`, 'i').test(value ?? '');
};

const isAmong = (uuids: readonly string[] | undefined, uuid: string): boolean =>
  uuids === undefined || uuids.some((one) => one.toLowerCase() === uuid.toLowerCase());

/** A host whose directory holds these records and that takes every offer. */
export function lendHost({
  organisations = [],
  sharingGroups = [],
  answer = { outcome: 'created', reason: null },
}: Directory = {}): LentHost {
  const offered: Offer[] = [];
  return {
    offered,
    directory: {
      organisations: ({ uuids, type, sector, nationality }) =>
        Promise.resolve(
          organisations.filter(
            (one) =>
              isAmong(uuids, one.uuid) &&
              fits(type, one.type) &&
              fits(sector, one.sector) &&
              fits(nationality, one.nationality),
          ),
        ),
      sharingGroups: ({ uuids, name, releasability }) =>
        Promise.resolve(
          sharingGroups.filter(
            (one) => isAmong(uuids, one.uuid) && fits(name, one.name) && fits(releasability, one.releasability),
          ),
        ),
    },
    capture(offer) {
      offered.push(offer);
      return Promise.resolve(answer);
    },
  };
}
