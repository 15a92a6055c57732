import type { Issue, Problem } from '@cerebrate/contract';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { DomainError, TooManyRequests, Unavailable } from '../errors.js';

/** Another way to say a refusal, for routes that speak another dialect. Returns false when the request is not its own. */
export interface ProblemSpeaker {
  speak(problem: Problem, error: unknown, request: FastifyRequest, reply: FastifyReply): boolean;
}

/**
 * Turns whatever was thrown into one problem document (RFC 9457). Anything that is no `DomainError` and no `Unavailable` is unexpected:
 * logged in full under the request id, told to the caller without detail.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Logger,
    private readonly speakers: readonly ProblemSpeaker[],
  ) {}

  /** Answers the request with the problem. */
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** As `catch`, also for faults before any route was found. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = problemOf(error, request.id);
    if (problem.status >= 500) this.#note(error as Error, request);
    if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy();
    if (error instanceof TooManyRequests || error instanceof Unavailable)
      void reply.header('retry-after', String(error.retryAfter));
    if (this.speakers.some((speaker) => speaker.speak(problem, error, request, reply))) return;
    void reply.status(problem.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
  }

  #note(fault: Error | undefined, request: FastifyRequest): void {
    const asked = { requestId: request.id, method: request.method, path: pathOf(request) };
    if (fault instanceof Unavailable) {
      const reason = (fault.cause as Error).message || String(fault.cause);
      this.log.warn({ ...asked, error: reason }, fault.message);
      return;
    }
    this.log.error({ ...asked, error: fault?.message, stack: fault?.stack }, 'request failed');
  }
}

const pathOf = (request: FastifyRequest): string => request.originalUrl.split('?')[0] ?? '';

function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof DomainError)
    return { ...document(error.status, error.title, error.message, requestId, error.issues), type: error.type };
  if (error instanceof Unavailable) return document(503, 'Not available', error.message, requestId);
  if (error instanceof HttpException) return document(error.getStatus(), 'Refused', error.message, requestId);
  const status = (error as { statusCode?: unknown }).statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500)
    return document(status, 'Refused', (error as Error).message, requestId);
  return document(
    500,
    'Unexpected fault',
    `something went wrong on our side; quote the request id ${requestId}`,
    requestId,
  );
}

function document(
  status: number,
  title: string,
  detail: string,
  requestId: string,
  issues: readonly Issue[] = [],
): Problem {
  return { type: 'about:blank', title, status, detail, issues: [...issues], requestId };
}
