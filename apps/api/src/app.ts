import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fastifyCompress from '@fastify/compress';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyMultipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import api from '../package.json' with { type: 'json' };
import { AppModule } from './app.module.js';
import { endConnections, keptForMs } from './connections.js';
import { destinationOf } from './destination.js';
import { dialectSpeaker, formSpeaker, signInForm } from './dialect/index.js';
import { FormTokens, scimSpeaker } from './identity/index.js';
import {
  type Config,
  createLog,
  InvalidInput,
  Metrics,
  ProblemFilter,
  type ProblemSpeaker,
  Settings,
  startTraces,
  traceRequests,
} from './kernel/index.js';
import { defaultTheme } from './platform/index.js';
import { addHeaders, securityHeaders } from './security-headers.js';

/** Rooms that say refusals their own way. */
const speakers: readonly ProblemSpeaker[] = [formSpeaker, dialectSpeaker, scimSpeaker];
const jsonLimit = 2 * 1024 * 1024;
const uploadLimit = 512 * 1024 * 1024;

/**
 * Builds the program of one process: HTTP server with every room mounted, migrations run. Not listening yet.
 * `log` defaults to one at the configured level.
 */
export async function createApp(
  config: Config,
  options: { log?: Logger; worksJobs?: boolean } = {},
): Promise<NestFastifyApplication> {
  const log = options.log ?? createLog(config.logLevel);
  await startTraces(config.tracesEndpoint, api.version);
  const filter = new ProblemFilter(log, speakers);
  // The router would crash on a query it cannot read; `parseAsked` reads it where a refusal can be answered.
  const adapter = new FastifyAdapter({
    routerOptions: {
      ignoreDuplicateSlashes: true,
      ignoreTrailingSlash: true,
      caseSensitive: false,
      maxParamLength: 300,
      querystringParser: () => ({}),
    },
    genReqId: () => randomUUID(),
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    bodyLimit: jsonLimit,
    rewriteUrl: destinationOf,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      filter.answer(error, request, reply),
    logger: false,
    keepAliveTimeout: keptForMs,
    return503OnClosing: false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(config, log, filter, options.worksJobs ?? config.worksJobs),
    adapter,
    { logger: ['error', 'warn'], bodyParser: false, abortOnError: false },
  );
  const server = adapter.getInstance() as unknown as FastifyInstance;
  traceRequests(server);
  endConnections(server);
  readBodies(server);
  await server.register(fastifyCookie);
  await server.register(fastifyCompress, { threshold: 1400, encodings: ['gzip', 'deflate'] });
  await server.register(fastifyMultipart, {
    limits: { files: 1, fileSize: uploadLimit, fields: 20, fieldSize: jsonLimit },
  });
  await server.register(fastifyHelmet, securityHeaders(config));
  const metrics = app.get(Metrics);
  server.addHook('onResponse', async (request, reply) =>
    metrics.answered(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime),
  );
  server.addHook('onSend', addHeaders);
  if (config.webDir) await servePages(server, config.webDir, app.get(FormTokens), app.get(Settings));
  app.enableShutdownHooks();
  return app;
}

/** JSON and form bodies, refused when they are not valid UTF-8: PostgreSQL could not hold what a lenient reader makes of it. */
function readBodies(server: FastifyInstance): void {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (body: Buffer): string => {
    try {
      return decoder.decode(body);
    } catch {
      throw InvalidInput.at(['body'], 'is not valid UTF-8');
    }
  };
  server.removeAllContentTypeParsers();
  const json = ['application/json', 'application/scim+json'];
  server.addContentTypeParser(json, { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => {
    if (body.length === 0) return undefined;
    const text = decode(body);
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw InvalidInput.at(['body'], `is not valid JSON: ${(error as Error).message.slice(0, 200)}`);
    }
  });
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => decode(body),
  );
  server.addContentTypeParser('*', { parseAs: 'buffer' }, async () => undefined);
}

/** The built SPA: hashed assets for a year, every page URL the same document. */
async function servePages(
  server: FastifyInstance,
  webDir: string,
  tokens: FormTokens,
  settings: Settings,
): Promise<void> {
  await server.register(fastifyStatic, {
    root: path.resolve(webDir),
    prefix: '/',
    index: false,
    wildcard: false,
    immutable: true,
    maxAge: '365d',
    serveDotFiles: false,
  });
  const page = readFileSync(path.join(webDir, 'index.html'), 'utf8');
  server.get('/~page', async (request, reply) => {
    const isDoor = /^\/+users\/+login\/*(\?|$)/i.test(request.originalUrl);
    void reply.header('cache-control', isDoor ? 'no-store' : 'no-cache').type('text/html; charset=utf-8');
    const themed = withTheme(page, await settings.get(defaultTheme).catch(() => defaultTheme.default));
    return reply.send(isDoor ? withForm(themed, tokens.of(reply)) : themed);
  });
}

/** The page with the theme of whoever chose none, where `theme.js` finds it before the first paint. */
const withTheme = (page: string, theme: string): string =>
  page.replace('<html ', `<html data-default-theme="${theme}" `);

/** The page with the form of the original for whoever runs no scripts. */
const withForm = (page: string, token: string): string =>
  page.includes('</body>')
    ? page.replace('</body>', `<noscript>${signInForm(token)}</noscript></body>`)
    : page + signInForm(token);
