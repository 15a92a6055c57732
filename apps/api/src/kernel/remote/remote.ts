import { type Dispatcher, fetch } from 'undici';
import { RemoteFailed } from '../errors.js';
import type { Settings } from '../settings/settings.js';
import { agentFor, type RemoteTls } from './agents.js';
import { type Egress, EgressRefused } from './egress.js';
import { isSpared, proxyHost, proxyPassword, proxyPort, proxySpares, proxyUser } from './proxy-settings.js';

/** Whom we ask, and how patient and trusting we are. */
export interface RemotePeer {
  /** What people call it in messages: 'Keycloak', 'brood CIRCL'. */
  readonly name: string;
  /** Milliseconds for the whole exchange. */
  readonly timeoutMs?: number;
  /** Most bytes of an answer that are read. */
  readonly maxBytes?: number;
  /** Takes any certificate: only where the operator chose so. */
  readonly trustsAnyCertificate?: boolean;
  /** Own authorities, a pinned certificate, a certificate we show. */
  readonly tls?: RemoteTls;
  /** Asked directly although there is a proxy. */
  readonly avoidsProxy?: boolean;
  /** Texts that must never appear in a message: tokens, passwords. */
  readonly secrets?: readonly string[];
}

/** A request to a remote. `form` and `json` set the content type. */
export interface RemoteRequest {
  readonly method?: string;
  readonly url: string | URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** What a remote answered, whatever its status. */
export interface RemoteReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON. Throws `RemoteFailed` when it is none. */
  json(): unknown;
}

const defaultTimeoutMs = 20_000;
const defaultMaxBytes = 16 * 1024 * 1024;

/**
 * The one door to other machines (ARCHITECTURE §4.1): knows the proxy, TLS, the longest time and size; follows no
 * redirect, so that credentials go where they were meant to; connects only where `Egress` lets it; never tells a secret.
 */
export class Remote {
  readonly #agents = new Map<string, Dispatcher>();

  constructor(
    private readonly settings: Settings,
    private readonly egress: Egress,
  ) {}

  /** For programs that connect by themselves (SMTP): the address of the host, judged. Throws `RemoteFailed`. */
  async addressOf(peer: RemotePeer, host: string): Promise<string> {
    try {
      // what they speak begins in the clear and is encrypted by their own rules
      return await this.egress.addressOf(host, false);
    } catch (error) {
      throw new RemoteFailed(peer.name, null, (error as Error).message, (error as { code?: string }).code ?? null);
    }
  }

