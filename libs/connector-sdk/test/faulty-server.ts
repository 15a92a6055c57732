import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Ways in which a tool fails. `echo` repeats the headers of the request in its error, as some proxies do. */
export const faults = ['refused', 'broken', 'echo', 'no JSON', 'a page', 'other JSON', 'silent', 'cut'] as const;
export type FaultOfTool = (typeof faults)[number];

/** A server that fails in one way whatever it is asked. */
export interface FaultyServer {
  readonly url: string;
  stop(): Promise<void>;
}

const answers: Readonly<Record<Exclude<FaultOfTool, 'silent' | 'cut' | 'echo'>, readonly [number, string]>> = {
  refused: [401, '{"message":"wrong key"}'],
  broken: [500, '{"message":"internal error"}'],
  'no JSON': [200, '{"rows": ['],
  'a page': [200, '<!DOCTYPE html><html><body>Under maintenance</body></html>'],
  'other JSON': [200, '{"unexpected": true}'],
};

/** Starts one on a free port of this machine. */
export async function startFaulty(fault: FaultOfTool): Promise<FaultyServer> {
  const server = createServer((request, response) => {
    if (fault === 'silent') return;
    if (fault === 'cut') {
      request.socket.destroy();
      return;
    }
    const [status, body] =
      fault === 'echo' ? [500, JSON.stringify({ message: JSON.stringify(request.headers) })] : answers[fault];
    response.writeHead(status as number, { 'content-type': 'application/json' });
    response.end(body as string);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
