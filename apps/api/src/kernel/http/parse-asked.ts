import type { Endpoint, Issue } from '@cerebrate/contract';
import type { FastifyRequest } from 'fastify';
import type * as z from 'zod';
import { InvalidInput } from '../errors.js';
import { queryTextOf, readQueryText } from './query-text.js';

/**
 * Parses params, query and body of a request by the descriptor and the `If-Match` header. All faults of all parts are
 * reported at once. Throws `InvalidInput`.
 */
export function parseAsked(endpoint: Endpoint, request: FastifyRequest) {
  const issues: Issue[] = [];
  const take = (part: 'params' | 'query' | 'body', schema: z.ZodType, value: unknown): unknown => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) issues.push(...issuesOf(part, issue));
    return undefined;
  };
  const params = take('params', endpoint.params, request.params ?? {});
  const query = take('query', endpoint.query, readQueryText(queryTextOf(request.url)));
  const body = take('body', endpoint.body, request.body ?? undefined);
  const ifMatch = readIfMatch(request.headers['if-match'], issues);
  if (issues.length > 0) throw new InvalidInput(summary(issues), issues);
  return { params, query, body, ifMatch };
}

function issuesOf(part: string, issue: z.core.$ZodIssue): Issue[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const at = part === 'body' ? path : [part, ...path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, 20).map((key) => ({ path: [...at, key], message: 'is unknown here; remove it' }));
  return [{ path: at, message: issue.message }];
}

/** The faults as one sentence for `detail`: the first three with their paths. */
export function summary(issues: readonly Issue[]): string {
  const told = issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
  return told.join('; ') + (issues.length > 3 ? `; and ${issues.length - 3} more` : '');
}

function readIfMatch(header: string | undefined, issues: Issue[]): number | undefined {
  if (header === undefined || header === '*') return undefined;
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header.trim())?.[1];
  if (version === undefined) issues.push({ path: ['If-Match'], message: 'must be a version such as "3", or *' });
  return version === undefined ? undefined : Number(version);
}