  /**
   * Asks and returns the answer of any status: look at it before the body. Throws `RemoteFailed` when there is none
   * (unreachable, too slow, too large), for example
   * `remote.ask({ name: 'Keycloak' }, { url, headers: { authorization } })`.
   */
  async ask(peer: RemotePeer, request: RemoteRequest): Promise<RemoteReply> {
    const timeout = AbortSignal.timeout(peer.timeoutMs ?? defaultTimeoutMs);
    const body = bodyOf(request);
    try {
      const response = await fetch(request.url, {
        method: request.method ?? 'GET',
        headers: { accept: 'application/json', ...body.headers, ...request.headers },
        ...(body.text === undefined ? {} : { body: body.text }),
        redirect: 'manual',
        dispatcher: await this.#dispatcher(new URL(request.url), peer),
        signal: request.signal ? AbortSignal.any([request.signal, timeout]) : timeout,
      });
      const text = await limited(response.body, peer.maxBytes ?? defaultMaxBytes);
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        text,
        json: () => parsedJson(text, peer, response.status),
      };
    } catch (error) {
      throw error instanceof RemoteFailed
        ? error
        : new RemoteFailed(peer.name, null, reasonOf(error, peer), codeOf(error));
    }
  }

  /**
   * As `ask`, but an answer outside 2xx throws `RemoteFailed` with the remote's own words (shortened, secrets masked).
   */
  async expect(peer: RemotePeer, request: RemoteRequest): Promise<RemoteReply> {
    const reply = await this.ask(peer, request);
    if (reply.status < 200 || reply.status > 299)
      throw new RemoteFailed(peer.name, reply.status, masked(wordsOf(reply), peer));
    return reply;
  }

  /** The `fetch` that libraries of protocols are given; as patient and as trusting as the peer allows. */
  fetchFor(peer: RemotePeer): typeof globalThis.fetch {
    const act = async (url: string | URL, init: Record<string, unknown> = {}) => {
      try {
        return await fetch(url, {
          ...init,
          redirect: 'manual',
          dispatcher: await this.#dispatcher(new URL(url), peer),
          signal: AbortSignal.timeout(peer.timeoutMs ?? defaultTimeoutMs),
        });
      } catch (error) {
        throw new RemoteFailed(peer.name, null, reasonOf(error, peer), codeOf(error));
      }
    };
    return act as unknown as typeof globalThis.fetch;
  }

  /** Ends every kept connection. */
  async close(): Promise<void> {
    const agents = [...this.#agents.values()];
    this.#agents.clear();
    await Promise.all(agents.map((agent) => agent.destroy()));
  }

  /** One agent for each way of connecting, so that connections are used again. */
  async #dispatcher(url: URL, peer: RemotePeer): Promise<Dispatcher> {
    const read = await this.settings.reader();
    const host = read(proxyHost);
    const isDirect = host === '' || peer.avoidsProxy === true || isSpared(url.hostname, read(proxySpares));
    const rejectUnauthorized = !peer.trustsAnyCertificate;
    const proxy = isDirect ? '' : `http://${host}:${read(proxyPort)}`;
    const user = isDirect ? '' : read(proxyUser);
    if (!isDirect) await this.#judgeBehindProxy(url);
    const token = user === '' ? '' : Buffer.from(`${user}:${read(proxyPassword)}`).toString('base64');
    const key = JSON.stringify([proxy, token, rejectUnauthorized, peer.tls ?? {}]);
    const known = this.#agents.get(key);
    if (known) return known;
    const agent = agentFor({ proxy, token, rejectUnauthorized, tls: peer.tls ?? {} }, this.egress);
    this.#agents.set(key, agent);
    return agent;
  }

  /** The proxy resolves the name; what it means to us may still not lead where we may not go. */
  async #judgeBehindProxy({ hostname, protocol }: URL): Promise<void> {
    try {
      await this.egress.addressOf(hostname, protocol !== 'https:');
    } catch (error) {
      if (error instanceof EgressRefused) throw error;
    }
  }
}

function bodyOf({ json, form }: RemoteRequest): { text?: string; headers: Record<string, string> } {
  if (json !== undefined) return { text: JSON.stringify(json), headers: { 'content-type': 'application/json' } };
  if (form === undefined) return { headers: {} };
  return {
    text: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  };
}

/** An answer beyond what the peer may send; its code tells it from faults of the network. */
class TooLarge extends Error {
  readonly code = 'TOO_LARGE';
}

async function limited(body: AsyncIterable<Uint8Array> | null, maxBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    size += part.length;
    if (size > maxBytes) throw new TooLarge(`the answer has more than ${maxBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsedJson(text: string, peer: RemotePeer, status: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new RemoteFailed(peer.name, status, 'the answer is no JSON');
  }
}

/** The remote's own words: those of a JSON error body where it has the usual places, else its beginning. */
function wordsOf({ text }: RemoteReply): string {
  try {
    const body = JSON.parse(text) as Record<string, unknown>;
    const said = [body['errorMessage'], body['error_description'], body['error'], body['message'], body['detail']];
    return said.filter((one) => typeof one === 'string')[0] ?? text.slice(0, 200);
  } catch {
    return text
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 200);
  }
}

function reasonOf(error: unknown, peer: RemotePeer): string {
  const { name, message, cause } = error as Error & { cause?: Error & { code?: string } };
  if (name === 'TimeoutError' || name === 'AbortError')
    return `did not answer within ${Math.round((peer.timeoutMs ?? defaultTimeoutMs) / 1000)} s`;
  if (error instanceof EgressRefused) return message;
  if (cause instanceof EgressRefused) return cause.message;
  const text = cause?.message ? `${cause.code ? `${cause.code}: ` : ''}${cause.message}` : message;
  return masked(text, peer);
}

/** Why there was no answer, in one word for programs. */
function codeOf(error: unknown): string | null {
  const { name, cause } = error as Error & { cause?: { code?: string } };
  if (error instanceof EgressRefused || error instanceof TooLarge) return error.code;
  return name === 'TimeoutError' || name === 'AbortError' ? 'TIMEOUT' : (cause?.code ?? null);
}

const masked = (text: string, { secrets = [] }: RemotePeer): string =>
  secrets
    .filter((secret) => secret.length > 3)
    .reduce((left, secret) => left.replaceAll(secret, '•••'), text)
    .slice(0, 300);
