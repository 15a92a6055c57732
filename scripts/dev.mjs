/**
 * `npm run dev`: the embedded PostgreSQL, the API built again at each save and restarted, and Vite's server for the
 * pages, which hands API requests on. Open the address Vite prints. WEB_PORT (5173) and PORT (3000) move them.
 */
import './parts/node-version.mjs';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { readEnvironment, root } from './parts/environment.mjs';
import { keepPostgres } from './parts/keep-postgres.mjs';
import { progress } from './parts/progress.mjs';

const say = progress(process.stdout);
const { dataDir, databaseUrl } = readEnvironment();
/** @type {import('node:child_process').ChildProcess[]} */
const children = [];
/** @type {{ url: string, stop: () => Promise<void> } | undefined} */
let postgres;
let isStopping = false;

/** @param {number} code */
async function stop(code) {
  if (isStopping) return;
  isStopping = true;
  const ends = children.map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of children) child.kill('SIGTERM');
  await Promise.race([Promise.all(ends), new Promise((resolve) => setTimeout(resolve, 5000))]);
  await postgres?.stop();
  process.exit(code);
}

/**
 * @param {string} app
 * @param {string[]} words what Node is to run
 * @param {NodeJS.ProcessEnv} env
 */
function runIn(app, words, env) {
  const child = spawn(process.execPath, words, { cwd: path.join(root, 'apps', app), stdio: 'inherit', env });
  child.once('close', (code) => {
    if (!isStopping) say(`${words[0]} has ended`);
    void stop(code ?? 1);
  });
  children.push(child);
}

async function main() {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop(0));
  await bootstrap({ say, apps: ['api'] });
  if (!databaseUrl) postgres = await keepPostgres({ folder: dataDir, say, onGivenUp: () => void stop(1) });
  const webPort = process.env.WEB_PORT || '5173';
  const env = {
    ...process.env,
    DATABASE_URL: postgres?.url ?? databaseUrl,
    WEB_PORT: webPort,
    BASE_URL: process.env.BASE_URL || `http://127.0.0.1:${webPort}`,
    NODE_ENV: 'development',
    CHECK_REPLIES: process.env.CHECK_REPLIES || 'true',
  };
  const program = (/** @type {string} */ file) => path.join(root, 'node_modules', file);
  runIn('api', [program('rolldown/bin/cli.mjs'), '-c', 'rolldown.config.mjs', '--watch'], env);
  runIn('api', ['--watch', '--watch-preserve-output', '--enable-source-maps', 'dist/main.js'], env);
  runIn('web', [program('vite/bin/vite.js'), '--clearScreen', 'false'], env);
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  return stop(1);
});
