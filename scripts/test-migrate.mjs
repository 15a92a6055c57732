/**
 * `npm run test:migrate`: moving in from a PHP Cerebrate, against a real MariaDB filled with one. `MARIADB_URL` names a
 * server that runs, with a user who may create databases; without it a throw-away server is started from the programs
 * of the distribution (`apt-get install mariadb-server-core mariadb-client-core`) in a folder of its own.
 */
import './parts/node-version.mjs';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { root } from './parts/environment.mjs';
import { freePort } from './parts/free-port.mjs';
import { progress } from './parts/progress.mjs';

const say = progress(process.stdout);
const patienceMs = 60_000;
const isRoot = process.getuid?.() === 0;

/** @param {readonly string[]} names */
function program(names) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/bin', '/usr/local/sbin'];
  for (const name of names)
    for (const folder of folders) if (fs.existsSync(path.join(folder, name))) return path.join(folder, name);
  return undefined;
}

/**
 * A server on loopback that nobody else knows of; its data goes with it.
 * @param {string} server
 * @param {string} install
 */
async function startMariadb(server, install) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cerebrate-mariadb-'));
  const user = isRoot ? ['--user=root'] : [];
  const made = spawnSync(
    install,
    ['--no-defaults', `--datadir=${folder}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...user],
    { encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`MariaDB could not make its data:\n${made.stdout}${made.stderr}`);
  const port = await freePort();
  const words = [`--datadir=${folder}`, '--bind-address=127.0.0.1', `--port=${port}`, `--socket=${folder}/s`, ...user];
  const child = spawn(server, ['--no-defaults', ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (part) => {
    log = (log + part).slice(-8_000);
  });
  const stop = () => {
    child.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', stop);
  const until = Date.now() + patienceMs;
  while (!/ready for connections/.test(log)) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`MariaDB did not start:\n${log}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { url: `mysql://root@127.0.0.1:${port}`, stop };
}

/** @param {string} url */
function runSpecs(url) {
  return new Promise((resolve) => {
    const words = ['run', '--config', 'moving.config.ts', ...process.argv.slice(2)];
    const child = spawn(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), ...words], {
      cwd: path.join(root, 'apps/api'),
      stdio: 'inherit',
      env: { ...process.env, MARIADB_URL: url },
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
}

const { MARIADB_URL: running } = process.env;
const server = program(['mariadbd', 'mysqld']);
const install = program(['mariadb-install-db', 'mysql_install_db']);
if (!running && (!server || !install)) {
  process.stderr.write(
    'Set MARIADB_URL to a MariaDB or MySQL that runs, or install mariadb-server-core and mariadb-client-core of your distribution.\n',
  );
  process.exit(2);
}
await bootstrap({ say, apps: ['api'] });
const started = running ? undefined : await startMariadb(server ?? '', install ?? '');
try {
  process.exitCode = Number(await runSpecs(running ?? started?.url ?? ''));
} finally {
  started?.stop();
}
