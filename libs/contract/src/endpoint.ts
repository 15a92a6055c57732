import * as z from 'zod';
import type { Permission } from './access/permissions.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call: a permission, every signed-in caller, or anyone at all. */
export type Allow = Permission | 'signed-in' | 'anyone';

/**
 * The public promise of one call, written once and read by five: the server mounts it, the gate enforces it, the
 * browser calls it, the API document is printed from it, the test battery walks it (ARCHITECTURE §4.0, idea 1).
 */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  /** Full path as the server mounts it, parameters as `:name`. */
  readonly path: string;
  readonly allow: Allow;
  /** One sentence for the API document. */
  readonly summary: string;
  /** The heading under which the API document lists it. */
  readonly topic: string;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly reply: R;
  /** Status of success. */
  readonly status: number;
  /** What the reply is: a JSON value by the `reply` schema, or another media type sent as a stream of text. */
  readonly produces: 'application/json' | 'text/csv' | 'application/x-ndjson' | 'text/event-stream' | 'text/plain';
  /** Writes that change nothing (a dry run, a look-up by POST) may say so; they need no CSRF-exempting, only no audit. */
  readonly safe: boolean;
  /**
   * What of the call needs a recent proof of who sits at the browser: all of it, or a body that has one of these keys.
   * Callers by auth key need none: their key is the proof.
   */
  readonly stepUp: boolean | readonly string[];
  /** Usable while something else must be done first: enrolling a second factor, choosing an own password. */
  readonly whileHeld: boolean;
}

interface Spec<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  allow: Allow;
  summary: string;
  topic: string;
  params?: P;
  query?: Q;
  body?: B;
  reply: R;
  status?: number;
  produces?: Endpoint['produces'];
  safe?: boolean;
  stepUp?: Endpoint['stepUp'];
  whileHeld?: boolean;
}

/** The forms in which a table can be had, by the ending of its path, with their media types. */
export const tableForms = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
} as const;
export type TableForm = keyof typeof tableForms;

/**
 * The paths at which an endpoint is served: what is promised as `/noun.csv` is there as `/noun.xlsx` and `/noun.json`,
 * too, with the same rows (FEATURES IDX-10); every other endpoint has the one path. `path` may also be an address with
 * its parameters filled in.
 */
export function formsOf({ path, produces }: Pick<Endpoint, 'path' | 'produces'>): readonly {
  readonly form: TableForm | undefined;
  readonly path: string;
}[] {
  if (produces !== tableForms.csv || !path.endsWith('.csv')) return [{ form: undefined, path }];
  return (Object.keys(tableForms) as TableForm[]).map((form) => ({ form, path: path.replace(/csv$/, form) }));
}

const Nothing = z.strictObject({});
const NoBody = z.undefined();

/** Where our own API lives; the original's paths are the dialect's. */
export const apiPrefix = '/api/v1';

/**
 * Describes one call of our own API: `endpoint('GET /organisations/:ref', { allow: 'organisation:read', … })`.
 * The path is mounted under `/api/v1`. Absent params and query accept nothing, an absent body must be absent.
 */
export function endpoint<
  R extends z.ZodType,
  P extends z.ZodType = typeof Nothing,
  Q extends z.ZodType = typeof Nothing,
  B extends z.ZodType = typeof NoBody,
>(route: `${Method} /${string}`, spec: Spec<P, Q, B, R>): Endpoint<P, Q, B, R> {
  const [method, path] = route.split(' ') as [Method, string];
  return mountedAt(method, apiPrefix + path, spec);
}

/** As `endpoint`, for a path outside `/api/v1` (the dialect, health checks). */
export function endpointAt<
  R extends z.ZodType,
  P extends z.ZodType = typeof Nothing,
  Q extends z.ZodType = typeof Nothing,
  B extends z.ZodType = typeof NoBody,
>(route: `${Method} /${string}`, spec: Spec<P, Q, B, R>): Endpoint<P, Q, B, R> {
  const [method, path] = route.split(' ') as [Method, string];
  return mountedAt(method, path, spec);
}

function mountedAt<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  method: Method,
  path: string,
  spec: Spec<P, Q, B, R>,
): Endpoint<P, Q, B, R> {
  return Object.freeze({
    method,
    path,
    allow: spec.allow,
    summary: spec.summary,
    topic: spec.topic,
    params: spec.params ?? (Nothing as unknown as P),
    query: spec.query ?? (Nothing as unknown as Q),
    body: spec.body ?? (NoBody as unknown as B),
    reply: spec.reply,
    status: spec.status ?? 200,
    produces: spec.produces ?? 'application/json',
    safe: spec.safe ?? method === 'GET',
    stepUp: spec.stepUp ?? false,
    whileHeld: spec.whileHeld ?? false,
  });
}

/** Whether this call of the endpoint needs a recent proof; `body` is as it was sent. */
export function needsProof({ stepUp }: Pick<Endpoint, 'stepUp'>, body: unknown): boolean {
  if (typeof stepUp === 'boolean') return stepUp;
  return typeof body === 'object' && body !== null && stepUp.some((key) => Object.hasOwn(body, key));
}

/** What a handler of the endpoint receives, after parsing. */
export type ParamsOf<E extends Endpoint> = z.output<E['params']>;
export type QueryOf<E extends Endpoint> = z.output<E['query']>;
export type BodyOf<E extends Endpoint> = z.output<E['body']>;
/** What a handler must return, and a caller gets. */
export type ReplyOf<E extends Endpoint> = z.output<E['reply']>;
/** What a caller sends, before parsing. */
export type Call<E extends Endpoint> = {
  params?: z.input<E['params']>;
  query?: z.input<E['query']>;
  body?: z.input<E['body']>;
};
