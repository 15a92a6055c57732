/**
 * Completes package-lock.json: `node scripts/complete-lock.mjs [--check]`, after every change of dependencies.
 *
 * A registry copy may lack the binary packages of other platforms. npm then leaves them out of the lock, and
 * `npm ci` refuses the lock ("Missing: @scope/name-darwin-arm64@ from lock file"); on such a platform the program
 * would lack its binaries. This adds an entry for each one, read from the exact version its parent asks for, and
 * removes addresses of registries, so that the lock says nothing about where it was made.
 */
import fs from 'node:fs';
import path from 'node:path';

const FILE = path.resolve(import.meta.dirname, '..', 'package-lock.json');
const EXACT_VERSION = /^\d+\.\d+\.\d+[\w.-]*$/;

/** Words of package names, and what npm calls the same thing. @type {Record<string, string>} */
const SYSTEMS = { windows: 'win32' };
for (const name of 'darwin linux win32 freebsd openbsd netbsd sunos aix android openharmony'.split(' '))
  SYSTEMS[name] = name;
/** @type {Record<string, string>} */
const PROCESSORS = { armv7: 'arm' };
for (const name of 'arm64 x64 ia32 arm ppc64 s390x riscv64 loong64 mips64el wasm32'.split(' ')) PROCESSORS[name] = name;
/** @type {Record<string, string>} */
const LIBRARIES = { musl: 'musl', musleabihf: 'musl', gnu: 'glibc', gnueabihf: 'glibc' };

/**
 * @typedef {object} Entry one package in the lock (the parts used here)
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {boolean} [link]
 * @property {boolean} [dev]
 * @property {Record<string, string>} [optionalDependencies]
 */

/**
 * The entry Node would load for `name` from the package at `place`: the nearest folder upwards.
 * @param {Record<string, Entry>} packages
 * @param {string} place
 * @param {string} name
 */
function nearest(packages, place, name) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const found = packages[`${folder ? `${folder}/` : ''}node_modules/${name}`];
    if (found || folder === '') return found;
  }
}

/**
 * The lock entry of a platform's binary package, told by its name; undefined when the name names no platform.
 * @param {string} name
 * @param {string} version
 * @param {Entry} parent
 */
function platformEntry(name, version, parent) {
  const words = name.replace(/^@[^/]+\//, '').split(/[-/]/);
  /** @param {Record<string, string>} table */
  const pick = (table) => words.map((word) => table[word]).find(Boolean);
  const system = pick(SYSTEMS);
  const processor = pick(PROCESSORS);
  const library = pick(LIBRARIES);
  if (!system && !processor) return undefined;
  return {
    version,
    ...(processor && { cpu: [processor] }),
    ...(parent.dev && { dev: true }),
    ...(library && { libc: [library] }),
    optional: true,
    ...(system && { os: [system] }),
  };
}

/**
 * Adds what is missing and removes registry addresses; returns how much of each.
 * @param {Record<string, Entry>} packages changed in place
 */
function complete(packages) {
  const changes = { added: 0, addresses: 0, skipped: /** @type {string[]} */ ([]) };
  for (const [place, parent] of Object.entries({ ...packages })) {
    if (parent.resolved && !parent.link) {
      delete parent.resolved;
      changes.addresses += 1;
    }
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const there = nearest(packages, place, name);
      if (there && (there.version === version || !EXACT_VERSION.test(version))) continue;
      const entry = EXACT_VERSION.test(version) ? platformEntry(name, version, parent) : undefined;
      if (entry) {
        packages[there ? `${place}/node_modules/${name}` : `node_modules/${name}`] = entry;
        changes.added += 1;
      } else changes.skipped.push(`${name}@${version}`);
    }
  }
  return changes;
}

const before = fs.readFileSync(FILE, 'utf8');
const lock = JSON.parse(before);
const changes = complete(lock.packages);
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries(sorted);
const after = `${JSON.stringify(lock, null, 2)}\n`;
for (const name of changes.skipped) console.log(`left out, its platform is not clear: ${name}`);
if (process.argv.includes('--check')) {
  if (changes.added + changes.addresses > 0) {
    console.error('package-lock.json is not complete. Run: node scripts/complete-lock.mjs');
    process.exit(1);
  }
} else {
  if (after !== before) fs.writeFileSync(FILE, after);
  console.log(`package-lock.json: ${changes.added} entries added, ${changes.addresses} addresses removed`);
}
