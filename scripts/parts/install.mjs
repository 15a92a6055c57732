/** Dependencies as package-lock.json says, installed when they are not. */
import fs from 'node:fs';
import path from 'node:path';
import { root } from './environment.mjs';
import { collect } from './processes.mjs';
import { seconds } from './progress.mjs';

const REPORT_EVERY_MS = 10_000;
/** npm's note of a package it has, from the network or from its cache. */
const FETCHED = /^npm http (fetch|cache) .*\.tgz\b/gm;

/**
 * Runs `npm ci`.
 * @param {import('./progress.mjs').Say} say
 * @throws with npm's own last words and what to do
 */
export async function install(say) {
  const start = Date.now();
  let fetched = 0;
  const onOutput = (/** @type {string} */ text) => {
    fetched += text.match(FETCHED)?.length ?? 0;
  };
  say('Installing dependencies (a minute or two on first use)');
  const report = () => say(`  … ${fetched > 0 ? `${fetched} packages fetched, ` : ''}${seconds(start)}`);
  const timer = setInterval(report, REPORT_EVERY_MS);
  try {
    // the build needs development packages too, whatever NODE_ENV or npm's `omit` say
    const words = ['--include=dev', '--include=optional', '--prefer-offline', '--no-audit', '--no-fund'];
    let result = await npm(['ci', ...words, '--loglevel=http'], onOutput);
    if (result.code !== 0 && /EUSAGE/.test(result.output)) {
      say('The lock does not fit this npm; resolving dependencies anew (npm install)');
      result = await npm(['install', '--no-save', ...words, '--loglevel=http'], onOutput);
    }
    if (result.code !== 0) throw new Error(installFailure(result.output));
  } finally {
    clearInterval(timer);
  }
  say(`Installed in ${seconds(start)}`);
}

/**
 * Whether what is installed is what package-lock.json says. npm notes what it installed in node_modules/.package-lock.json,
 * as its last act.
 */
export function isInstalled() {
  const wanted = readPackages(path.join(root, 'package-lock.json'));
  return isAsLocked(wanted, readPackages(path.join(root, 'node_modules', '.package-lock.json')));
}

/**
 * Whether every locked package is there, in its version and content, and no other. An optional one may be missing, because
 * it could not be built or is for other platforms, but not one that was built for just this platform.
 * @param {Record<string, Package>} wanted @param {Record<string, Package>} found
 */
export function isAsLocked(wanted, found) {
  const isThere = Object.entries(wanted).every(([place, entry]) => {
    if (place === '' || !place.includes('node_modules/')) return true;
    const there = found[place];
    if (!there) return Boolean(entry.optional || entry.devOptional) && !isForHere(entry);
    const isSame = !there.integrity || !entry.integrity || there.integrity === entry.integrity;
    return there.link === entry.link && there.version === entry.version && isSame;
  });
  return isThere && Object.keys(found).every((place) => place in wanted);
}

/** @param {Package} entry */
function isForHere({ os, cpu, libc }) {
  if (!os && !cpu) return false;
  const names = (!os || os.includes(process.platform)) && (!cpu || cpu.includes(process.arch));
  return names && (!libc || libc.includes(isGlibc() ? 'glibc' : 'musl'));
}

function isGlibc() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header?.glibcVersionRuntime !== undefined;
}

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, devOptional?: boolean,
 *   os?: string[], cpu?: string[], libc?: string[] }} Package
 */

/**
 * @param {string} file
 * @returns {Record<string, Package>}
 */
function readPackages(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).packages : {};
}

/**
 * The npm that runs this program, else the one on the path.
 * @param {string[]} words
 * @param {(text: string) => void} onOutput
 */
function npm(words, onOutput) {
  const own = process.env.npm_execpath;
  return collect([...(own?.endsWith('.js') ? [process.execPath, own] : ['npm']), ...words], { cwd: root }, onOutput);
}

/** @param {string} output */
function installFailure(output) {
  const said = output.split('\n').filter((line) => !/^npm (http|warn)/.test(line));
  const isNetwork = /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|E40\d|E50\d/.test(output);
  const remedy = isNetwork
    ? 'npm could not reach its registry: look at the network, a proxy, or `npm config get registry`, then start again.'
    : 'Remedy what npm says above, then start again; `npm ci` alone shows more.';
  return `${said.join('\n').trim()}\nDependencies could not be installed. ${remedy}`;
}
