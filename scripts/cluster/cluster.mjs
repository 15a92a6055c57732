import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../parts/environment.mjs';
import { freePort } from '../parts/free-port.mjs';
import { keepPostgres } from '../parts/keep-postgres.mjs';
import { pause } from '../parts/processes.mjs';
import { balance } from './balance.mjs';

/** A dead process is started again after so long. */
const restMs = 300;

/**
 * @typedef {{ name: string, program: 'main' | 'worker', port: number, child?: import('node:child_process').ChildProcess, isUp: boolean, deaths: number }} Member
 * @typedef {{ url: string, members: Member[], databaseUrl: string, stop: () => Promise<void> }} Cluster
 */

/**
 * The node as many processes: a proxy on `port`, replicas of the API that leave jobs alone, workers, one PostgreSQL.
 * A member that dies is started again. Built before; `environment` is handed to every member.
 * @param {{ port: number, dataDir: string, databaseUrl?: string, replicas?: number, workers?: number, environment?: Record<string, string | undefined>, say: (text: string) => void }} options
 * @returns {Promise<Cluster>}
 */
export async function startCluster({ port, dataDir, databaseUrl, replicas = 2, workers = 1, environment = {}, say }) {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const fail = (/** @type {Error} */ error) => say(`PostgreSQL: ${error.message}`);
  const postgres = databaseUrl ? undefined : await keepPostgres({ folder: dataDir, say, onGivenUp: fail });
  const url = databaseUrl || postgres?.url || '';
  const shared = { ...process.env, ...environment, DATA_DIR: dataDir, DATABASE_URL: url };
  const base = { NODE_ENV: 'production', WEB_DIR: path.join(root, 'apps/web/dist'), TRUSTED_PROXIES: '127.0.0.1' };
  const baseUrl = process.env.BASE_URL || `http://127.0.0.1:${port}`;
  const keeping = {
    isStopping: false,
    say,
    environment: { ...base, ...shared, BASE_URL: baseUrl, WORKS_JOBS: workers > 0 ? 'false' : 'true' },
  };
  /** @type {Member[]} */
  const members = [];
  for (let at = 1; at <= replicas; at++)
    members.push({ name: `api ${at}`, program: 'main', port: await freePort(), isUp: false, deaths: 0 });
  for (let at = 1; at <= workers; at++)
    members.push({ name: `worker ${at}`, program: 'worker', port: 0, isUp: false, deaths: 0 });

  // whatever ends this program ends its members
  process.once('exit', () => {
    for (const { child } of members) child?.kill('SIGKILL');
  });
  for (const member of members) {
    keep(member, keeping);
    // the first one migrates and makes the first administrator; the others find that done
    while (!member.isUp && member.deaths === 0) await pause(100);
  }
  const server = await balance({
    port,
    replicas: () => members.filter(({ program, isUp }) => program === 'main' && isUp).map((member) => member.port),
  });

  return {
    url: `http://127.0.0.1:${port}`,
    members,
    databaseUrl: url,
    stop: async () => {
      keeping.isStopping = true;
      server.close();
      server.closeAllConnections();
      await Promise.all(members.map(end));
      await postgres?.stop();
    },
  };
}

/**
 * Runs a member, and runs it again when it dies.
 * @param {Member} member
 * @param {{ isStopping: boolean, say: (text: string) => void, environment: Record<string, string | undefined> }} keeping
 */
function keep(member, keeping) {
  const child = spawn(process.execPath, ['--enable-source-maps', `apps/api/dist/${member.program}.js`], {
    cwd: root,
    env: { ...keeping.environment, PORT: String(member.port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  member.child = child;
  child.stdout.on('data', (/** @type {Buffer} */ text) => {
    if (/is ready|works on its jobs/.test(String(text))) member.isUp = true;
    else process.stdout.write(text);
  });
  child.once('exit', (code, signal) => {
    member.isUp = false;
    if (keeping.isStopping) return;
    member.deaths += 1;
    keeping.say(`${member.name} ended (${signal ?? code}); starting it again`);
    setTimeout(() => keeping.isStopping || keep(member, keeping), restMs);
  });
}

/** @param {Member} member @returns {Promise<unknown>} */
function end({ child }) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  child.kill('SIGTERM');
  return new Promise((resolve) => child.once('exit', resolve));
}
