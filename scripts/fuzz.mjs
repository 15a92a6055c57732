/**
 * `npm run fuzz`: requests made from the API document and put out of order, against an instance of its own that is
 * filled with the demo community. Nothing may answer with a status of 500 or more, and every rejection of our own API is
 * a problem document (RFC 9457). `--requests N` (100,000), `--seed N` to repeat a run, `--lanes N` (4) at once.
 * Ends with status 1 when something was found; each finding is printed once with the request that shows it.
 */
import './parts/node-version.mjs';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { bootstrap } from './bootstrap.mjs';
import { requestsTo } from './fuzz/requests.mjs';
import { root } from './parts/environment.mjs';
import { freePort } from './parts/free-port.mjs';
import { pause } from './parts/processes.mjs';
import { progress } from './parts/progress.mjs';

const { values: options } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    lanes: { type: 'string', default: '4' },
  },
});
const say = progress(process.stderr);
const dataDir = path.join(root, '.data-fuzz');
const key = 'f0e1'.repeat(10);
const most = Number(options.requests);
const batch = 500;
/** How long an answer may take; on a busy machine what took longer is asked once more, with more patience. */
const patienceMs = 20_000;
const lastPatienceMs = 180_000;
/** @type {Map<string, { seen: number, example: string }>} */
const findings = new Map();
/** @type {Map<number, number>} */
const statuses = new Map();

await bootstrap({ say });
let port = 0;
let instance = await startAnew();
let done = 0;
try {
  say(`Seed ${options.seed}`);
  while (done < most) {
    const document = await json('/api/v1/openapi.json');
    const references = fc.constantFrom(...(await readReferences()));
    for (let rounds = 0; rounds < 20 && done < most; rounds++) {
      const seed = Number(options.seed) + done;
      await askAll(fc.sample(requestsTo(document, references), { numRuns: Math.min(batch, most - done), seed }));
      say(`${done} requests, ${findings.size} findings`);
      if (!(await stillIn())) {
        say('The key was put out of use by a request: starting with a new instance');
        instance.kill('SIGTERM');
        instance = await startAnew();
        break;
      }
    }
  }
} finally {
  instance.kill('SIGTERM');
}
report();

/** A fresh instance with the demo community. */
async function startAnew() {
  fs.rmSync(dataDir, { recursive: true, force: true });
  port = await freePort();
  const log = fs.openSync(path.join(root, '.data-fuzz.log'), 'a');
  const child = spawn(process.execPath, [path.join(root, 'scripts/start.mjs')], {
    cwd: root,
    env: environment(),
    stdio: ['ignore', log, log],
  });
  for (const end = Date.now() + 120_000; Date.now() < end && !(await stillIn()); ) await pause(250);
  const demo = spawnSync(process.execPath, [path.join(root, 'scripts/cli.mjs'), 'demo'], {
    cwd: root,
    env: environment(),
    stdio: ['ignore', log, log],
  });
  if (demo.status !== 0) throw new Error('the demo community could not be made');
  return child;
}

function environment() {
  return {
    ...process.env,
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    ADMIN_USERNAME: 'fuzz-admin',
    ADMIN_PASSWORD: 'a password for mutated requests only',
    ADMIN_AUTHKEY: key,
    LOG_LEVEL: 'warn',
  };
}

/** @param {string} at */
function ask(at) {
  return fetch(`http://127.0.0.1:${port}${at}`, { headers: { authorization: key, accept: 'application/json' } });
}

/** @param {string} at @returns {Promise<any>} */
async function json(at) {
  const said = await ask(at);
  return said.ok ? said.json() : {};
}

async function stillIn() {
  return (await ask('/api/v1/session').catch(() => undefined))?.status === 200;
}

/** Ids and uuids that are there, and some that are not. */
async function readReferences() {
  const lists = [
    'organisations',
    'individuals',
    'sharing-groups',
    'tags',
    'users',
    'meta-templates',
    'broods',
    'inbox',
    'outbox',
    'tools',
    'connections',
    'webhooks',
    'encryption-keys',
    'mailing-lists',
    'roles',
  ];
  const pages = await Promise.all(lists.map((noun) => json(`/api/v1/${noun}?limit=20`)));
  const rows = pages.flatMap((page) => page.items ?? []);
  const known = rows.flatMap((row) => [String(row.id), row.uuid]).filter((word) => typeof word === 'string');
  return ['1', '2', '3', '999999', ...known];
}

/** @param {import('./fuzz/requests.mjs').Request[]} requests */
async function askAll(requests) {
  let at = 0;
  const lane = async () => {
    for (let request = requests[at++]; request; request = requests[at++]) await judge(request);
  };
  await Promise.all(Array.from({ length: Number(options.lanes) }, lane));
}

/** @param {import('./fuzz/requests.mjs').Request} request */
async function judge(request) {
  done++;
  if (!(await answered(request, patienceMs))) await answered(request, lastPatienceMs);
}

/**
 * Asks and judges the answer; false when there was none in time and more patience may help.
 * @param {import('./fuzz/requests.mjs').Request} request @param {number} patience
 */
async function answered(request, patience) {
  const { method, path: at, headers, body } = request;
  const signal = AbortSignal.timeout(patience);
  try {
    const said = await fetch(`http://127.0.0.1:${port}${at}`, {
      method,
      headers: { authorization: key, ...headers },
      ...(body === undefined || method === 'GET' ? {} : { body }),
      redirect: 'manual',
      signal,
    });
    statuses.set(said.status, (statuses.get(said.status) ?? 0) + 1);
    const type = said.headers.get('content-type') ?? '';
    if (type.startsWith('text/event-stream')) {
      await said.body?.cancel();
      return true;
    }
    const text = await said.text();
    // a brood or tool of the demo community that cannot be reached is told as such: that is the answer (502, RFC 9110)
    if (said.status === 502 && text.includes('"title":"A remote failed"')) return true;
    if (said.status >= 500) find(`${said.status}`, request, text);
    else if (said.status >= 400 && at.startsWith('/api/v1/') && !type.startsWith('application/problem+json'))
      find(`${said.status} that is no problem document`, request, text);
  } catch (error) {
    const { name, message, cause } = /** @type {Error} */ (error);
    if (name === 'TimeoutError' && patience < lastPatienceMs) return false;
    find(`no answer (${name}: ${message} ${/** @type {any} */ (cause)?.code ?? ''})`, request, '');
  }
  return true;
}

/** @param {string} what @param {import('./fuzz/requests.mjs').Request} request @param {string} answer */
function find(what, { operation, method, path: at, headers, body }, answer) {
  const name = `${operation}: ${what}`;
  const before = findings.get(name);
  const example = `${method} ${at.slice(0, 300)}\n    ${JSON.stringify(headers)} ${(body ?? '').slice(0, 400)}\n    -> ${answer.slice(0, 300)}`;
  findings.set(name, { seen: (before?.seen ?? 0) + 1, example: before?.example ?? example });
  if (!before) process.stdout.write(`\n${name}\n    ${example}\n`);
}

function report() {
  const told = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  process.stdout.write(`\n${done} requests, seed ${options.seed}. Answers by status: ${told.join(', ')}\n`);
  for (const [name, { seen }] of findings) process.stdout.write(`  ${seen} x ${name}\n`);
  process.stdout.write(findings.size === 0 ? 'Nothing found.\n' : `${findings.size} findings.\n`);
  process.exit(findings.size === 0 ? 0 : 1);
}
