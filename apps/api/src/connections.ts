import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * How long the server keeps a connection that nobody uses: longer than proxies keep theirs to it (Caddy 120 s, nginx and
 * most balancers 60 s). Otherwise one sends a request into a connection that is being closed, and cannot know whether
 * it was read.
 */
export const keptForMs = 125_000;

/**
 * Ends connections with the server when it closes: at once those that never asked for anything, which browsers open ahead
 * of their requests and Node would wait a minute for; the others with the answer at hand, which Node would keep as long as
 * any.
 */
export function endConnections(server: FastifyInstance): void {
  const unused = new Set<Socket>();
  let isClosing = false;
  server.server.on('connection', (socket: Socket) => {
    if (isClosing) return void socket.destroy();
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.server.on('request', ({ socket }) => unused.delete(socket));
  server.addHook('preClose', async () => {
    isClosing = true;
    for (const socket of unused) socket.destroy();
  });
  server.addHook('onSend', async (_request, reply) => void (isClosing && reply.header('connection', 'close')));
  // answers that had begun before it closed
  server.addHook(
    'onResponse',
    async () => void (isClosing && setImmediate(() => server.server.closeIdleConnections())),
  );
}
