import { connect } from 'node:net';
import { tags } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, type House, startHouse } from '../test/house.js';

describe('the server', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  const post = (body: string | Uint8Array, type = 'application/json') =>
    house.ask('/api/v1/tags', { method: 'POST', body, key: adminKey, headers: { 'content-type': type } });

  it('answers an unknown path of the API with a problem document that has a request id', async () => {
    const said = await house.ask('/api/v1/nothing', { key: adminKey });
    expect(said.status).toBe(404);
    expect(said.headers.get('content-type')).toContain('application/problem+json');
    expect(said.body).toMatchObject({ status: 404, requestId: said.headers.get('x-request-id') });
  });

  it('keeps a connection longer than the proxies before it keep theirs', async () => {
    const said = await house.ask('/healthz');
    const seconds = Number(/timeout=(\d+)/.exec(said.headers.get('keep-alive') ?? '')?.[1]);
    expect(seconds).toBeGreaterThan(120);
  });

  it('refuses a body that is no JSON, names the body, and changes nothing', async () => {
    const said = await post('{"name": ');
    expect(said.status).toBe(400);
    expect(said.body).toMatchObject({ issues: [{ path: ['body'] }] });
  });

  it('refuses invalid UTF-8 in a body', async () => {
    const said = await post(new Uint8Array([0x7b, 0x22, 0x6e, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]));
    expect(said.status).toBe(400);
    expect(said.text).toContain('UTF-8');
  });

  it('refuses invalid UTF-8 and broken escapes in a path or query', async () => {
    for (const path of ['/api/v1/tags/%ff', '/api/v1/tags/%E0%A4%A', '/api/v1/tags?q=%ff%00']) {
      const said = await house.ask(path, { key: adminKey });
      expect(said.status, path).toBeGreaterThanOrEqual(400);
      expect(said.status, path).toBeLessThan(500);
      expect(said.headers.get('content-type'), path).toContain('application/problem+json');
    }
  });

  it('refuses a body of another media type instead of ignoring it', async () => {
    const said = await post('<tag/>', 'application/xml');
    expect(said.status).toBe(400);
  });

  it('refuses a body that is too large', async () => {
    const said = await post(JSON.stringify({ name: 'x'.repeat(3_000_000) }));
    expect(said.status).toBe(413);
    expect(said.headers.get('content-type')).toContain('application/problem+json');
  });

  it('names all faults of all parts at once', async () => {
    const said = await house.ask('/api/v1/tags/zzz?x=1', {
      method: 'PATCH',
      key: adminKey,
      body: JSON.stringify({ colour: 'red', nonsense: 1 }),
      headers: { 'content-type': 'application/json', 'if-match': 'soon' },
    });
    expect(said.status).toBe(400);
    const paths = (said.body as { issues: { path: string[] }[] }).issues.map((issue) => issue.path.join('.'));
    expect(paths).toEqual(expect.arrayContaining(['params.ref', 'query.x', 'colour', 'nonsense', 'If-Match']));
  });

  it('sends the headers that keep a browser safe', async () => {
    const said = await house.call(tags.list);
    expect(said.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(said.headers.get('x-frame-options')).toBe('DENY');
    expect(said.headers.get('x-content-type-options')).toBe('nosniff');
    expect(said.headers.get('x-powered-by')).toBeNull();
  });

  it('survives a request line that is no HTTP', async () => {
    const { hostname, port } = new URL(house.url);
    await new Promise<void>((done) => {
      const socket = connect(Number(port), hostname, () => socket.end('NONSENSE\r\n\r\n'));
      socket.resume();
      socket.on('close', () => done());
      socket.on('error', () => done());
    });
    expect((await house.call(tags.list)).status).toBe(200);
  });
});
