import { type Issue, Problem } from '@cerebrate/contract';

/** A refusal by the API, or its silence (status 0). Thrown by `call`; forms place its issues on their fields. */
export class ProblemError extends Error {
  readonly status: number;
  readonly title: string;
  /** A URI that tells this refusal from others of its status (`problemTypes` of the contract). */
  readonly type: string;
  readonly detail: string;
  readonly issues: readonly Issue[];
  readonly requestId: string | undefined;
  /** Seconds to wait before trying again, when the API said so (429). */
  readonly retryAfter: number | undefined;

  constructor(facts: {
    status: number;
    title: string;
    type?: string;
    detail: string;
    issues?: readonly Issue[];
    requestId?: string;
    retryAfter?: number;
  }) {
    super(facts.detail || facts.title);
    this.name = 'ProblemError';
    this.status = facts.status;
    this.title = facts.title;
    this.type = facts.type ?? 'about:blank';
    this.detail = facts.detail;
    this.issues = facts.issues ?? [];
    this.requestId = facts.requestId;
    this.retryAfter = facts.retryAfter;
  }
}

/** Reads a refused reply. A body that is no problem document (a proxy's page) is told by its status alone. */
export function problemOf(
  status: number,
  body: unknown,
  headers: { requestId?: string; retryAfter?: string },
): ProblemError {
  const seconds = Number.parseInt(headers.retryAfter ?? '', 10);
  const retryAfter = Number.isNaN(seconds) ? undefined : seconds;
  const parsed = Problem.safeParse(body);
  if (parsed.success) return new ProblemError({ ...parsed.data, status, retryAfter });
  const detail = status >= 500 ? 'The server, or a proxy before it, could not answer. Try again in a moment.' : '';
  return new ProblemError({
    status,
    title: `The server answered ${status}`,
    detail,
    requestId: headers.requestId,
    retryAfter,
  });
}
