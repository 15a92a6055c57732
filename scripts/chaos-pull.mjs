/**
 * `npm run chaos:pull`: one node pulls 10,000 organisations (`--records N`) from another, while processes of either
 * side are killed with SIGKILL at random moments (`--kills N`, 20). At the end every record must be there once, with all
 * of its ranges, its origin and its row in the audit log; the run must have counted each once; the chain must verify.
 * Ends with status 1 when something is missing. `--keep --kills 0` goes on with the nodes of the last time and looks.
 */
import './parts/node-version.mjs';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { startCluster } from './cluster/cluster.mjs';
import { root } from './parts/environment.mjs';
import { freePort } from './parts/free-port.mjs';
import { pause } from './parts/processes.mjs';
import { progress } from './parts/progress.mjs';
import { driver, fillOurs, rows } from './parts/pull-world.mjs';

const { values: options } = parseArgs({
  options: {
    records: { type: 'string', default: '10000' },
    kills: { type: 'string', default: '20' },
    keep: { type: 'boolean', default: false },
  },
});
const [records, kills] = [Number(options.records), Number(options.kills)];
const say = progress(process.stderr);
const key = 'c4a1'.repeat(10);
const environment = {
  ADMIN_USERNAME: 'chaos-admin',
  ADMIN_PASSWORD: 'a password for kills only',
  ADMIN_AUTHKEY: key,
  SECRET_KEY: 'a secret of two nodes that are killed, no more',
  EGRESS_ALLOW: '127.0.0.0/8',
  LOG_LEVEL: 'error',
};
const folder = path.join(root, '.data-chaos-pull');

await bootstrap({ say });
if (!options.keep) fs.rmSync(folder, { recursive: true, force: true });
const start = async (/** @type {string} */ name, /** @type {number} */ workers) =>
  startCluster({ port: await freePort(), dataDir: path.join(folder, name), replicas: 1, workers, environment, say });
const peer = await start('peer', 0);
const ours = await start('ours', 1);
if (!options.keep) await fillOurs(peer.databaseUrl, records);
const [{ n: offered }] = await rows(peer.databaseUrl, 'select count(*)::int as n from organisations');
const node = driver(ours.url, key);
const brood = options.keep ? await again() : await node.introduce('the peer', peer.url, key);
/** When each died, and how much was there then. @type {string[]} */
const deaths = [];
/** @type {number[]} */
const runs = [];
while (deaths.length < kills) {
  // a run that ended before enough died is followed by one that asks for all again
  const run = await node.start(brood, runs.length > 0);
  runs.push(run);
  await killDuring(run);
}
// one that failed while its peer was dead is followed by another, as the schedule would
while (runs.length === 0 || !(await ended(runs.at(-1) ?? 0))) runs.push(await node.start(brood));
const faults = await check();
await ours.stop();
await peer.stop();
verify();
process.stdout.write(`\n${deaths.join('\n')}\n\n${runs.length} runs, ${kills} kills, ${records} records offered.\n`);
process.stdout.write(faults.length === 0 ? 'Nothing lost, nothing twice.\n' : `${faults.join('\n')}\n`);
process.exit(faults.length === 0 ? 0 : 1);

/** The brood of the last time, at the address its node has now; runs that were left lying are ended. */
async function again() {
  const { id } = (await node.call('GET', 'broods')).items[0];
  await rows(ours.databaseUrl, "update brood_runs set state = 'cancelled' where state in ('running', 'waiting')");
  await node.call('PATCH', `broods/${id}`, { url: peer.url, authKey: key });
  return id;
}

