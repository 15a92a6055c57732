import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tags } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, type House, startHouse, testSecret } from '../../../test/house.js';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { key: string; value: Record<string, unknown> }[];
}
interface Export {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

const attribute = (span: Span, name: string) =>
  Object.values(span.attributes.find(({ key }) => key === name)?.value ?? {})[0];

describe('traces', () => {
  let receiver: Server;
  let house: House;
  let got = '';
  const bodies: Export[] = [];
  beforeAll(async () => {
    receiver = createServer((asked, answer) => {
      let text = '';
      asked.on('data', (part: Buffer) => (text += part.toString('utf8')));
      asked.on('end', () => {
        got += `${asked.method} ${asked.url} ${text}`;
        bodies.push(JSON.parse(text) as Export);
        answer.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    house = await startHouse({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }, false);
  });
  afterAll(async () => {
    await new Promise((resolve) => receiver.close(resolve));
  });

  it('show a request under the trace of its caller with the statements it led to, and no value of any', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    const made = await house.ask('/api/v1/tags', {
      method: 'POST',
      headers: { traceparent, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'between-us:only', colour: '#123456' }),
      key: adminKey,
    });
    expect(made.status).toBe(201);
    await house.call(tags.list, { query: { search: 'between-us' } as never });
    await house.stop();
    const spans = bodies.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans)),
    );
    const ours = spans.filter((span) => span.traceId === traceId);
    const request = ours.find(({ name }) => name === 'POST /api/v1/tags');
    expect(request?.parentSpanId).toBe('b7ad6b7169203331');
    expect(request && attribute(request, 'http.response.status_code')).toBe(201);
    const statements = ours.map((span) => String(attribute(span, 'db.query.text') ?? ''));
    expect(statements.some((text) => /select .* from auth_keys/is.test(text))).toBe(true);
    expect(ours.some(({ name }) => name === 'work')).toBe(true);
    expect(new Set(ours.filter((span) => span !== request).map((span) => span.parentSpanId))).toContain(
      request?.spanId,
    );
    const listed = spans.filter(({ name }) => name === 'GET /api/v1/tags');
    expect(listed).toHaveLength(1);
    expect(got).toContain('POST /v1/traces');
    for (const secret of [adminKey, testSecret, 'between-us', new URL(house.databaseUrl).password])
      expect(got.includes(secret)).toBe(false);
  });
});
