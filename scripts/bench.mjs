/**
 * `npm run bench`: the directory at the size of the internet. Starts an instance of its own, imports every autonomous
 * system with its address ranges (npm package @ip-location-db/asn, CC BY 4.0), measures over HTTP with an auth key and
 * prints a table. It never fails on a figure; only a request that is refused is an error.
 * `--orgs N` makes so many invented organisations of the same shape instead, to see how figures grow (docs/scale.md).
 * `--keep` uses the data of the last run again; `--seconds N` per measurement (default 6); `--people N` and `--keys N`
 * (default 10,000 of each) for a look at whether it runs; `--pulls N` organisations between nodes; `--only pulls` measures
 * these alone.
 */
import './parts/node-version.mjs';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureKeyImport } from './bench/keys.mjs';
import { ask, load } from './bench/load.mjs';
import { memoryOf, treeMemory } from './bench/memory.mjs';
import { measurePeopleAndRules } from './bench/people-and-rules.mjs';
import { measurePulls } from './bench/pulls.mjs';
import { measureSharingGroups } from './bench/sharing-groups.mjs';
import { bootstrap } from './bootstrap.mjs';
import { root } from './parts/environment.mjs';
import { freePort } from './parts/free-port.mjs';
import { pause } from './parts/processes.mjs';
import { progress } from './parts/progress.mjs';

const { values: options } = parseArgs({
  options: {
    orgs: { type: 'string' },
    keep: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '6' },
    people: { type: 'string', default: '10000' },
    keys: { type: 'string', default: '10000' },
    pulls: { type: 'string', default: '10000' },
    only: { type: 'string', default: '' },
  },
});
const say = progress(process.stderr);
const dataDir = path.join(root, '.data-bench');
const key = 'be9c'.repeat(10);
const seconds = Number(options.seconds);

/** Figures of the original on this kind of machine with the same data: requests a second, or what happened instead. */
const original = {
  list: '3.0/s at 10,000',
  ip: '3.8/s at 10,000; 2.7 s each at 84,159',
  view: '11.9/s',
  text: '6.9/s',
  status: '18/s',
  index: '500: out of memory',
};

/** @param {any[]} list @param {number} at */
const pick = (list, at) => list[(at * 7919) % list.length];
/** @param {number} at */
const anywhere = (at) => `${1 + ((at * 37) % 223)}.${(at * 101) % 256}.${(at * 53) % 256}.${(at * 17) % 256}`;

await bootstrap({ say });
if (options.only === 'pulls') {
  process.stdout.write(`${(await pulls()).join('\n')}\n`);
  process.exit(0);
}
if (!options.keep) fs.rmSync(dataDir, { recursive: true, force: true });
const port = await freePort();
const instance = await startInstance();
try {
  await importInternet();
  print(await measure());
  const lines = await measureKeyImport({ dataDir, root, environment: environment(), count: Number(options.keys), say });
  process.stdout.write(`\n${lines.join('\n')}\n`);
} finally {
  instance.kill('SIGTERM');
}
process.stdout.write(`\n${(await pulls()).join('\n')}\n`);

function pulls() {
  return measurePulls({ root, count: Number(options.pulls), say });
}

