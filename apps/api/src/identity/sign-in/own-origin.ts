import type { FastifyRequest } from 'fastify';

/**
 * Whether a browser sent this write from a page that is not ours: told by `Sec-Fetch-Site`, and by `Origin` for
 * browsers without it. Programs send neither. A sibling host of the same site is not ours either (DEMANDS §2.5).
 */
export function isForeignWrite(request: FastifyRequest, baseUrl: string): boolean {
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return false;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const { origin } = request.headers;
  if (origin === undefined) return false;
  if (!URL.canParse(origin)) return true;
  return new URL(origin).host !== request.host && new URL(origin).origin !== new URL(baseUrl).origin;
}
