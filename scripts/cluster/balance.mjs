import http from 'node:http';
import { createProxyServer } from 'httpxy';

/** Methods that may be asked twice: nothing is changed by them. */
const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A proxy in front of replicas, in turns. A replica that is gone is passed over; what changes something is not sent
 * twice, but answered 503 with the time to try again.
 * @param {{ port: number, replicas: () => number[] }} options `replicas` tells the ports that are up
 * @returns {Promise<http.Server>}
 */
export async function balance({ port, replicas }) {
  const proxy = createProxyServer({ xfwd: true, proxyTimeout: 0 });
  let turn = 0;
  const server = http.createServer(async (request, response) => {
    const ports = replicas();
    turn += 1;
    const order = ports.map((_, at) => ports[(at + turn) % ports.length]);
    const tries = harmless.has(request.method ?? '') ? order : order.slice(0, 1);
    for (const one of tries) {
      try {
        await proxy.web(request, response, { target: `http://127.0.0.1:${one}` });
        return;
      } catch {
        if (response.headersSent) return void response.destroy();
      }
    }
    response
      .writeHead(503, { 'retry-after': '1', 'content-type': 'text/plain' })
      .end('No replica answers; try again.\n');
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(undefined));
  });
  return server;
}
