import { createServer, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { systemPrincipal } from '../access/principal.js';
import { RemoteFailed } from '../errors.js';
import { settings as registry } from '../settings/index.js';
import { Settings } from '../settings/settings.js';
import { isSpared } from './proxy-settings.js';
import { Remote } from './remote.js';

let house: House;
let remote: Remote;
let server: Server;
let url: string;
const seen: { method: string; body: string; headers: Record<string, unknown> }[] = [];

const portOf = (one: Server) => (one.address() as AddressInfo).port;

beforeAll(async () => {
  house = await startHouse({}, false);
  remote = house.app.get(Remote);
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      seen.push({ method: request.method ?? '', body, headers: request.headers });
      if (request.url === '/slow') return;
      if (request.url === '/away') response.writeHead(302, { location: '/elsewhere' }).end();
      else if (request.url === '/large') response.end('x'.repeat(5000));
      else if (request.url === '/broken')
        response
          .writeHead(500, { 'content-type': 'application/json' })
          .end(JSON.stringify({ errorMessage: `no: ${body}` }));
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${portOf(server)}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await house.stop();
});

const failure = async (act: Promise<unknown>): Promise<RemoteFailed> => {
  const error = await act.then(
    () => undefined,
    (one: unknown) => one,
  );
  expect(error).toBeInstanceOf(RemoteFailed);
  return error as RemoteFailed;
};

describe('asking another machine', () => {
  it('sends JSON and forms and reads what comes back', async () => {
    const reply = await remote.expect({ name: 'Peer' }, { method: 'POST', url, json: { a: 1 } });
    expect(reply.json()).toEqual({ ok: true });
    expect(seen.at(-1)).toMatchObject({
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
    await remote.expect({ name: 'Peer' }, { method: 'POST', url, form: { a: 'b c' } });
    expect(seen.at(-1)?.body).toBe('a=b+c');
  });

  it('follows no redirect: credentials go where they were meant to', async () => {
    expect((await remote.ask({ name: 'Peer' }, { url: `${url}/away` })).status).toBe(302);
    expect((await failure(remote.expect({ name: 'Peer' }, { url: `${url}/away` }))).remoteStatus).toBe(302);
  });

  it('names the remote and tells its own words, without the secrets it repeats', async () => {
    const peer = { name: 'Peer', secrets: ['hunter22'] };
    const error = await failure(remote.expect(peer, { method: 'POST', url: `${url}/broken`, form: { p: 'hunter22' } }));
    expect(error.message).toBe('Peer answered 500: no: p=•••');
  });

  it('gives up after the time and beyond the size it was told', async () => {
    expect((await failure(remote.ask({ name: 'Peer', timeoutMs: 100 }, { url: `${url}/slow` }))).message).toContain(
      'did not answer',
    );
    expect((await failure(remote.ask({ name: 'Peer', maxBytes: 1000 }, { url: `${url}/large` }))).message).toContain(
      'more than 1000 bytes',
    );
    expect((await failure(remote.ask({ name: 'Peer' }, { url: 'http://127.0.0.1:59999' }))).message).toMatch(
      /^Peer: ECONNREFUSED/,
    );
  });

  it('goes through the proxy of the settings, except to hosts that are spared', async () => {
    const through: { host: string; credential: string | undefined }[] = [];
    const proxy = createServer((request, response) => {
      request.pipe(httpRequest(request.url ?? '', { method: request.method ?? 'GET' }, (one) => one.pipe(response)));
    }).on('connect', (request, socket) => {
      through.push({ host: request.url ?? '', credential: request.headers['proxy-authorization'] });
      const upstream = connect(Number((request.url ?? '').split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const choose = (id: string, value: unknown) =>
      house.app.get(Settings).change(systemPrincipal('spec'), registry.get(id).id, value);
    await choose('Proxy.host', '127.0.0.1');
    await choose('Proxy.port', portOf(proxy));
    await choose('Proxy.user', 'us');
    await choose('Proxy.password', 'and our password');
    await remote.expect({ name: 'Peer' }, { url });
    expect(through).toEqual([]);
    await choose('Proxy.no_proxy', '');
    await remote.expect({ name: 'Peer' }, { url });
    expect(through).toEqual([
      { host: new URL(url).host, credential: `Basic ${Buffer.from('us:and our password').toString('base64')}` },
    ]);
    proxy.closeAllConnections();
    proxy.close();
  });

  it('knows which hosts are spared', () => {
    expect(isSpared('localhost', 'localhost, .example.org')).toBe(true);
    expect(isSpared('sso.example.org', 'localhost, .example.org')).toBe(true);
    expect(isSpared('example.org.evil', 'localhost, .example.org')).toBe(false);
    expect(isSpared('anything', '')).toBe(false);
  });
});
