/** Dependencies as package-lock.json says, installed when they are not. */
import fs from 'node:fs';
import path from 'node:path';
import { root } from './environment.mjs';
import { collect } from './processes.mjs';
import { seconds } from './progress.mjs';

const REPORT_EVERY_MS = 5000;

/**
 * Runs `npm ci`.
 * @param {import('./progress.mjs').Say} say
 * @throws with npm's own last words and what to do
 */
export async function install(say) {
  const start = Date.now();
  say('Installing dependencies (a minute on first use)');
  const timer = setInterval(() => say(`  … ${countInstalled()} packages unpacked, ${seconds(start)}`), REPORT_EVERY_MS);
  try {
    // the build needs development packages too, whatever NODE_ENV or npm's `omit` say
    const quiet = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
    let result = await npm(['ci', ...quiet]);
    if (result.code !== 0 && /EUSAGE/.test(result.output)) {
      say('The lock does not fit this npm; resolving dependencies anew (npm install)');
      result = await npm(['install', '--no-save', ...quiet]);
    }
    if (result.code !== 0) throw new Error(installFailure(result.output));
  } finally {
    clearInterval(timer);
  }
  say(`Installed in ${seconds(start)}`);
}

/**
 * Whether every locked package is there in its version. npm notes what it installed in node_modules/.package-lock.json,
 * as its last act; packages for other platforms are in our lock only.
 */
export function isInstalled() {
  const wanted = readPackages(path.join(root, 'package-lock.json'));
  const found = readPackages(path.join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '' || !place.includes('node_modules/')) return true;
    const there = found[place];
    return there ? there.link === entry.link && there.version === entry.version : entry.optional || entry.devOptional;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, link?: boolean, optional?: boolean, devOptional?: boolean }>}
 */
function readPackages(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).packages : {};
}

function countInstalled() {
  const folder = path.join(root, 'node_modules');
  if (!fs.existsSync(folder)) return 0;
  const names = fs.readdirSync(folder);
  const scoped = names.filter((name) => name.startsWith('@'));
  return names.length - scoped.length + scoped.flatMap((name) => fs.readdirSync(path.join(folder, name))).length;
}

/**
 * The npm that runs this program, else the one on the path.
 * @param {string[]} words
 */
function npm(words) {
  const own = process.env.npm_execpath;
  return collect([...(own?.endsWith('.js') ? [process.execPath, own] : ['npm']), ...words], { cwd: root });
}

/** @param {string} output */
function installFailure(output) {
  const isNetwork = /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|E40\d|E50\d/.test(output);
  const remedy = isNetwork
    ? 'npm could not reach its registry: look at the network, a proxy, or `npm config get registry`, then start again.'
    : 'Remedy what npm says above, then start again; `npm ci` alone shows more.';
  return `${output.trim()}\nDependencies could not be installed. ${remedy}`;
}
