import type { Context, Span, Tracer } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';

type Attributes = Record<string, string | number | boolean>;
type Api = typeof import('@opentelemetry/api');

interface Tracing {
  readonly api: Api;
  readonly tracer: Tracer;
  readonly stop: () => Promise<void>;
}

/** OpenTelemetry keeps its tracer for the whole process, and so do we; absent where nobody asked for traces. */
let tracing: Tracing | undefined;

/**
 * Begins to send traces by OTLP over HTTP; the endpoint and everything else is read from OpenTelemetry's own variables.
 * Nothing of it is loaded without one.
 */
export async function startTraces(endpoint: string | undefined, version: string): Promise<void> {
  if (!endpoint || tracing) return;
  const [api, { NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'cerebrate', 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }), { scheduledDelayMillis: 2_000 })],
  });
  provider.register();
  tracing = { api, tracer: api.trace.getTracer('cerebrate', version), stop: () => provider.shutdown() };
}

/** Sends what is left and traces no more. */
export async function stopTraces(): Promise<void> {
  const { api, stop } = tracing ?? {};
  tracing = undefined;
  await stop?.().catch(() => undefined);
  api?.trace.disable();
  api?.context.disable();
  api?.propagation.disable();
}

/** Runs `act` as one step of a trace. Names and attributes hold no data of anybody: texts of statements, never values. */
export async function traced<T>(name: string, attributes: Attributes, act: () => Promise<T>): Promise<T> {
  if (!tracing) return act();
  const { tracer, api } = tracing;
  return tracer.startActiveSpan(name, { attributes, kind: api.SpanKind.CLIENT }, (span) => ended(api, span, act));
}

async function ended<T>(api: Api, span: Span, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    span.setStatus({ code: api.SpanStatusCode.ERROR, message: (error as Error).name });
    throw error;
  } finally {
    span.end();
  }
}

/** A trace for each request, under the caller's where it names one; called by the template of its route. */
export function traceRequests(server: FastifyInstance): void {
  if (!tracing) return;
  const { api, tracer } = tracing;
  const spans = new WeakMap<FastifyRequest, Span>();
  server.addHook('onRequest', (request, _reply, done) => {
    const above: Context = api.propagation.extract(api.context.active(), request.headers);
    const route = request.routeOptions.url ?? 'none';
    const attributes = {
      'http.request.method': request.method,
      'http.route': route,
      'cerebrate.request': String(request.id),
    };
    const span = tracer.startSpan(`${request.method} ${route}`, { attributes, kind: api.SpanKind.SERVER }, above);
    spans.set(request, span);
    api.context.with(api.trace.setSpan(above, span), done);
  });
  server.addHook('onResponse', async (request, reply) => {
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: api.SpanStatusCode.ERROR });
    span?.end();
  });
}
