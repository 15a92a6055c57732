import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import * as z from 'zod';
import { DomainError, LOG, type Principal, TooLarge } from '../../kernel/index.js';
import { errorOf, scimFault } from './scim-fault.js';
import { ScimGroups } from './scim-groups.service.js';
import { ScimUsers } from './scim-users.service.js';
import { bulkLimits, type ScimResource, scim } from './scim-words.js';

const Operation = z.looseObject({
  method: z
    .string()
    .transform((method) => method.toUpperCase())
    .pipe(z.enum(['POST', 'PUT', 'PATCH', 'DELETE'])),
  path: z.string().max(300),
  bulkId: z.string().min(1).max(100).optional(),
  version: z.string().max(100).nullish(),
  data: z.unknown().optional(),
});
type Operation = z.output<typeof Operation>;
const Bulk = z.looseObject({
  failOnErrors: z.int().min(1).nullish(),
  Operations: z.array(Operation).min(1),
});

/** What came of one operation (RFC 7644 §3.7.3). */
type Outcome = Readonly<Record<string, unknown>>;
const reference = /bulkId:([^"\s/]+)/g;

/**
 * Many operations in one request (RFC 7644 §3.7). Each is what it would be alone: its own transaction, rights and refusal.
 * An operation that names the `bulkId` of another is carried out after it, wherever it stands.
 */
@Injectable()
export class ScimBulk {
  constructor(
    @Inject(ScimUsers) private readonly users: ScimUsers,
    @Inject(ScimGroups) private readonly groups: ScimGroups,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /**
   * Carries them out, and answers what came of each, in the order they were sent; after `failOnErrors` refusals the rest
   * is left out. Throws `TooLarge` for more than the limits allow, and a fault for what is no bulk request.
   */
  async run(principal: Principal, body: unknown, bytes: number): Promise<object> {
    const read = Bulk.safeParse(body);
    if (!read.success)
      throw scimFault('invalidSyntax', "a bulk request needs 'Operations', each with a method and a path");
    const { Operations: operations, failOnErrors } = read.data;
    if (operations.length > bulkLimits.maxOperations || bytes > bulkLimits.maxPayloadSize)
      throw new TooLarge(
        `a bulk request holds at most ${bulkLimits.maxOperations} operations and ${bulkLimits.maxPayloadSize} bytes`,
      );
    const named = operations.map(({ bulkId }) => bulkId).filter((id) => id !== undefined);
    if (new Set(named).size < named.length) throw scimFault('invalidValue', 'bulkId: each may be used once');
    return {
      schemas: [scim.bulkResponse],
      Operations: await this.#all(principal, operations, failOnErrors ?? Infinity),
    };
  }

  async #all(principal: Principal, operations: readonly Operation[], mostFaults: number): Promise<Outcome[]> {
    const made = new Map<string, string>();
    const outcomes = new Map<Operation, Outcome>();
    const waiting = [...operations];
    let faults = 0;
    while (waiting.length > 0 && faults < mostFaults) {
      // the first whose references are known; when there is none, the first tells why
      const at = Math.max(
        0,
        waiting.findIndex((operation) => referencesOf(operation).every((id) => made.has(id))),
      );
      const [operation] = waiting.splice(at, 1);
      if (!operation) break;
      const outcome = await this.#one(principal, operation, made);
      if (Number(outcome['status']) >= 400) faults++;
      outcomes.set(operation, outcome);
    }
    return operations
      .map((operation) => outcomes.get(operation))
      .filter((outcome): outcome is Outcome => outcome !== undefined);
  }

  async #one(principal: Principal, operation: Operation, made: Map<string, string>): Promise<Outcome> {
    const { method, bulkId } = operation;
    const told = { method, ...(bulkId === undefined ? {} : { bulkId }) };
    try {
      const resource = await this.#carryOut(principal, resolved(operation, made));
      if (resource && bulkId !== undefined) made.set(bulkId, resource.id);
      const { location, version } = resource?.meta ?? {};
      return { ...told, ...(resource ? { location, version } : {}), status: statusOf(method) };
    } catch (error) {
      if (!(error instanceof DomainError))
        this.log.error({ requestId: principal.requestId, stack: (error as Error).stack }, 'a bulk operation failed');
      const response = errorOf(error);
      return { ...told, status: response.status, response };
    }
  }

  async #carryOut(principal: Principal, { method, path, data, version }: Operation): Promise<ScimResource | null> {
    const [, kind, id] = /^\/?(Users|Groups)(?:\/([^/?]+))?$/i.exec(path) ?? [];
    const nouns = kind?.toLowerCase() === 'users' ? this.users : kind ? this.groups : undefined;
    if (!nouns || (method === 'POST') === (id !== undefined))
      throw scimFault('invalidPath', `'${path.slice(0, 100)}' is no path for ${method}`);
    const stamp = stampOf(version);
    if (method === 'POST') return nouns === this.users ? this.users.create(principal, data) : this.groups.refuse();
    if (method === 'PUT') return nouns.replace(principal, id ?? '', data, stamp);
    if (method === 'PATCH') return nouns.patch(principal, id ?? '', data, stamp);
    if (nouns !== this.users) return this.groups.refuse();
    await this.users.remove(principal, id ?? '', stamp);
    return null;
  }
}

const statusOf = (method: Operation['method']): string =>
  ({ POST: '201', PUT: '200', PATCH: '200', DELETE: '204' })[method];

const referencesOf = ({ path, data }: Operation): string[] =>
  [...`${path} ${JSON.stringify(data ?? null)}`.matchAll(reference)].map(([, id]) => id ?? '');

/** The operation with ids in place of what it calls others by. Throws a fault for a name nothing was made under. */
function resolved(operation: Operation, made: ReadonlyMap<string, string>): Operation {
  const idOf = (_whole: string, name: string): string => {
    const id = made.get(name);
    if (id === undefined) throw scimFault('invalidValue', `bulkId: nothing was made as '${name.slice(0, 100)}'`);
    return id;
  };
  const { path, data } = operation;
  const text = data === undefined ? undefined : JSON.stringify(data).replace(reference, idOf);
  return {
    ...operation,
    path: path.replace(reference, idOf),
    ...(text === undefined ? {} : { data: JSON.parse(text) }),
  };
}

/** The version as the services count it; one that cannot be read is nobody's. */
function stampOf(version: string | null | undefined): number | undefined {
  if (!version) return undefined;
  const digits = /^(?:W\/)?"?(\d{1,9})"?$/.exec(version.trim())?.[1];
  return digits === undefined ? -1 : Number(digits);
}
