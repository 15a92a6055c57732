import type { Issue } from '@cerebrate/contract';
import { Conflict, InvalidInput, type ProblemSpeaker } from '../../kernel/index.js';
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
    const type =
      error instanceof Conflict
        ? 'uniqueness'
        : error instanceof InvalidInput
          ? (detailTypes.get(error) ?? 'invalidValue')
          : undefined;
    const body = {
      schemas: [scim.error],
      status: String(problem.status),
      ...(type ? { scimType: type } : {}),
      detail: problem.detail,
    };
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="SCIM"');
    void reply.status(problem.status).type(`${scimType}; charset=utf-8`).send(JSON.stringify(body));
    return true;
  },
};
