/**
 * A private PostgreSQL server in a folder of the project: made on first use, used again while it lives.
 * It listens on loopback only, with a random password, and stops when the process that started it dies.
 * DATABASE_URL replaces it by a server of your own.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { freePort } from './parts/environment.mjs';
import { withLock } from './parts/lock-file.mjs';
import { chooseAccount, postgresFolder } from './parts/postgres-binaries.mjs';
import { birthMark, collect, commandLine, dieWithParent, pause, pidExists } from './parts/processes.mjs';

const USER = 'cerebrate';
const DATABASE = 'cerebrate';
const START_MS = 60_000;
const ATTEMPTS = 6;
const LOG_BYTES = 5_000_000;

/** For two cores and four gigabytes or more; every answer is durable before it is given. */
const SERVING = {
  fsync: 'on',
  synchronous_commit: 'on',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  // each process takes up to 34: the one of `npm start`, or those of a cluster
  max_connections: '300',
  random_page_cost: '1.1',
  jit: 'off',
  // many small answers on few cores; and containers give parallel workers only 64 MB of shared memory
  max_parallel_workers_per_gather: '0',
  // nobody replicates from it: less to write
  wal_level: 'minimal',
  max_wal_senders: '0',
};

/** For test runs: the data is thrown away, so nothing waits for the disk. */
export const THROWAWAY = {
  ...SERVING,
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
};

/**
 * @typedef {object} Postgres
 * @property {string} url address with user and password of the product's database
 * @property {string} adminUrl the same for the maintenance database `postgres`
 * @property {number} port
 * @property {number} pid
 * @property {boolean} reused true when the server was running already; then `stop` leaves it alone
 * @property {() => boolean} isAlive whether it still runs
 * @property {() => Promise<void>} stop clean shutdown, open connections are closed
 * @property {() => void} signalStop the same, but only asked for: the last thing a dying process can do
 *
 * @typedef {object} Place
 * @property {string} data the data folder
 * @property {string} log
 * @property {string} lock
 * @property {string} passwordFile
 * @property {string} portFile
 * @property {string} ownerFile which process started the server
 */

/**
 * Starts the server of a folder, or finds the one that runs there.
 * @param {{ folder: string, settings?: Record<string, string> }} options `folder` holds data, log, password and port
 * @returns {Promise<Postgres>}
 * @throws with the end of the server's log and the remedy, when it cannot be started
 */
export async function startPostgres({ folder, settings = SERVING }) {
  const parent = path.resolve(folder);
  fs.mkdirSync(parent, { recursive: true, mode: 0o700 });
  /** @type {Place} */
  const place = {
    data: path.join(parent, 'pg'),
    log: path.join(parent, 'pg.log'),
    lock: path.join(parent, 'pg.lock'),
    passwordFile: path.join(parent, 'pg.password'),
    portFile: path.join(parent, 'pg.port'),
    ownerFile: path.join(parent, 'pg.owner'),
  };
  return withLock(place.lock, {}, async () => {
    const running = await findRunning(place);
    if (running) return running;
    const programs = postgresFolder();
    const account = chooseAccount(programs, place.data);
    await initialise(place, programs, account, settings.fsync === 'off');
    await clearDeadLock(place.data);
    const server = await launch(place, programs, account, settings);
    await createDatabase(server);
    return server;
  });
}

/**
 * The server that already serves this folder, waited for if it is still starting, or let go if it is stopping.
 * One whose starter died without taking it along (only where the system cannot see to that) is ours from now on.
 * @param {Place} place
 * @returns {Promise<Postgres | undefined>}
 */
async function findRunning(place) {
  const { pid } = readPidFile(place.data);
  if (!pid || !servesFolder(pid, place.data)) return undefined;
  const port = await waitReady(place.data, () => !servesFolder(pid, place.data) || isStopping(place.data));
  if (!port) return undefined;
  const reused = hasOwner(place.ownerFile);
  if (!reused) noteOwner(place.ownerFile);
  const isAlive = () => servesFolder(pid, place.data);
  const signalStop = () => {
    if (!reused && isAlive()) process.kill(pid, 'SIGINT');
  };
  const stop = async () => {
    signalStop();
    while (!reused && isAlive()) await pause(25);
  };
  return { ...addresses(place, port), port, pid, reused, isAlive, stop, signalStop };
}

