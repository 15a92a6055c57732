import type { Readable } from 'node:stream';
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '@cerebrate/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.js';
import type { HeldBy } from '../errors.js';
import type { Table } from './csv.js';

/** What a handler receives: everything parsed, nothing raw. */
export interface Asked<E extends Endpoint> {
  readonly principal: Principal;
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: BodyOf<E>;
  /** The version in `If-Match`, if the caller sent one. */
  readonly ifMatch: number | undefined;
  /** The raw exchange, for the few that set cookies or stream; services never see it. */
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** JSON text that is ready to send, for replies whose cost counts. Skips the reply check; a spec parses it instead. */
export class JsonText {
  constructor(
    readonly text: string | Readable,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

/** A reply sent piece by piece: CSV, NDJSON, server-sent events. */
export class Streamed {
  constructor(
    readonly source: Readable,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

/** What a handler of the endpoint may return. */
export type Answer<E extends Endpoint> = ReplyOf<E> | JsonText | Streamed | Table;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the gate. */
    principal?: Principal;
    /** Set by the authenticator: what the caller must do before anything else. */
    heldBy?: HeldBy | null;
  }
}
