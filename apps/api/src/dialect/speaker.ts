import { loginRedirect, WireRefusal, wireErrorJson, wireHeaders, wireMessages } from '@cerebrate/cerebrate-wire';
import type { Problem } from '@cerebrate/contract';
import type { FastifyRequest } from 'fastify';
import { holds, type ProblemSpeaker, Unavailable } from '../kernel/index.js';
import { type Arrival, arrivalOf, sentAsIs } from './exchange.js';

/**
 * Says a refusal as the original does: `{message, url, code}`, where wrong credentials and missing rights are 405
 * (WIRE-CONTRACT §1.2). Only whoever wants CSV without a key is sent to the log-in page (§1.1).
 */
export const dialectSpeaker: ProblemSpeaker = {
  speak(problem, error, request, reply) {
    const arrival = arrivalOf(request.raw);
    if (!arrival) return false;
    const { status, message } = said(problem, error, request, arrival);
    if (problem.status === 401 && arrival.route && !arrival.route.rest && arrival.route.format === 'csv') {
      void reply.status(302).header('location', loginRedirect(arrival.originalUrl)).type('text/html').send('');
      return true;
    }
    void sentAsIs(reply)
      .status(status)
      .headers(wireHeaders.noStore)
      .header('content-type', wireHeaders.json)
      .send(wireErrorJson(status, message, arrival.originalUrl));
    return true;
  },
};

interface Said {
  readonly status: number;
  readonly message: string;
}

function said(problem: Problem, error: unknown, request: FastifyRequest, arrival: Arrival): Said {
  if (arrival.refused) {
    if (arrival.refused === 405 && lacksToken(request, arrival)) return { status: 403, message: wireMessages.csrf };
    return { status: arrival.refused, message: refusalText[arrival.refused] };
  }
  if (error instanceof WireRefusal) return { status: error.status, message: error.message };
  if (problem.status === 401) {
    if (lacksToken(request, arrival)) return { status: 403, message: wireMessages.csrf };
    return { status: 405, message: wireMessages.invalidCredentials };
  }
  if (problem.status === 403 && problem.type !== 'about:blank') return { status: 405, message: problem.detail };
  if (problem.status === 403) {
    if (isForged(request, arrival)) return { status: 403, message: wireMessages.csrf };
    return { status: 405, message: problem.detail };
  }
  const isTold = problem.status < 500 || error instanceof Unavailable;
  return { status: problem.status, message: isTold ? problem.detail : wireMessages.unexpected };
}

const refusalText = {
  400: wireMessages.unreadableBody,
  404: wireMessages.notFound,
  405: wireMessages.notAllowed,
} as const;

const writes = (request: FastifyRequest): boolean => request.method !== 'GET' && request.method !== 'HEAD';

/** The original asks every write without a key for the token before it asks who is there, except on `/tags` and `/open` (§1.3). */
function lacksToken(request: FastifyRequest, { route }: Arrival): boolean {
  const { authorization, 'x-csrf-token': token } = request.headers;
  return writes(request) && !authorization && !token && route?.scope === 'main' && route.controller !== 'tags';
}

/** The gate refused somebody who may call the action: the token of the session was missing or wrong. */
function isForged(request: FastifyRequest, arrival: Arrival): boolean {
  if (arrival.isAnswering || !writes(request)) return false;
  const { principal } = request;
  if (!principal) return true;
  const { allow } = arrival;
  return (
    principal.channel === 'browser' &&
    (allow === 'signed-in' || allow === 'anyone' || (allow !== null && holds(principal, allow)))
  );
}
