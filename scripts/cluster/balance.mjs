import http from 'node:http';
import { createProxyServer } from 'httpxy';

/** Methods that may be asked twice: nothing is changed by them. */
const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);
/**
 * Whoever asks gives a kept connection up before whoever answers does; else a request goes into one that is being closed.
 * So clients are told a shorter time than the proxy keeps theirs, and the proxy keeps its own to a replica for a shorter
 * one than replicas do. What a replica tells of this is meant for the proxy alone (RFC 9110, 7.6.1).
 */
const toldSeconds = 60;
const keptForMs = 65_000;
const ownForMs = 30_000;

/**
 * A proxy in front of replicas, in turns. A replica that is gone is passed over, a kept connection that was cut is opened
 * anew; what changes something is not sent twice, and over a connection of its own, or answered 503 with the time to try
 * again.
 * @param {{ port: number, replicas: () => number[] }} options `replicas` tells the ports that are up
 * @returns {Promise<http.Server>}
 */
export async function balance({ port, replicas }) {
  const proxy = createProxyServer({ xfwd: true, proxyTimeout: 0 });
  proxy.on('proxyRes', ({ headers }) => {
    delete headers.connection;
    headers['keep-alive'] = `timeout=${toldSeconds}`;
  });
  const kept = new http.Agent({ keepAlive: true, maxSockets: 256, maxFreeSockets: 64, timeout: ownForMs });
  const fresh = new http.Agent({ keepAlive: false });
  let turn = 0;
  const server = http.createServer(async (request, response) => {
    const ports = replicas();
    turn += 1;
    const order = ports.map((_, at) => ports[(at + turn) % ports.length]);
    const tries = harmless.has(request.method ?? '')
      ? [...order.map((one) => ({ one, agent: kept })), ...order.map((one) => ({ one, agent: fresh }))]
      : order.slice(0, 1).map((one) => ({ one, agent: fresh }));
    for (const { one, agent } of tries) {
      try {
        await proxy.web(request, response, { target: `http://127.0.0.1:${one}`, agent });
        return;
      } catch {
        if (response.headersSent) return void response.destroy();
      }
    }
    response
      .writeHead(503, { 'retry-after': '1', 'content-type': 'text/plain' })
      .end('No replica answers; try again.\n');
  });
  server.keepAliveTimeout = keptForMs;
  server.once('close', () => kept.destroy());
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(undefined));
  });
  return server;
}
