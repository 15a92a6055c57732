import type { IncomingMessage } from 'node:http';
import { type DialectRoute, dialectRoute } from '@cerebrate/cerebrate-wire';
import type { Allow } from '@cerebrate/contract';
import { type Arrival, noteArrival } from './exchange.js';
import { signInFormDestination } from './sign-in-form/paths.js';
import { allowOf, documentInside, inside } from './speaks.js';

/** Nothing is mounted here; what the answer is stands in the arrival. */
const nowhere = '/~nowhere';
const everywhere = new Set(['generateUUID', 'getRoleAccess', 'queryACL']);

/**
 * Where inside a request of the original's dialect goes, or null when it is not the dialect's (ARCHITECTURE, decision
 * 1). Called before routing. A key on a request that is not REST is taken off it: the original does not look at it
 * (WIRE-CONTRACT §1.1).
 */
export function dialectDestination(request: IncomingMessage): string | null {
  const { method = 'GET', url = '/', headers } = request;
  if (documentPath.test(url)) return documentInside;
  const form = signInFormDestination(method, url, headers.accept);
  if (form) return form;
  const asked = dialectRoute({ method, url, accept: headers.accept });
  if (!asked) return null;
  if ('refused' in asked) return refuse(request, asked.originalUrl, null, asked.refused);
  if (!asked.acceptsKey) delete headers.authorization;
  if (/%00/.test(asked.originalUrl)) return refuse(request, asked.originalUrl, asked, 400);
  const target = targetOf(asked);
  const allow = target && allowOf(method, target.controller, target.action);
  if (!target || allow === undefined) return refuse(request, asked.originalUrl, asked, 405);
  note(request, { originalUrl: asked.originalUrl, route: asked, refused: null, allow });
  return `${inside}/${target.controller}/${target.action}`;
}

const documentPath = /^\/+docs\/+openapi\.yaml(?:\?|$)/;

function targetOf({ scope, controller, action }: DialectRoute) {
  if (scope === 'open') return { controller: 'open', action: controller } as const;
  if (everywhere.has(action)) return { controller: 'any', action } as const;
  return { controller, action } as const;
}

function refuse(
  request: IncomingMessage,
  originalUrl: string,
  route: DialectRoute | null,
  refused: 400 | 404 | 405,
): string {
  note(request, { originalUrl, route, refused, allow: null });
  return nowhere;
}

function note(request: IncomingMessage, arrival: Omit<Arrival, 'isAnswering'> & { allow: Allow | null }): void {
  noteArrival(request, { ...arrival, isAnswering: false });
}
