import type { IncomingMessage } from 'node:http';
import {
  asBody,
  type DialectRoute,
  type IndexQuery,
  parseIndexQuery,
  parsePhp,
  parseViewQuery,
  readRef,
  rulesOf,
  type WireBody,
  type WireRef,
  WireRefusal,
  wireMessages,
} from '@cerebrate/cerebrate-wire';
import type { Allow } from '@cerebrate/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { anonymous, type Principal } from '../kernel/index.js';

/** A request of the dialect, noted before routing: what it asks for, or the status it is refused with. */
export interface Arrival {
  readonly originalUrl: string;
  readonly route: DialectRoute | null;
  readonly refused: 400 | 404 | 405 | null;
  /** Who may call the action; null when nothing is served. */
  readonly allow: Allow | null;
  /** Set when the handler has begun: whatever is refused after that was not refused by the gate. */
  isAnswering: boolean;
}

const arrivals = new WeakMap<IncomingMessage, Arrival>();

/** Notes a request on its way in. */
export const noteArrival = (request: IncomingMessage, arrival: Arrival): void => void arrivals.set(request, arrival);

/** The note of a request, or undefined when it is not the dialect's. */
export const arrivalOf = (request: IncomingMessage): Arrival | undefined => arrivals.get(request);

/** One call in the original's words, as a handler has it. */
export class Exchange {
  constructor(
    readonly route: DialectRoute,
    private readonly request: FastifyRequest,
    readonly reply: FastifyReply,
  ) {}

  /** Whether a node of this program asks: it names itself so, where the original sends `CakePHP` (WIRE-CONTRACT §4.1). */
  get isFromOurs(): boolean {
    return /^Cerebrate\b/.test(this.request.headers['user-agent'] ?? '');
  }

  /** Who asks. */
  get principal(): Principal {
    return this.request.principal ?? anonymous(this.request.id, this.request.ip);
  }

  /** Whether a key was sent, good or not. */
  get hasKey(): boolean {
    return this.request.headers.authorization !== undefined;
  }

  /**
   * Whether a write of a stranger brings what the original asks for: any key, good or not, or the token of its cookie
   * repeated in the header (WIRE-CONTRACT §1.3).
   */
  get hasToken(): boolean {
    if (this.hasKey) return true;
    const { 'x-csrf-token': sent, cookie = '' } = this.request.headers;
    const kept = /(?:^|;\s*)csrfToken=([^;]+)/.exec(cookie)?.[1];
    return typeof sent === 'string' && sent !== '' && (this.principal.userId !== null || sent === kept);
  }

  /** The codings the caller takes. */
  get acceptEncoding(): string | undefined {
    const { 'accept-encoding': accepted } = this.request.headers;
    return Array.isArray(accepted) ? accepted.join(',') : accepted;
  }

  /** The members of the body: JSON or a form; any other type counts as empty. Throws `WireRefusal` 400. */
  body(): WireBody {
    const { body } = this.request;
    if (body === undefined || body === null) return body === null ? asBody(null) : {};
    if (typeof body === 'string' && isForm(this.request)) return parsePhp(body.trim());
    return asBody(body);
  }

  /** What a list is asked for; the body of a POST counts as filters (WIRE-CONTRACT §2.2). */
  index(): IndexQuery {
    const rules = rulesOf(this.route);
    if (!rules) throw new Error(`the original has no list of ${this.route.controller}`);
    const { search, format } = this.route;
    return parseIndexQuery(rules, { search, format, body: this.route.method === 'POST' ? this.body() : undefined });
  }

  /** The output parameters of a view (WIRE-CONTRACT §2.7). */
  shaping() {
    return parseViewQuery(this.route.search);
  }

  /** The record the path names. Throws `WireRefusal` 404. */
  ref(): WireRef {
    const ref = readRef(this.route.args[0]);
    if (!ref) throw new WireRefusal(404, wireMessages.notFound);
    return ref;
  }
}

const isForm = (request: FastifyRequest): boolean =>
  (request.headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded');

/** Text goes out with the content type it was given: the server would add a charset, which the original does not send. */
export const sentAsIs = (reply: FastifyReply): FastifyReply =>
  reply.serializer((payload: unknown) => payload as string);
