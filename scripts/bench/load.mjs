import http from 'node:http';

/**
 * @typedef {{ path: string, method?: string, body?: string }} Shot
 * @typedef {{ name: string, concurrency: number, requests: number, perSecond: number, p50: number, p99: number, failed: number, bytes: number }} Figures
 */

/**
 * Asks over kept-alive connections until `seconds` have passed or `most` requests are done, `concurrency` at once.
 * Latencies are milliseconds from the request to the last byte of its answer.
 * @param {{ name: string, port: number, key: string, concurrency: number, shots: (at: number) => Shot, seconds?: number, most?: number, accept?: string }} options
 * @returns {Promise<Figures>}
 */
export async function load({
  name,
  port,
  key,
  concurrency,
  shots,
  seconds = 6,
  most = 100_000,
  accept = 'application/json',
}) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency });
  /** @type {number[]} */
  const times = [];
  let failed = 0;
  let bytes = 0;
  let at = 0;
  const began = performance.now();
  const lane = async () => {
    while (performance.now() - began < seconds * 1000 && at < most) {
      const shot = shots(at++);
      const start = performance.now();
      const answer = await ask(agent, port, key, shot, accept);
      times.push(performance.now() - start);
      bytes += answer.bytes;
      if (answer.status !== 200) failed++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  const elapsed = (performance.now() - began) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const quantile = (/** @type {number} */ q) => times[Math.min(times.length - 1, Math.floor(times.length * q))] ?? 0;
  return {
    name,
    concurrency,
    requests: times.length,
    perSecond: times.length / elapsed,
    p50: quantile(0.5),
    p99: quantile(0.99),
    failed,
    bytes: times.length > 0 ? bytes / times.length : 0,
  };
}

/**
 * One request, its answer thrown away as it comes.
 * @param {http.Agent} agent
 * @param {number} port
 * @param {string} key
 * @param {Shot} shot
 * @param {string} accept
 * @returns {Promise<{ status: number, bytes: number }>}
 */
export function ask(agent, port, key, shot, accept) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: key, accept, ...(shot.body ? { 'content-type': 'application/json' } : {}) };
    const request = http.request(
      { agent, host: '127.0.0.1', port, path: shot.path, method: shot.method ?? 'GET', headers },
      (reply) => {
        let bytes = 0;
        reply.on('data', (chunk) => {
          bytes += chunk.length;
        });
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, bytes }));
        reply.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(shot.body);
  });
}
