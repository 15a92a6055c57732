/**
 * `npm run chaos`: the cluster of `npm run cluster` under load (writes, reads, imports, pulls from a peer, handshakes
 * between tools), while one process after the other is killed with SIGKILL at random moments (`--rounds N`, 20;
 * `--seconds N` between them, at most; `--seed N` repeats the choice). At the end every write that was answered must be
 * there once and logged, every import, pull and handshake must have ended, nothing may be left at the tools, and the
 * whole database must hold together. Ends with status 1 when something is missing.
 */
import './parts/node-version.mjs';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { bootstrap } from './bootstrap.mjs';
import { integrity } from './chaos/integrity.mjs';
import { asker, importFiles, nothingSeen, pull, read, rowsOfImport, shakeHands, write } from './chaos/lanes.mjs';
import { introduce, startMisps, tracesAt } from './chaos/peer.mjs';
import { startCluster } from './cluster/cluster.mjs';
import { root } from './parts/environment.mjs';
import { freePort } from './parts/free-port.mjs';
import { pause } from './parts/processes.mjs';
import { progress } from './parts/progress.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const rounds = Number(options.rounds);
const say = progress(process.stderr);
const dataDir = path.join(root, '.data-chaos');
const keys = { node: 'c4a0'.repeat(10), peer: 'bee4'.repeat(10) };
const environment = (/** @type {string} */ key) => ({
  ADMIN_USERNAME: 'chaos-admin',
  ADMIN_PASSWORD: 'a password for kills only',
  ADMIN_AUTHKEY: key,
  LOG_LEVEL: 'error',
  EGRESS_ALLOW: '127.0.0.0/8',
});
const random = randomFrom(Number(options.seed));

await bootstrap({ say });
fs.rmSync(dataDir, { recursive: true, force: true });
const cluster = await start('node', { replicas: 2, workers: 1 });
const peer = await start('peer', { replicas: 1, workers: 0 });
const misps = await startMisps(dataDir);
const seen = nothingSeen();
const ask = asker(cluster.url, keys.node, seen);
const peerAsk = asker(peer.url, keys.peer, nothingSeen());
const ground = await introduce(
  { ask, url: cluster.url, key: keys.node, misp: misps[0] },
  { ask: peerAsk, url: peer.url, key: keys.peer, misp: misps[1] },
);

let isOver = false;
const over = () => isOver;
const both = { ask, peer: peerAsk, ...ground };
const lanes = Promise.all([
  write(ask, seen, over, 1),
  write(ask, seen, over, 2),
  read(ask, seen, over),
  importFiles(ask, seen, over),
  pull(both, seen, over),
  shakeHands(both, seen, over),
]).catch((error) => seen.faults.push(error.message));
await kill();
isOver = true;
say('No more kills: waiting for what is under way');
await lanes;
say('Looking at everything');
const faults = [...seen.faults, ...(await check())];
await Promise.all([cluster.stop(), peer.stop(), ...misps.map((misp) => misp.stop())]);
report();

/** @param {'node' | 'peer'} name @param {{ replicas: number, workers: number }} size */
async function start(name, size) {
  const folder = path.join(dataDir, name);
  return startCluster({ port: await freePort(), dataDir: folder, environment: environment(keys[name]), say, ...size });
}

async function kill() {
  for (let round = 1; round <= rounds; round++) {
    await pause(500 + random() * Number(options.seconds) * 1000);
    const member = cluster.members[Math.floor(random() * cluster.members.length)];
    const { answered, imports, pulls, handshakes } = seen;
    say(
      `Round ${round} of ${rounds}: killing ${member?.name}; so far ${answered.length} writes, ${imports.length} imports, ${pulls} pulls, ${handshakes} handshakes`,
    );
    if (!member) continue;
    member.isUp = false;
    member.child?.kill('SIGKILL');
    while (!member.isUp) await pause(100);
  }
}

/** @returns {Promise<string[]>} what is wrong, a sentence each */
async function check() {
  const client = new pg.Client({ connectionString: cluster.databaseUrl });
  const there = new pg.Client({ connectionString: peer.databaseUrl });
  await Promise.all([client.connect(), there.connect()]);
  const found = [];
  const count = async (/** @type {string} */ query, /** @type {unknown[]} */ values = []) =>
    Number((await client.query(query, values)).rows[0].n);
  const kept = await count('select count(distinct name) as n from organisations where name = any($1)', [seen.answered]);
  if (kept !== seen.answered.length) found.push(`${seen.answered.length - kept} answered writes are not there`);
  const twice = await count(
    "select count(*) as n from (select name from organisations where name ~ '^(Chaos|Import|Theirs) ' group by name having count(*) > 1) x",
  );
  if (twice > 0) found.push(`${twice} records are there twice`);
  const imported = await count("select count(*) as n from organisations where name like 'Import %'");
  if (imported !== seen.imports.length * rowsOfImport)
    found.push(`${imported} rows were imported of ${seen.imports.length * rowsOfImport}`);
  const theirs = 'select uuid, name, contacts from organisations where uuid = any($1) order by uuid';
  const { rows } = await there.query("select uuid from organisations where name like 'Theirs %'");
  const uuids = rows.map(({ uuid }) => uuid);
  const [ours, original] = await Promise.all([client.query(theirs, [uuids]), there.query(theirs, [uuids])]);
  if (JSON.stringify(ours.rows) !== JSON.stringify(original.rows))
    found.push('what was pulled is not what the peer has');
  await Promise.all([client.end(), there.end()]);
  for (const [at, misp] of misps.entries())
    if (tracesAt(misp) > 0)
      found.push(`${tracesAt(misp)} accounts and links were left at the tool of ${['the node', 'the peer'][at]}`);
  for (const url of [cluster.databaseUrl, peer.databaseUrl]) found.push(...(await integrity(url)));
  return found;
}

function report() {
  const verified = spawnSync(process.execPath, [path.join(root, 'scripts/cli.mjs'), 'audit', 'verify'], {
    cwd: root,
    env: { ...process.env, ...environment(keys.node), DATA_DIR: path.join(dataDir, 'node'), DATABASE_URL: '' },
    encoding: 'utf8',
  });
  if (verified.status !== 0) faults.push(`the audit chain does not verify: ${verified.stdout}${verified.stderr}`);
  const { asked, retried, refused, answered, imports, pulls, handshakes } = seen;
  process.stdout.write(
    `\nSeed ${options.seed}. ${rounds} kills (${cluster.members.map(({ name, deaths }) => `${name}: ${deaths}`).join(', ')}). ` +
      `${asked} requests, ${retried} asked again once or more, ${refused} answered otherwise than hoped. ${answered.length} writes ` +
      `answered, ${imports.length} imports of ${rowsOfImport} rows, ${pulls} pulls, ${handshakes} handshakes made and ended.\n`,
  );
  process.stdout.write(
    faults.length === 0 ? 'Nothing lost, nothing twice, nothing left behind.\n' : `${faults.join('\n')}\n`,
  );
  process.exit(faults.length === 0 ? 0 : 1);
}

/** The same numbers for the same seed (mulberry32). @param {number} seed */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
