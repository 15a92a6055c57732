import fs from 'node:fs';
import path from 'node:path';
import { startCluster } from '../cluster/cluster.mjs';
import { freePort } from '../parts/free-port.mjs';
import { Node135 } from '../parts/node-135.mjs';
import { pause } from '../parts/processes.mjs';
import { driver, fill135, fillOurs } from '../parts/pull-world.mjs';
import { memoryOf } from './memory.mjs';

const key = 'be9d'.repeat(10);
const environment = {
  ADMIN_USERNAME: 'bench-admin',
  ADMIN_PASSWORD: 'a password for benchmarks only',
  ADMIN_AUTHKEY: key,
  SECRET_KEY: 'a secret of two nodes that are measured, no more',
  EGRESS_ALLOW: '127.0.0.0/8',
  LOG_LEVEL: 'warn',
};

/**
 * Pulls of `count` organisations with 3.7 ranges each (10,000 with 37,000): the first from a node of this program and
 * from one of 1.35, and again when nothing changed. Two nodes of their own, each with its PostgreSQL. Answers lines.
 * @param {{ root: string, count: number, say: (text: string) => void }} options
 * @returns {Promise<string[]>}
 */
export async function measurePulls({ root, count, say }) {
  const folder = path.join(root, '.data-bench-pulls');
  fs.rmSync(folder, { recursive: true, force: true });
  const start = async (/** @type {string} */ name, /** @type {number} */ workers) =>
    startCluster({ port: await freePort(), dataDir: path.join(folder, name), replicas: 1, workers, environment, say });
  const peer = await start('peer', 0);
  const ours = await start('ours', 1);
  const old = await new Node135().start();
  try {
    say(`Filling a node of this program and one of 1.35 with ${count} organisations`);
    await fillOurs(peer.databaseUrl, count);
    fill135(old, count);
    const node = driver(ours.url, key);
    const worker = ours.members.find(({ program }) => program === 'worker')?.child?.pid ?? 0;
    const ways = [
      { name: 'a node of this program', brood: await node.introduce('ours', peer.url, key), target: 2000 },
      { name: 'a node of 1.35', brood: await node.introduce('old', old.url, old.key), target: 500 },
    ];
    const lines = ['Pulls of organisations with their ranges'];
    for (const { name, brood, target } of ways) {
      say(`First pull from ${name}`);
      const first = await pulled(node, brood);
      const memory = memoryOf(worker);
      say(`Second pull from ${name}`);
      await pulled(node, brood);
      const again = await pulled(node, brood);
      const whole = await pulled(node, brood, true);
      lines.push(
        `  ${name}: ${first.created} new in ${first.seconds.toFixed(1)} s = ${Math.round(first.created / first.seconds)}/s (target ${target}); ` +
          `nothing changed ${again.seconds.toFixed(2)} s (target 1), all asked for ${whole.seconds.toFixed(1)} s; ` +
          `worker ${Math.round(memory.rss)} MiB after it, ${Math.round(memory.peak)} MiB at most`,
      );
    }
    return lines;
  } finally {
    await old.stop();
    await ours.stop();
    await peer.stop();
  }
}

/**
 * Pulls and waits; the time is from the first page to the end, as the run notes it.
 * @param {ReturnType<typeof driver>} node @param {number} brood @param {boolean} [isFull]
 */
async function pulled(node, brood, isFull = false) {
  const run = await node.start(brood, isFull);
  for (;;) {
    const { state, fault, startedAt, endedAt, counts } = await node.run(brood, run);
    if (state === 'done')
      return { seconds: (Date.parse(endedAt) - Date.parse(startedAt)) / 1000, created: counts.created };
    if (state === 'failed') throw new Error(`the pull failed: ${fault}`);
    await pause(200);
  }
}
