/**
 * `npm run soak`: the cluster under a working day's mixture for `--minutes N` (10): `--sessions N` (50) signed-in people
 * who list, look, search and change, a MISP that reads, and pulls from a peer. Prints figures each half minute and at the
 * end; ends with status 1 when a request failed or when memory of a process grew and did not come back.
 */
import './parts/node-version.mjs';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { memoryOf } from './bench/memory.mjs';
import { bootstrap } from './bootstrap.mjs';
import { asker, nothingSeen, pull } from './chaos/lanes.mjs';
import { introduce, startMisps } from './chaos/peer.mjs';
import { startCluster } from './cluster/cluster.mjs';
import { root } from './parts/environment.mjs';
import { freePort } from './parts/free-port.mjs';
import { pause } from './parts/processes.mjs';
import { progress } from './parts/progress.mjs';

const { values: options } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, sessions: { type: 'string', default: '50' } },
});
const say = progress(process.stderr);
const dataDir = path.join(root, '.data-soak');
const keys = { node: '50a4'.repeat(10), peer: 'bee5'.repeat(10) };
const password = 'a password for soaking only';
const lookEveryMs = 5_000;
/** Memory of the last quarter may be so much more than that of the second: a leak grows on, a cache fills. */
const mayGrow = 1.25;
/** People think between two acts. */
const thinkMs = 400;

await bootstrap({ say });
fs.rmSync(dataDir, { recursive: true, force: true });
const cluster = await start('node', { replicas: 2, workers: 1 });
const peer = await start('peer', { replicas: 1, workers: 0 });
const misps = await startMisps(dataDir);
const seen = nothingSeen();
const ask = asker(cluster.url, keys.node, seen);
const peerAsk = asker(peer.url, keys.peer, nothingSeen());
const nodes = [
  { ask, url: cluster.url, key: keys.node, misp: misps[0] },
  { ask: peerAsk, url: peer.url, key: keys.peer, misp: misps[1] },
];
const ground = await introduce(/** @type {any} */ (nodes[0]), /** @type {any} */ (nodes[1]));

/**
 * How often each was asked, and how long the last ones took, in milliseconds.
 * @type {Map<string, { asked: number, took: number[] }>}
 */
const times = new Map();
const mostKept = 20_000;
/** @type {Map<string, number>} */
const failures = new Map();
/** @type {{ at: number, of: number[] }[]} */
const memory = [];
const until = Date.now() + Number(options.minutes) * 60_000;
const isOver = () => Date.now() > until;

say(`${options.sessions} sessions for ${options.minutes} minutes`);
await Promise.all([
  ...Array.from({ length: Number(options.sessions) }, (_, at) => person(at)),
  misp(),
  pull({ ask, peer: peerAsk, ...ground }, seen, isOver),
  watch(),
]);
const grown = growth();
await Promise.all([cluster.stop(), peer.stop(), ...misps.map((one) => one.stop())]);
report();

/** @param {'node' | 'peer'} name @param {{ replicas: number, workers: number }} size */
async function start(name, size) {
  const environment = {
    ADMIN_USERNAME: 'soak-admin',
    ADMIN_PASSWORD: password,
    ADMIN_AUTHKEY: keys[name],
    LOG_LEVEL: 'error',
    EGRESS_ALLOW: '127.0.0.0/8',
  };
  return startCluster({ port: await freePort(), dataDir: path.join(dataDir, name), environment, say, ...size });
}

/** Signs in and works until the end; each has a session of their own. @param {number} at */
async function person(at) {
  await pause(at * 200);
  let said = await signIn();
  // one name that many sign in by at once is held up, as it should be
  while (!said.ok && !isOver()) {
    await pause(2_000);
    said = await signIn();
  }
  if (!said.ok) return;
  const { csrfToken } = /** @type {{ csrfToken: string }} */ (await said.json());
  const cookie = said.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const headers = { cookie, 'x-csrf-token': csrfToken, 'content-type': 'application/json' };
  for (let round = 0; !isOver(); round++) {
    const page = await act('list', 'GET', `/api/v1/organisations?limit=50&page=${1 + (round % 3)}`, headers);
    await act('search', 'GET', `/api/v1/search?q=theirs+${round % 40}`, headers);
    const one = page?.items?.[round % (page.items.length || 1)];
    if (one) await act('look', 'GET', `/api/v1/organisations/${one.id}`, headers);
    await act('responsible', 'GET', `/api/v1/responsible?ip=192.0.2.${round % 250}`, headers);
    if (round % 4 === at % 4) await change(at, round, headers);
    await pause(thinkMs * (0.5 + Math.random()));
  }
}

