import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { balance } from '../../../scripts/cluster/balance.mjs';
import { freePort } from './connected-nodes.js';

describe('the proxy of the cluster', () => {
  let proxy: http.Server;
  let url: string;
  const asked: string[] = [];
  let replica: http.Server;
  let isCutting = false;
  beforeAll(async () => {
    const heard = new WeakSet();
    replica = http.createServer((request, response) => {
      asked.push(request.method ?? '');
      // as when it had been closing the connection while the request was under way
      if (isCutting && heard.has(request.socket)) return void request.socket.destroy();
      heard.add(request.socket);
      request.resume().once('end', () => response.end('done'));
    });
    replica.keepAliveTimeout = 600_000;
    await new Promise<void>((resolve) => replica.listen(0, '127.0.0.1', resolve));
    const port = await freePort();
    proxy = await balance({ port, replicas: () => [(replica.address() as AddressInfo).port] });
    url = `http://127.0.0.1:${port}/`;
  });
  beforeEach(() => {
    asked.length = 0;
    isCutting = false;
  });
  afterAll(() => {
    for (const server of [proxy, replica]) {
      server.close();
      server.closeAllConnections();
    }
  });

  it('tells how long it keeps a connection itself, not what a replica says, and keeps it longer than it tells', async () => {
    for (const method of ['GET', 'POST']) {
      const { headers } = await fetch(url, { method });
      expect(headers.get('connection')).toBe('keep-alive');
      const told = Number(/^timeout=(\d+)$/.exec(headers.get('keep-alive') ?? '')?.[1]);
      expect(proxy.keepAliveTimeout).toBeGreaterThan(told * 1000 + 1000);
    }
  });

  it('asks again over a new connection what only reads, when a kept one was cut', async () => {
    await (await fetch(url)).text();
    isCutting = true;
    const said = await fetch(url);
    expect([said.status, await said.text(), asked]).toEqual([200, 'done', ['GET', 'GET', 'GET']]);
  });

  it('sends what changes something once, over a connection that nobody is closing', async () => {
    await (await fetch(url)).text();
    isCutting = true;
    for (let at = 0; at < 3; at++) {
      const said = await fetch(url, { method: 'POST', body: 'a change' });
      expect([said.status, await said.text()]).toEqual([200, 'done']);
    }
    expect(asked).toEqual(['GET', 'POST', 'POST', 'POST']);
  });
});
