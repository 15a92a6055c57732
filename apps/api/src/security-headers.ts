import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from './kernel/index.js';

/** A year, as the preload lists ask. */
const hsts = { maxAge: 31_536_000, includeSubDomains: false } as const;

/** What browsers may do for our pages: what we use, asked for by ourselves. */
const features = [
  'camera=()',
  'display-capture=()',
  'geolocation=()',
  'microphone=()',
  'payment=()',
  'usb=()',
  'publickey-credentials-create=(self)',
  'publickey-credentials-get=(self)',
].join(', ');

/**
 * The options of `helmet`: a content security policy without anything inline (DEMANDS §2.5 rule 6), no frames, no
 * sniffing, nothing told to other sites; opener and resource policies keep other sites' pages out of ours.
 */
export function securityHeaders(config: Pick<Config, 'isHttps'>) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        mediaSrc: ["'none'"],
        objectSrc: ["'none'"],
        frameSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: config.isHttps ? hsts : false,
    frameguard: { action: 'deny' as const },
    crossOriginOpenerPolicy: { policy: 'same-origin' as const },
    crossOriginResourcePolicy: { policy: 'same-origin' as const },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' as const },
  };
}

/**
 * What depends on the request and its answer: HSTS where a trusted proxy says that the browser came by https, and
 * `no-store` on every answer of an API that does not say itself how long it may be kept.
 */
export async function addHeaders(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  void reply.header('x-request-id', request.id).header('permissions-policy', features);
  if (request.protocol === 'https' && !reply.hasHeader('strict-transport-security'))
    void reply.header('strict-transport-security', `max-age=${hsts.maxAge}`);
  if (isApi(request) && !reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
}

const isApi = ({ routeOptions, url }: FastifyRequest): boolean => (routeOptions.url ?? url).startsWith('/api/');
