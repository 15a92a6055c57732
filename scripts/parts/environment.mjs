/** What the starting programs need to know of the environment; the API itself checks every variable. */
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

/** The top folder of the checkout. */
export const root = path.resolve(import.meta.dirname, '..', '..');

/**
 * Reads `.env` of the top folder if there is one (what the environment says already wins) and makes DATA_DIR absolute,
 * so that it means the same to every program.
 * @returns {{ dataDir: string, databaseUrl: string, port: number, host: string, url: string }}
 *   `databaseUrl` is empty when the embedded PostgreSQL is to be used
 */
export function readEnvironment() {
  const file = path.join(root, '.env');
  if (fs.existsSync(file)) process.loadEnvFile(file);
  const dataDir = path.resolve(root, process.env.DATA_DIR || '.data');
  process.env.DATA_DIR = dataDir;
  // on one's own machine the others stand on loopback, too
  process.env.EGRESS_ALLOW ||= '127.0.0.0/8,::1/128';
  const port = Number(process.env.PORT || 3000);
  const host = process.env.HOST || '127.0.0.1';
  const url = process.env.BASE_URL || `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
  return { dataDir, databaseUrl: process.env.DATABASE_URL ?? '', port, host, url };
}

/**
 * The number a program could listen on: `port` itself when it is free, any free one for 0.
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<number>}
 * @throws the system's error (EADDRINUSE, EACCES, EADDRNOTAVAIL)
 */
export function freePort(port, host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = /** @type {net.AddressInfo} */ (server.address());
      server.close(() => resolve(address.port));
    });
  });
}
