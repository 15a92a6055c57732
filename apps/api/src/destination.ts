import type { IncomingMessage } from 'node:http';
import { dialectDestination } from './dialect/index.js';

const kept =
  /^\/(api\/v1(\/|$)|pks\/|scim\/v2(\/|$)|social-auth\/|\.well-known\/openpgpkey\/|assets\/|fonts\/|healthz$|readyz$|metrics$)/;
const file = /^\/[a-z0-9-]+\.(js|css|svg|png|ico|webmanifest|txt)$/;
/** Our own places inside, which nobody outside may name. */
const inside = /^\/+~/;

/**
 * Where a request goes: our API and files as they are; the original's paths to the dialect; every other path is a
 * page of the SPA (ARCHITECTURE, decision 1). Called by the server before routing; the URL as asked stays in
 * `request.originalUrl`.
 */
export function destinationOf(request: IncomingMessage): string {
  const asked = (request.url ?? '/').replace(/^https?:\/\/[^/?#]*/i, '') || '/';
  const [path = '/', ...query] = asked.split('?');
  const flat = path.replace(/\/{2,}/g, '/');
  if (kept.test(flat) || file.test(flat)) return asked;
  const spoken = dialectDestination(request);
  if (spoken) return spoken;
  if (inside.test(path)) return '/~nowhere';
  return query.length > 0 ? `/~page?${query.join('?')}` : '/~page';
}
