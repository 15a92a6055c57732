/**
 * Makes a checkout ready to run: dependencies installed as locked, API and SPA built when a source changed.
 * Needs nothing but Node and npm. `node scripts/bootstrap.mjs [--install-only]`, and first act of the other programs.
 */
import './parts/node-version.mjs';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './parts/environment.mjs';
import { install, isInstalled } from './parts/install.mjs';
import { withLock } from './parts/lock-file.mjs';
import { collect } from './parts/processes.mjs';
import { progress, seconds } from './parts/progress.mjs';

const STAMPS = path.join(root, '.cache', 'build.json');
const SHARED = ['libs', 'package-lock.json', 'tsconfig.base.json'];
const NOT_SOURCE = /^(node_modules|dist|test|e2e|test-results|\..*)$|\.spec\.tsx?$|\.md$/;

/**
 * @typedef {'api' | 'web'} AppName
 * @typedef {{ folder: string, product: string, sources: string[], command: string[] }} App
 */

/** @type {Record<AppName, App>} */
const APPS = {
  api: {
    folder: 'apps/api',
    product: 'dist/main.js',
    sources: [...SHARED, 'apps/api'],
    command: ['node_modules/rolldown/bin/cli.mjs', '-c', 'rolldown.config.mjs'],
  },
  web: {
    folder: 'apps/web',
    product: 'dist/index.html',
    sources: [...SHARED, 'apps/web'],
    command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
  },
};

/**
 * Installs and builds what is not up to date. Two at once take turns, so that they do not build over each other.
 * @param {{ say: import('./parts/progress.mjs').Say, apps?: AppName[] }} options `apps`: which to build, default all
 * @throws with the tool's own output, when npm or a build fails
 */
export async function bootstrap({ say, apps = ['api', 'web'] }) {
  // nothing is written where nothing is due: a checkout may belong to another account
  if (isInstalled() && dueBuilds(apps).length === 0) return;
  const onWait = (/** @type {{ pid: number } | undefined} */ holder) =>
    say(`Process ${holder?.pid ?? ''} is installing or building in this checkout; waiting for it`);
  await withLock(path.join(root, '.cache', 'bootstrap.lock'), { onWait }, async () => {
    if (!isInstalled()) await install(say);
    await buildDue(say, dueBuilds(apps));
  });
}

/**
 * The apps whose sources are not those of their last build.
 * @param {AppName[]} names
 */
function dueBuilds(names) {
  const stamps = readStamps();
  return names
    .map((name) => ({ name, app: APPS[name], hash: hashOf(APPS[name].sources) }))
    .filter(({ name, app, hash }) => stamps[name] !== hash || !fs.existsSync(path.join(root, app.folder, app.product)));
}

/**
 * @param {import('./parts/progress.mjs').Say} say
 * @param {ReturnType<typeof dueBuilds>} due
 */
async function buildDue(say, due) {
  if (due.length === 0) return;
  const start = Date.now();
  say(`Building ${due.map(({ name }) => (name === 'api' ? 'the API' : 'the pages')).join(' and ')}`);
  const results = await Promise.allSettled(due.map(({ app }) => build(app)));
  const stamps = readStamps();
  for (const [place, { name, hash }] of due.entries()) if (results[place]?.status === 'fulfilled') stamps[name] = hash;
  fs.writeFileSync(STAMPS, `${JSON.stringify(stamps, null, 2)}\n`);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  say(`Built in ${seconds(start)}`);
}

/** @returns {Record<string, string>} */
function readStamps() {
  try {
    return JSON.parse(fs.readFileSync(STAMPS, 'utf8'));
  } catch {
    return {};
  }
}

/**
 * One number for everything a build reads; specs and documents do not count.
 * @param {string[]} places files and folders under the top folder
 */
function hashOf(places) {
  const hash = createHash('sha256').update(process.version);
  for (const place of places)
    for (const file of filesUnder(place)) hash.update(`\0${file}\0`).update(fs.readFileSync(path.join(root, file)));
  return hash.digest('hex');
}

/**
 * @param {string} place
 * @returns {string[]}
 */
function filesUnder(place) {
  const full = path.join(root, place);
  if (!fs.existsSync(full)) return [];
  if (!fs.statSync(full).isDirectory()) return [place];
  const names = fs.readdirSync(full).filter((name) => !NOT_SOURCE.test(name));
  return names.sort().flatMap((name) => filesUnder(`${place}/${name}`));
}

/**
 * @param {App} app
 * @returns {Promise<void>}
 * @throws with the output of the tool
 */
async function build({ folder, command: [tool = '', ...words] }) {
  const env = { ...process.env, NODE_ENV: 'production' };
  const { code, output } = await collect([process.execPath, path.join(root, tool), ...words], {
    cwd: path.join(root, folder),
    env,
  });
  if (code !== 0) throw new Error(`${output.trim()}\nThe build of ${folder} failed.`);
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) {
  const apps = process.argv.includes('--install-only') ? /** @type {AppName[]} */ ([]) : undefined;
  try {
    await bootstrap({ say: progress(process.stdout), ...(apps && { apps }) });
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exitCode = 1;
  }
}