/** Kills whoever is up, each time some records later, until the run ends or enough died. @param {number} run */
async function killDuring(run) {
  let next = 0;
  while (deaths.length < kills) {
    await pause(50 + Math.random() * 500);
    const { state } = await node.run(brood, run);
    if (state !== 'running' && state !== 'waiting') return;
    const n = await taken();
    if (state === 'waiting' || (runs.length === 1 && n < next)) continue;
    next = n + Math.random() * ((2 * (records - n)) / (kills - deaths.length + 1));
    const isPeer = Math.random() < 0.4;
    const alive = (isPeer ? peer : ours).members.filter(({ isUp }) => isUp);
    const victim = alive[Math.floor(Math.random() * alive.length)];
    if (!victim) continue;
    victim.child?.kill('SIGKILL');
    const side = isPeer ? 'the peer' : 'ours';
    deaths.push(
      `${String(deaths.length + 1).padStart(3)}. ${side}, ${victim.name}, run ${run}, with ${n} records taken`,
    );
    say(deaths.at(-1) ?? '');
    while (victim.isUp) await pause(20);
    while (!victim.isUp) await pause(100);
    // the minute for which a dead process holds its run is over at once; who takes it up is found as ever
    if (victim.program === 'worker')
      await rows(ours.databaseUrl, "update brood_runs set lease_until = now() where state = 'running'");
  }
}

async function taken() {
  const [{ n }] = await rows(
    ours.databaseUrl,
    "select count(*)::int as n from record_origins where kind = 'organisation'",
  );
  return n;
}

/** Waits until a run ends; whether it did what it should. @param {number} run */
async function ended(run) {
  for (let waited = 0; waited < 3600; waited++) {
    const { state } = await node.run(brood, run);
    if (state !== 'running' && state !== 'waiting') return state === 'done';
    await pause(500);
  }
  throw new Error('the run did not end');
}

/** @returns {Promise<string[]>} what is wrong, a sentence each */
async function check() {
  /** @type {string[]} */
  const faults = [];
  const count = async (/** @type {string} */ query) => Number((await rows(ours.databaseUrl, query))[0].n);
  const expectCount = async (/** @type {string} */ what, /** @type {number} */ wanted, /** @type {string} */ query) => {
    const found = await count(query);
    if (found !== wanted) faults.push(`${what}: ${found} instead of ${wanted}`);
  };
  const made = "o.name like 'Organisation %' and o.deleted_at is null";
  const [{ n: ranges }] = await rows(peer.databaseUrl, 'select count(*)::int as n from meta_fields');
  await expectCount('records', records, `select count(*) as n from organisations o where ${made}`);
  await expectCount(
    'different records',
    records,
    `select count(distinct o.uuid) as n from organisations o where ${made}`,
  );
  await expectCount(
    'ranges',
    ranges,
    `select count(*) as n from meta_fields f join organisations o on o.id = f.organisation_id where ${made}`,
  );
  await expectCount(
    'records with their origin',
    records,
    `select count(*) as n from record_origins r join organisations o on o.id = r.record_id and r.kind = 'organisation' where r.brood_id = ${brood} and ${made}`,
  );
  await expectCount(
    'rows of the audit log that add one',
    records,
    `select count(*) as n from audit_log a join organisations o on o.id = a.entity_id where a.kind = 'organisation' and a.action = 'add' and ${made}`,
  );
  await expectCount(
    'records a run counts as new, whichever',
    offered,
    "select count(*) as n from brood_run_records where outcome = 'created' or (outcome = 'refused' and kind = 'organisations')",
  );
  await expectCount(
    'records of a run that stand twice',
    0,
    "select count(*) as n from (select uuid from brood_run_records where outcome = 'created' group by uuid having count(*) > 1) x",
  );
  return faults;
}

/** Both chains, by the command an operator has. */
function verify() {
  for (const name of ['peer', 'ours']) {
    const said = spawnSync(process.execPath, [path.join(root, 'scripts/cli.mjs'), 'audit', 'verify'], {
      cwd: root,
      env: { ...process.env, ...environment, DATA_DIR: path.join(folder, name), DATABASE_URL: '' },
      encoding: 'utf8',
    });
    if (said.status !== 0) faults.push(`the audit chain of ${name} does not verify: ${said.stdout}${said.stderr}`);
  }
}
