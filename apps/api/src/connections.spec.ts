import http from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { endConnections, keptForMs } from './connections.js';

describe('a server that closes', () => {
  it('gives the answers at hand and those asked for meanwhile, and ends the connections with them', async () => {
    const server = fastify({ keepAliveTimeout: keptForMs, return503OnClosing: false });
    endConnections(server);
    let begun = 0;
    const releases: (() => void)[] = [];
    server.get('/whole', async () => {
      begun++;
      await new Promise<void>((resolve) => releases.push(resolve));
      return 'whole';
    });
    server.get('/long', (_request, reply) => {
      begun++;
      reply.hijack();
      reply.raw.writeHead(200).write('first, ');
      releases.push(() => reply.raw.end('last'));
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.server.address() as AddressInfo;
    const agent = new http.Agent({ keepAlive: true });
    const get = (path: string) =>
      new Promise<{ text: string; connection: string | undefined }>((resolve, reject) => {
        http
          .get({ port, path, agent, host: '127.0.0.1' }, async (response) => {
            let text = '';
            for await (const part of response) text += String(part);
            resolve({ text, connection: response.headers.connection });
          })
          .on('error', reject);
      });
    const asked = [get('/whole'), get('/long')];
    await expect.poll(() => begun, { timeout: 10_000 }).toBe(2);
    const closed = server.close();
    await expect.poll(() => server.server.listening, { timeout: 10_000 }).toBe(false);
    for (const release of releases) release();
    expect(await Promise.all(asked)).toEqual([
      { text: 'whole', connection: 'close' },
      { text: 'first, last', connection: 'keep-alive' },
    ]);
    // the longest that a connection would be kept is far longer than a sentence may take
    await closed;
    agent.destroy();
  });
});
