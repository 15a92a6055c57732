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
import { progress } from './parts/progress.mjs';

const STOP_WITHIN_MS = 20_000;
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
    setTimeout(() => void fail('Requests did not end in time; stopped without them.'), STOP_WITHIN_MS).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  process.on('exit', () => {
    closing.postgres?.signalStop();
    closing.lock?.release();
  });
}

async function claimPlace() {
  const { dataDir, port, host, url } = environment;
  const file = path.join(dataDir, 'server.lock');
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  closing.lock = takeLock(file, url);
  if (!closing.lock) {
    const holder = lockHolder(file);
    const other = 'Stop it first, or start a second one with another DATA_DIR and PORT.';
    return fail(
      `Cerebrate already runs on ${dataDir}: ${holder?.note ?? ''} (process ${holder?.pid ?? '?'}). ${other}`,
    );
  }
  try {
    await freePort(port, host);
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    const reason = code === 'EADDRINUSE' ? `Port ${port} on ${host} is taken by another program` : message;
    await fail(`${reason}. Set PORT (and HOST) to a free one; see .env.example.`);
  }
}

async function start() {
  obeySignals();
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

start().catch((error) => fail(error.message));