/**
 * Whether the process that started the server of this folder is gone; false for a folder that never had one.
 * @param {string} folder
 */
export function isAbandoned(folder) {
  const file = path.join(folder, 'pg.owner');
  return fs.existsSync(file) && !hasOwner(file);
}

/** @param {string} file */
function noteOwner(file) {
  fs.writeFileSync(file, `${process.pid} ${birthMark(process.pid)}\n`, { mode: 0o600 });
}

/** @param {string} file */
function hasOwner(file) {
  if (!fs.existsSync(file)) return false;
  const [pid, ...born] = fs.readFileSync(file, 'utf8').trim().split(' ');
  const mark = birthMark(Number(pid));
  return mark !== '' && mark === born.join(' ');
}

/**
 * Makes the data folder. initdb writes beside it and the result is moved, so a killed first start leaves nothing half.
 * @param {Place} place
 * @param {string} programs
 * @param {import('./parts/postgres-binaries.mjs').Account} account
 * @param {boolean} throwaway
 */
async function initialise(place, programs, account, throwaway) {
  if (fs.existsSync(path.join(place.data, 'PG_VERSION'))) return;
  const draft = `${place.data}.new`;
  const passwordCopy = `${place.passwordFile}.new`;
  const { uid, gid } = account.identity;
  const password = randomBytes(24).toString('base64url');
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { mode: 0o700 });
  for (const file of [place.passwordFile, passwordCopy]) {
    fs.rmSync(file, { force: true });
    fs.writeFileSync(file, password, { mode: 0o600 });
  }
  if (uid !== undefined && gid !== undefined) for (const file of [draft, passwordCopy]) fs.chownSync(file, uid, gid);
  // the same order and case rules on every machine, whatever locales it has; people's order is asked for by ICU name
  const rules = ['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['-U', USER, '-A', 'scram-sha-256', '--pwfile', passwordCopy];
  const words = [...account.prefix, path.join(programs, 'bin', 'initdb'), '-D', draft, ...access, ...rules];
  if (throwaway) words.push('--no-sync');
  const result = await collect(words, { cwd: '/', ...account.identity });
  fs.rmSync(passwordCopy, { force: true });
  if (result.code !== 0) throw new Error(`PostgreSQL's data folder could not be made in ${draft}:\n${result.output}`);
  fs.renameSync(draft, place.data);
}

/**
 * PostgreSQL will not start while the process number in its lock file exists at all. A server killed a moment ago is
 * waited for until it is reaped; a number that is a zombie for good, or has gone to another program, is removed.
 * @param {string} data
 */
async function clearDeadLock(data) {
  const { pid } = readPidFile(data);
  if (!pid) return;
  for (const end = Date.now() + 3000; Date.now() < end && pidExists(pid); ) await pause(25);
  // a server that is still shutting down may take longer than a zombie
  for (const end = Date.now() + START_MS; Date.now() < end && servesFolder(pid, data); ) await pause(50);
  if (pidExists(pid) && !servesFolder(pid, data)) fs.rmSync(path.join(data, 'postmaster.pid'), { force: true });
}

/**
 * @param {Place} place
 * @param {string} programs
 * @param {import('./parts/postgres-binaries.mjs').Account} account
 * @param {Record<string, string>} settings
 * @returns {Promise<Postgres>}
 */
