/**
 * `npm run test:keycloak`: everything that concerns Keycloak, against a real one. `KEYCLOAK_URL` names one that runs
 * (its administrator in KEYCLOAK_ADMIN and KEYCLOAK_ADMIN_PASSWORD, `admin` when absent); `KEYCLOAK_HOME` names an
 * unpacked distribution that is started for the run with a Java found in JAVA_HOME, beside it, or on the path. The
 * specs make realms of their own and take them away.
 */
import './parts/node-version.mjs';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { root } from './parts/environment.mjs';
import { freePort } from './parts/free-port.mjs';
import { progress } from './parts/progress.mjs';

const say = progress(process.stdout);
const patienceMs = 300_000;

/**
 * The folder of a Java of version 17 or newer.
 * @param {string} home the folder of Keycloak
 */
function findJava(home) {
  const beside = path.dirname(home);
  const places = [
    process.env['JAVA_HOME'],
    ...fs.readdirSync(beside).map((name) => path.join(beside, name)),
    ...['/usr/lib/jvm', '/opt/java'].flatMap((parent) =>
      fs.existsSync(parent) ? fs.readdirSync(parent).map((name) => path.join(parent, name)) : [],
    ),
  ];
  for (const place of places) {
    if (!place || !fs.existsSync(path.join(place, 'bin', 'java'))) continue;
    const said = spawnSync(path.join(place, 'bin', 'java'), ['-version'], { encoding: 'utf8' });
    const version = Number(/version "(\d+)/.exec(said.stderr ?? '')?.[1] ?? 0);
    if (version >= 17) return place;
  }
  return spawnSync('java', ['-version']).status === 0 ? undefined : null;
}

/**
 * Starts the distribution with a database in memory; answers how to reach and how to stop it.
 * @param {string} home
 */
async function startKeycloak(home) {
  const java = findJava(home);
  if (java === null) throw new Error('No Java 17 or newer was found: set JAVA_HOME, or put one beside KEYCLOAK_HOME.');
  const [port, management] = [await freePort(), await freePort()];
  const password = randomBytes(12).toString('hex');
  const program = path.join(home, 'bin', process.platform === 'win32' ? 'kc.bat' : 'kc.sh');
  const words = ['start-dev', '--db=dev-mem', '--http-host=127.0.0.1', `--http-port=${port}`];
  const child = spawn(program, [...words, `--http-management-port=${management}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    env: {
      ...process.env,
      ...(java ? { JAVA_HOME: java } : {}),
      JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m',
      KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
      KC_BOOTSTRAP_ADMIN_PASSWORD: password,
    },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part) => {
      log = (log + part).slice(-20_000);
    });
  const stop = () => {
    try {
      if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGTERM');
    } catch {
      // it ended by itself
    }
  };
  process.once('exit', stop);
  const url = `http://127.0.0.1:${port}`;
  await answering(
    url,
    () => child.exitCode === null,
    () => log,
  );
  return { url, password, stop };
}

/**
 * @param {string} url
 * @param {() => boolean} lives
 * @param {() => string} told
 */
async function answering(url, lives, told) {
  const until = Date.now() + patienceMs;
  for (;;) {
    const said = await fetch(`${url}/realms/master`).catch(() => undefined);
    if (said?.ok) return;
    if (!lives()) throw new Error(`Keycloak ended while starting:\n${told()}`);
    if (Date.now() > until) throw new Error(`Keycloak did not answer at ${url} within five minutes:\n${told()}`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** @param {Record<string, string>} env */
function runSpecs(env) {
  return new Promise((resolve) => {
    const words = ['run', '--config', 'keycloak.config.ts', ...process.argv.slice(2)];
    const child = spawn(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), ...words], {
      cwd: path.join(root, 'apps/api'),
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
}

const { KEYCLOAK_URL: running, KEYCLOAK_HOME: home } = process.env;
if (!running && !home) {
  process.stderr.write(
    'Set KEYCLOAK_URL to a Keycloak 26 that runs (docker compose -f docker-compose.keycloak.yml up), or KEYCLOAK_HOME to an unpacked distribution.\n',
  );
  process.exit(2);
}
await bootstrap({ say, apps: [] });
const started = running ? undefined : await startKeycloak(path.resolve(home ?? ''));
try {
  process.exitCode = await runSpecs({
    KEYCLOAK_URL: running ?? started?.url ?? '',
    KEYCLOAK_ADMIN: process.env['KEYCLOAK_ADMIN'] ?? 'admin',
    KEYCLOAK_ADMIN_PASSWORD: started?.password ?? process.env['KEYCLOAK_ADMIN_PASSWORD'] ?? 'admin',
  });
} finally {
  started?.stop();
}