function signIn() {
  return fetch(`${cluster.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'soak-admin', password }),
  });
}

/** Adds, changes and removes a tag. @param {number} at @param {number} round @param {Record<string, string>} headers */
async function change(at, round, headers) {
  const body = JSON.stringify({ name: `soak:${at}-${round}`, colour: '#446688' });
  const made = await act('add', 'POST', '/api/v1/tags', headers, body);
  if (!made?.id) return;
  await act('change', 'PATCH', `/api/v1/tags/${made.id}`, headers, JSON.stringify({ colour: '#886644' }));
  await act('remove', 'DELETE', `/api/v1/tags/${made.id}`, { ...headers, 'content-type': '' });
}

async function misp() {
  const headers = { authorization: keys.node, accept: 'application/json' };
  while (!isOver()) {
    await act('MISP: organisations', 'GET', '/organisations/index.json', headers);
    await act('MISP: sharing groups', 'GET', '/sharingGroups/index.json', headers);
    await pause(2_000);
  }
}

/** @param {string} what @param {string} method @param {string} at @param {Record<string, string>} headers @param {string} [body] */
async function act(what, method, at, headers, body) {
  const began = performance.now();
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
  const said = await fetch(cluster.url + at, { method, headers: given, ...(body ? { body } : {}) }).catch(
    () => undefined,
  );
  const text = await said?.text().catch(() => '');
  const known = times.get(what) ?? { asked: 0, took: [] };
  known.took[known.asked++ % mostKept] = performance.now() - began;
  times.set(what, known);
  if (said?.ok) return text ? JSON.parse(text) : {};
  const fault = `${what}: ${said?.status ?? 'no answer'} ${text?.slice(0, 120) ?? ''}`;
  failures.set(fault, (failures.get(fault) ?? 0) + 1);
  return undefined;
}

async function watch() {
  for (let looks = 0; !isOver(); looks++) {
    await pause(lookEveryMs);
    memory.push({ at: Date.now(), of: cluster.members.map(({ child }) => memoryOf(child?.pid ?? 0).rss) });
    if (looks % 6 === 5) say(`${total()} requests, ${seen.pulls} pulls; ${described(memory.at(-1)?.of ?? [])}`);
  }
}

function total() {
  return [...times.values()].reduce((sum, { asked }) => sum + asked, 0);
}

/** @param {readonly number[]} of */
function described(of) {
  return cluster.members.map(({ name }, at) => `${name} ${Math.round(of[at] ?? 0)} MiB`).join(', ');
}

/** How much more each process holds in the last quarter than in the second, when caches had been filled. */
function growth() {
  const quarter = (/** @type {number} */ n) => memory.slice((memory.length * n) / 4, (memory.length * (n + 1)) / 4);
  const mean = (/** @type {typeof memory} */ looks, /** @type {number} */ at) =>
    looks.reduce((sum, { of }) => sum + (of[at] ?? 0), 0) / Math.max(1, looks.length);
  return cluster.members.map(({ name }, at) => ({
    name,
    by: mean(quarter(3), at) / Math.max(1, mean(quarter(1), at)),
  }));
}

function report() {
  process.stdout.write(
    `\n${'act'.padEnd(24)}${['requests', 'p50 ms', 'p99 ms', 'max ms'].map((one) => one.padStart(10)).join('')}\n`,
  );
  for (const [what, { asked, took }] of times) {
    const sorted = [...took].sort((a, b) => a - b);
    const at = (/** @type {number} */ part) =>
      (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(0);
    process.stdout.write(
      `${what.padEnd(24)}${[asked, at(0.5), at(0.99), at(1)].map((one) => String(one).padStart(10)).join('')}\n`,
    );
  }
  process.stdout.write(
    `\n${total()} requests, ${seen.pulls} pulls. Memory: ${described(memory.at(-1)?.of ?? [])}; ` +
      `last quarter to second: ${grown.map(({ name, by }) => `${name} x${by.toFixed(2)}`).join(', ')}\n`,
  );
  for (const [fault, count] of failures) process.stdout.write(`  ${count} x ${fault}\n`);
  for (const fault of seen.faults) process.stdout.write(`  ${fault}\n`);
  const leaking = grown.filter(({ by }) => by > mayGrow);
  for (const { name } of leaking) process.stdout.write(`  the memory of ${name} grew and did not come back\n`);
  process.exit(failures.size + seen.faults.length + leaking.length === 0 ? 0 : 1);
}