async function launch(place, programs, account, settings) {
  const before = [...account.prefix, ...dieWithParent()];
  let report = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = await choosePort(place.portFile);
    const words = [...before, path.join(programs, 'bin', 'postgres'), '-D', place.data, '-p', String(port)];
    const own = { listen_addresses: '127.0.0.1', unix_socket_directories: '', timezone: 'UTC', log_timezone: 'UTC' };
    for (const [name, value] of Object.entries({ ...settings, ...own })) words.push('-c', `${name}=${value}`);
    const server = await spawnServer(place, words, account.identity);
    if (await waitReady(place.data, server.hasEnded)) {
      const { pid, stop, signalStop, hasEnded } = server;
      noteOwner(place.ownerFile);
      const isAlive = () => !hasEnded();
      return { ...addresses(place, port), port, pid, reused: false, isAlive, stop, signalStop };
    }
    report = server.readLog();
    // another program took the port, or the memory of a killed server is not yet given back: both pass
    if (/Address already in use/.test(report)) fs.rmSync(place.portFile, { force: true });
    else if (!/still in use|already exists|is another postmaster/.test(report)) break;
    await pause(300);
  }
  throw new Error(`PostgreSQL did not start in ${place.data} (${account.name}). Its log ends:\n${report}`);
}

/**
 * Its own process group keeps a terminal's Ctrl-C away: the application ends first, the database after it.
 * @param {Place} place
 * @param {string[]} words
 * @param {{ uid?: number, gid?: number }} identity
 */
async function spawnServer(place, words, identity) {
  const [program = '', ...rest] = words;
  const size = fs.statSync(place.log, { throwIfNoEntry: false })?.size ?? 0;
  const log = fs.openSync(place.log, size > LOG_BYTES ? 'w' : 'a', 0o600);
  const start = fs.fstatSync(log).size;
  const child = spawn(program, rest, { stdio: ['ignore', log, log], cwd: '/', detached: true, ...identity });
  fs.closeSync(log);
  let ended = false;
  const end = new Promise((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  }).then(() => {
    ended = true;
  });
  child.unref();
  return {
    pid: child.pid ?? 0,
    hasEnded: () => ended,
    readLog: () => fs.readFileSync(place.log).subarray(start).toString('utf8').slice(-4000),
    signalStop: () => {
      if (!ended) child.kill('SIGINT');
    },
    stop: async () => {
      child.ref();
      if (!ended) child.kill('SIGINT');
      await end;
    },
  };
}

/** @param {Postgres} server */
async function createDatabase(server) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: server.adminUrl });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/**
 * Waits until the server takes connections and returns its port; undefined when `given` says it will not.
 * @param {string} data
 * @param {() => boolean} givenUp
 * @returns {Promise<number | undefined>}
 */
async function waitReady(data, givenUp) {
  for (const end = Date.now() + START_MS; Date.now() < end; ) {
    if (givenUp()) return undefined;
    const { state, port } = readPidFile(data);
    // a replica that serves reads says `standby`
    if ((state === 'ready' || state === 'standby') && port && (await answers(port))) return port;
    await pause(15);
  }
  return undefined;
}

/**
 * The server's own lock file: number on line 1, port on line 4, state on line 8 (PostgreSQL's pidfile.h).
 * @param {string} data
 */
function readPidFile(data) {
  let lines = [''];
  try {
    lines = fs.readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    // not running
  }
  return { pid: Number(lines[0]) || 0, port: Number(lines[3]) || 0, state: (lines[7] ?? '').trim() };
}

/** @param {string} data */
function isStopping(data) {
  return readPidFile(data).state === 'stopping';
}

/**
 * A zombie, or another program that was given the same number, is not our server.
 * @param {number} pid
 * @param {string} data
 */
function servesFolder(pid, data) {
  return pidExists(pid) && commandLine(pid).includes(data);
}

/**
 * The port of last time if it is free, else any free one, remembered.
 * @param {string} file
 */
async function choosePort(file) {
  const last = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
  const port = await freePort(last).catch(() => freePort(0));
  fs.writeFileSync(file, `${port}\n`, { mode: 0o600 });
  return port;
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function answers(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/**
 * @param {Place} place
 * @param {number} port
 */
function addresses(place, port) {
  const password = fs.readFileSync(place.passwordFile, 'utf8').trim();
  const server = `postgres://${USER}:${password}@127.0.0.1:${port}`;
  return { url: `${server}/${DATABASE}`, adminUrl: `${server}/postgres` };
}
