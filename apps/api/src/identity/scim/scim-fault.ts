import type { Issue } from '@cerebrate/contract';
import { Conflict, DomainError, InvalidInput, type ProblemSpeaker, TooLarge } from '../../kernel/index.js';
import { scim, scimRoot, scimType } from './scim-words.js';

/** The words of RFC 7644 §3.12 for what is wrong with a request. */
type ScimType = 'invalidFilter' | 'invalidPath' | 'invalidSyntax' | 'invalidValue' | 'mutability' | 'noTarget';

const detailTypes = new WeakMap<Error, ScimType>();

/** A refusal that says its `scimType`. */
export function scimFault(type: ScimType, message: string, issues: readonly Issue[] = []): InvalidInput {
  const fault = new InvalidInput(message, issues);
  detailTypes.set(fault, type);
  return fault;
}

/** Says every refusal below `/scim/v2` in SCIM's shape (RFC 7644 §3.12). */
export const scimSpeaker: ProblemSpeaker = {
  speak(problem, error, request, reply) {
    if (!new RegExp(`^/+${scimRoot.slice(1)}(?:[/?]|$)`, 'i').test(request.originalUrl)) return false;
    const body = document(error, problem.status, problem.detail);
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="SCIM"');
    void reply.status(problem.status).type(`${scimType}; charset=utf-8`).send(JSON.stringify(body));
    return true;
  },
};

/** A refusal as a part of an answer; what is no refusal of ours is told without detail. */
export const errorOf = (error: unknown) =>
  error instanceof DomainError
    ? document(error, error.status, error.message)
    : document(error, 500, 'something went wrong on our side; the log tells it under the id of this request');

function document(error: unknown, status: number, detail: string | null | undefined) {
  const type =
    error instanceof Conflict
      ? 'uniqueness'
      : error instanceof TooLarge
        ? 'tooMany'
        : error instanceof InvalidInput
          ? (detailTypes.get(error) ?? 'invalidValue')
          : undefined;
  return { schemas: [scim.error], status: String(status), ...(type ? { scimType: type } : {}), detail };
}
