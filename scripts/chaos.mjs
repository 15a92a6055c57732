/**
 * `npm run chaos`: the cluster of `npm run cluster` under load, while one process after the other is killed with SIGKILL
 * at random moments (`--rounds N`, 20; `--seconds N` between them, at most). Every write that was answered must be
 * there at the end, once, in the record and in the audit log; every import must end; the chain must verify. Ends with
 * status 1 when something is missing.
 */
import './parts/node-version.mjs';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { bootstrap } from './bootstrap.mjs';
import { startCluster } from './cluster/cluster.mjs';
import { root } from './parts/environment.mjs';
import { freePort } from './parts/free-port.mjs';
import { pause } from './parts/processes.mjs';
import { progress } from './parts/progress.mjs';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '20' }, seconds: { type: 'string', default: '4' } },
});
const rounds = Number(options.rounds);
const say = progress(process.stderr);
const dataDir = path.join(root, '.data-chaos');
const key = 'c4a0'.repeat(10);
const environment = {
  ADMIN_USERNAME: 'chaos-admin',
  ADMIN_PASSWORD: 'a password for kills only',
  ADMIN_AUTHKEY: key,
  LOG_LEVEL: 'error',
};
const importEvery = 5;
const rowsOfImport = 400;

await bootstrap({ say });
fs.rmSync(dataDir, { recursive: true, force: true });
const cluster = await startCluster({ port: await freePort(), dataDir, environment, say });
/** Names whose creation was answered with 201. @type {string[]} */
const answered = [];
/** @type {string[]} */
const imports = [];
const seen = { asked: 0, retried: 0, refused: 0 };
let isOver = false;

const lanes = [...Array.from({ length: 3 }, (_, at) => writeOn(at)), readOn(), importOn()];
for (let round = 1; round <= rounds; round++) {
  await pause(500 + Math.random() * Number(options.seconds) * 1000);
  const member = cluster.members[Math.floor(Math.random() * cluster.members.length)];
  say(`Round ${round} of ${rounds}: killing ${member?.name}; ${answered.length} writes answered so far`);
  member?.child?.kill('SIGKILL');
  while (member && !member.isUp) await pause(100);
}
isOver = true;
await Promise.all(lanes);
const faults = await check();
await cluster.stop();
const verified = spawnSync(process.execPath, [path.join(root, 'scripts/cli.mjs'), 'audit', 'verify'], {
  cwd: root,
  env: { ...process.env, ...environment, DATA_DIR: dataDir, DATABASE_URL: '' },
  encoding: 'utf8',
});
if (verified.status !== 0) faults.push(`the audit chain does not verify: ${verified.stdout}${verified.stderr}`);
process.stdout.write(
  `\n${rounds} kills (${cluster.members.map(({ name, deaths }) => `${name}: ${deaths}`).join(', ')}). ` +
    `${seen.asked} requests, ${seen.retried} asked again once or more, ${seen.refused} answered otherwise than hoped. ` +
    `${answered.length} writes answered, ${imports.length} imports of ${rowsOfImport} rows.\n`,
);
process.stdout.write(faults.length === 0 ? 'Nothing lost, nothing twice.\n' : `${faults.join('\n')}\n`);
process.exit(faults.length === 0 ? 0 : 1);

/**
 * Asks until there is an answer that is not the proxy's "try again". What was sent when a replica died may have been
 * done: a repetition then finds its name taken, which counts as an answer.
 * @param {string} method @param {string} at @param {string | FormData} [body] @param {string} [type]
 * @returns {Promise<{ status: number, body: any }>}
 */
async function ask(method, at, body, type = 'application/json') {
  seen.asked++;
  for (let tries = 0; ; tries++) {
    if (tries === 1) seen.retried++;
    try {
      const said = await fetch(`${cluster.url}/api/v1/${at}`, {
        method,
        headers: { authorization: key, ...(typeof body === 'string' ? { 'content-type': type } : {}) },
        ...(body === undefined ? {} : { body }),
      });
      if (said.status !== 503) return { status: said.status, body: await said.json().catch(() => ({})) };
    } catch {
      // the connection broke with the process: asked again
    }
    if (tries > 200) throw new Error(`${method} ${at} was never answered`);
    await pause(100);
  }
}

/** Creates organisations one after the other, each with a uuid of its own. @param {number} lane */
async function writeOn(lane) {
  for (let at = 0; !isOver; at++) {
    const name = `Chaos ${lane}-${at}`;
    const uuid = crypto.randomUUID();
    const { status } = await ask('POST', 'organisations', JSON.stringify({ name, uuid, nationality: 'LU' }));
    if (status === 201 || status === 409) answered.push(name);
    else seen.refused++;
  }
}

async function readOn() {
  while (!isOver) {
    const { status } = await ask('GET', 'organisations?limit=20');
    if (status !== 200) seen.refused++;
  }
}

/** Imports files now and then; each must end although its worker is killed. */
async function importOn() {
  for (let at = 0; !isOver; at++) {
    const rows = Array.from({ length: rowsOfImport }, (_, row) => `Import ${at}-${row},DE`);
    const form = new FormData();
    form.set('file', new Blob([`name,nationality\n${rows.join('\n')}\n`], { type: 'text/csv' }), `chaos-${at}.csv`);
    const { status, body } = await ask('POST', 'imports/upload', form);
    if (status === 201 && body.id) {
      const ran = await ask('POST', `imports/${body.id}/run`);
      // asked again after a kill, it runs already
      if (ran.status < 300 || ran.status === 409) imports.push(String(body.id));
      else seen.refused++;
    } else seen.refused++;
    for (let waited = 0; waited < importEvery * 10 && !isOver; waited++) await pause(100);
  }
}

/** @returns {Promise<string[]>} what is wrong, a sentence each */
async function check() {
  const faults = [];
  for (const id of imports)
    for (let tries = 0; ; tries++) {
      const { body } = await ask('GET', `imports/${id}`);
      if (body.state === 'done') break;
      if (tries > 600) {
        faults.push(`import ${id} did not end: ${body.state}`);
        break;
      }
      await pause(200);
    }
  const client = new pg.Client({ connectionString: cluster.databaseUrl });
  await client.connect();
  const count = async (/** @type {string} */ query, /** @type {unknown[]} */ values = []) =>
    Number((await client.query(query, values)).rows[0].n);
  const there = await count('select count(distinct name) as n from organisations where name = any($1)', [answered]);
  if (there !== answered.length) faults.push(`${answered.length - there} answered writes are not there`);
  const twice = await count(
    "select count(*) as n from (select name from organisations where name like 'Chaos %' or name like 'Import %' group by name having count(*) > 1) x",
  );
  if (twice > 0) faults.push(`${twice} records are there twice`);
  const imported = await count("select count(*) as n from organisations where name like 'Import %'");
  if (imported !== imports.length * rowsOfImport)
    faults.push(`${imported} rows were imported of ${imports.length * rowsOfImport}`);
  const unlogged = await count(
    "select count(*) as n from organisations o where name like 'Chaos %' and not exists (select from audit_log a where a.kind = 'organisation' and a.entity_id = o.id and a.action = 'add')",
  );
  if (unlogged > 0) faults.push(`${unlogged} records have no row in the audit log`);
  await client.end();
  return faults;
}