async function startInstance() {
  say(`Starting an instance in ${path.relative(root, dataDir)}`);
  const child = spawn(process.execPath, [path.join(root, 'scripts/start.mjs')], {
    cwd: root,
    env: { ...process.env, ...environment() },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const agent = new http.Agent();
  for (const end = Date.now() + 120_000; Date.now() < end; await pause(250)) {
    const said = await ask(agent, port, key, { path: '/api/v1/session' }, 'application/json').catch(() => undefined);
    if (said?.status === 200) return child;
    if (child.exitCode !== null) break;
  }
  throw new Error('the instance did not start');
}

function environment() {
  return {
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    ADMIN_USERNAME: 'bench-admin',
    ADMIN_PASSWORD: 'a password for benchmarks only',
    ADMIN_AUTHKEY: key,
    LOG_LEVEL: 'warn',
  };
}

/** Loads the real address registry through the same command a newcomer uses, and tells how fast it went. */
async function importInternet() {
  const began = Date.now();
  const have = await total();
  if (have > Number(options.orgs ?? 80_000)) return say(`${have} organisations are there already`);
  const what = options.orgs ? ['--generated', options.orgs] : ['--internet'];
  say(
    options.orgs
      ? `Importing ${options.orgs} invented organisations`
      : 'Importing every autonomous system with its ranges',
  );
  const child = spawn(process.execPath, [path.join(root, 'scripts/cli.mjs'), 'demo', ...what], {
    cwd: root,
    env: { ...process.env, ...environment() },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, treeMemory(child.pid ?? 0));
  }, 500);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error('the import failed');
  const now = await total();
  const took = (Date.now() - began) / 1000;
  process.stdout.write(
    `\nImport: ${now - have} organisations in ${took.toFixed(1)} s = ${Math.round((now - have) / took)}/s; memory of the command at most ${Math.round(peak)} MiB\n`,
  );
}

async function total() {
  return (await json('/api/v1/organisations?limit=0')).total ?? 0;
}

/**
 * @param {string} url
 * @returns {Promise<any>}
 */
async function json(url) {
  const said = await fetch(`http://127.0.0.1:${port}${url}`, {
    headers: { authorization: key, accept: 'application/json' },
  });
  if (!said.ok) throw new Error(`${url}: ${said.status} ${await said.text()}`);
  return said.json();
}

/**
 * What is asked, each with what the original did: `[name, figure of the original, path of the at-th request]`.
 * @param {Awaited<ReturnType<typeof readSamples>>} samples
 * @returns {[string, string, (at: number) => string][]}
 */
function plansFor({ total, columns, ids, words, template, ipv4 }) {
  const page = (/** @type {number} */ at) => 1 + ((at * 31) % Math.floor((total - 1) / 50));
  const list = `/api/v1/organisations?limit=50&columns=${columns}`;
  const word = (/** @type {number} */ at) => encodeURIComponent(pick(words, at));
  return [
    [
      'Dialect list of 50, all meta-fields',
      original.list,
      (at) => `/organisations/index.json?limit=50&page=${page(at)}`,
    ],
    ['Own list of 50, first page', original.list, () => list],
    ['Own list of 50, any page', original.list, (at) => `${list}&page=${page(at)}`],
    ['Dialect view', original.view, (at) => `/organisations/view/${pick(ids, at)}.json`],
    ['Own view', original.view, (at) => `/api/v1/organisations/${pick(ids, at)}`],
    ['IP look-up: responsible', original.ip, (at) => `/api/v1/responsible?ip=${anywhere(at)}`],
    [
      'CIDR look-up: responsible',
      original.ip,
      (at) => `/api/v1/responsible?cidr=${anywhere(at).replace(/\d+$/, '0')}/24`,
    ],
    ['AS look-up: responsible', '', (at) => `/api/v1/responsible?asn=${1 + ((at * 131) % 60_000)}`],
    ['IP look-up: list', original.ip, (at) => `/api/v1/organisations?q=${anywhere(at)}`],
    [
      'IP look-up: dialect filter',
      original.ip,
      (at) => `/organisations/index.json?_metafield_${template}_${ipv4}=${anywhere(at)}`,
    ],
    ['Text search: list', original.text, (at) => `/api/v1/organisations?q=${word(at)}`],
    ['Search as you type', original.text, (at) => `/api/v1/search?q=${word(at)}`],
    ['Status', original.status, () => '/instance/status.json'],
  ];
}

async function measure() {
  const plans = plansFor(await readSamples());
  const figures = [];
  for (const [name, was, path] of plans)
    for (const concurrency of [1, 6]) {
      say(`${name}, ${concurrency} at once`);
      const ask = { name, port, key, concurrency, shots: (/** @type {number} */ at) => ({ path: path(at) }) };
      await load({ ...ask, seconds: 1 });
      figures.push({ was, ...(await load({ ...ask, seconds })) });
    }
  say('The whole index, as a MISP asks for it');
  const whole = await load({
    name: 'Whole index, unpaged',
    port,
    key,
    concurrency: 1,
    most: 1,
    seconds: 120,
    shots: () => ({ path: '/organisations/index' }),
  });
  figures.push({ was: original.index, ...whole });
  figures.push(...(await measurePeopleAndRules({ port, key, seconds, people: Number(options.people), say })));
  figures.push(...(await measureSharingGroups({ port, key, seconds, say })));
  return figures;
}

async function readSamples() {
  const template = (await json('/api/v1/meta-templates')).items.find(
    (/** @type {any} */ one) => one.name === 'CSIRT Constituency',
  );
  const whole = await json(`/api/v1/meta-templates/${template.id}`);
  const fieldId = (/** @type {string} */ name) => whole.fields.find((/** @type {any} */ one) => one.field === name).id;
  const pages = await Promise.all(
    // spread over what is there
    [0, 0.1, 0.4, 0.8].map((part) =>
      json(`/api/v1/organisations?limit=50&page=${1 + Math.floor((part * (Number(options.orgs) || 80_000)) / 50)}`),
    ),
  );
  const rows = pages.flatMap((page) => page.items);
  return {
    total: pages[0].total,
    template: template.id,
    ipv4: fieldId('IPv4 address'),
    columns: ['IPv4 address', 'IPv6 address', 'AS Number'].map(fieldId).join(','),
    ids: rows.map((/** @type {any} */ row) => row.id),
    words: rows
      .map((/** @type {any} */ row) => row.name.split(/[ ,-]/)[0])
      .filter((/** @type {string} */ word) => word.length > 3),
  };
}

/** @param {(import('./bench/load.mjs').Figures & { was: string })[]} figures */
function print(figures) {
  const line = (/** @type {(string | number)[]} */ cells) =>
    `${String(cells[0]).padEnd(38)}${cells
      .slice(1, 7)
      .map((cell) => String(cell).padStart(10))
      .join('')}  ${cells[7] ?? ''}\n`;
  process.stdout.write(`\n${line(['', 'at once', 'req/s', 'p50 ms', 'p99 ms', 'kB', 'failed', 'the original'])}`);
  for (const one of figures)
    process.stdout.write(
      line([
        one.name,
        one.concurrency,
        one.perSecond.toFixed(one.perSecond < 10 ? 2 : 0),
        one.p50.toFixed(1),
        one.p99.toFixed(1),
        (one.bytes / 1000).toFixed(1),
        one.failed,
        one.was,
      ]),
    );
  const api = memoryOf(instance.pid ?? 0);
  const database = treeMemory(instance.pid ?? 0) - api.rss;
  process.stdout.write(
    `\nMemory: API ${Math.round(api.rss)} MiB now, ${Math.round(api.peak)} MiB at most; PostgreSQL about ${Math.round(database)} MiB\n`,
  );
}
