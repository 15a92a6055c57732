/**
 * `npm start`: installs, builds, starts the embedded PostgreSQL (unless DATABASE_URL names a server) and then the
 * program of apps/api in this process, which migrates, seeds and serves API and pages on one port.
 * Ctrl-C or SIGTERM: requests under way are answered, then the database is closed.
 */
import './parts/node-version.mjs';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootstrap } from './bootstrap.mjs';
import { freePort, readEnvironment, root } from './parts/environment.mjs';
import { keepPostgres } from './parts/keep-postgres.mjs';
import { lockHolder, takeLock } from './parts/lock-file.mjs';
import { pause } from './parts/processes.mjs';
import { progress } from './parts/progress.mjs';

const STOP_WITHIN_MS = 20_000;
const ORPHAN_LOOK_MS = 500;
/** The note in the lock of an instance that is on its way out. */
const STOPPING = 'stopping';
const say = progress(process.stdout);
const environment = readEnvironment();

/** What must be undone at the end, last thing first. */
const closing = {
  isServing: false,
  /** @type {{ stop: () => Promise<void>, signalStop: () => void } | undefined} */
  postgres: undefined,
  /** @type {import('./parts/lock-file.mjs').Lock | undefined} */
  lock: undefined,
};

/**
 * The database last, after everything that uses it.
 * @param {number} code
 */
async function finish(code) {
  await closing.postgres?.stop();
  process.exit(code);
}

/** @param {string} message */
async function fail(message) {
  process.stderr.write(`${message}\n`);
  await finish(1);
}

/**
 * The API answers the first signal: it closes its port, ends its work and then sends the same signal to this process
 * again (Nest's shutdown hooks). Before it serves, or at a second Ctrl-C, nothing is waited for.
 */
function obeySignals() {
  let asked = 0;
  const onSignal = () => {
    asked += 1;
    if (asked > 1 || !closing.isServing) return void finish(0);
    say('Stopping');
    closing.lock?.describe(STOPPING);
    setTimeout(() => void fail('Requests did not end in time; stopped without them.'), STOP_WITHIN_MS).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  process.on('exit', () => {
    closing.postgres?.signalStop();
    closing.lock?.release();
  });
}

/** One instance a DATA_DIR and port. An instance that is just ending is waited for, so that a restart never fails. */
async function claimPlace() {
  const { dataDir, port, host, url } = environment;
  const file = path.join(dataDir, 'server.lock');
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const began = Date.now();
  for (;;) {
    closing.lock = takeLock(file, url);
    if (closing.lock) break;
    const holder = lockHolder(file);
    if (Date.now() - began > (holder?.note === STOPPING ? STOP_WITHIN_MS : ORPHAN_LOOK_MS * 3)) {
      const place = `${dataDir}: ${holder?.note ?? ''} (process ${holder?.pid ?? '?'})`;
      const remedy = 'Stop it first, or start a second one with another DATA_DIR and PORT.';
      return fail(`Cerebrate already runs on ${place}. ${remedy}`);
    }
    await pause(100);
  }
  try {
    await freePort(port, host);
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    const reason = code === 'EADDRINUSE' ? `Port ${port} on ${host} is taken by another program` : message;
    await fail(`${reason}. Set PORT (and HOST) to a free one; see .env.example.`);
  }
}

/**
 * npm hands on the signals it gets; killed by SIGKILL it cannot, and this process would go on with nobody to stop it.
 */
function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const npm = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, ORPHAN_LOOK_MS);
  timer.unref();
}

async function start() {
  obeySignals();
  endWithNpm();
  await claimPlace();
  await bootstrap({ say });
  process.env.NODE_ENV ??= 'production';
  process.env.WEB_DIR ??= path.join(root, 'apps', 'web', 'dist');
  if (!environment.databaseUrl) {
    say('Starting PostgreSQL');
    const onGivenUp = (/** @type {Error} */ error) => void fail(error.message);
    const postgres = await keepPostgres({ folder: environment.dataDir, say, onGivenUp });
    closing.postgres = postgres;
    process.env.DATABASE_URL = postgres.url;
  }
  say('Starting Cerebrate');
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(path.join(root, 'apps', 'api', 'dist', 'main.js')).href);
  closing.isServing = true;
  if (process.exitCode) await finish(Number(process.exitCode));
}

start().catch((/** @type {NodeJS.ErrnoException} */ error) => {
  const isForeign = error.code === 'EACCES' || error.code === 'EPERM';
  const remedy = 'Start as the account that owns the file, or set DATA_DIR to a folder of your own.';
  return fail(isForeign ? `${error.message}. ${remedy}` : error.message);
});
