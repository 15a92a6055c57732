/**
 * Locks between processes of one machine, kept as small JSON files that name their holder.
 * A lock whose holder died (even by SIGKILL) is free again: the file carries the holder's number and its start time.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { birthMark, pause } from './processes.mjs';

/** A file this young and not readable is being written by somebody else at this moment. */
const WRITING_MS = 3000;

/**
 * @typedef {{ pid: number, born: string, note: string }} Holder
 * @typedef {{ release: () => void, describe: (note: string) => void }} Lock
 */

/**
 * Who holds the lock now; undefined when nobody living does.
 * @param {string} file
 * @returns {Holder | undefined}
 */
export function lockHolder(file) {
  const text = readIfThere(file);
  return text === undefined || isStale(file, text) ? undefined : parseHolder(text);
}

/**
 * Takes the lock, or returns undefined when a living process holds it.
 * @param {string} file
 * @param {string} [note] one line others may show, such as an address
 * @returns {Lock | undefined}
 */
export function takeLock(file, note = '') {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const content = (/** @type {string} */ text) =>
    JSON.stringify({ pid: process.pid, born: birthMark(process.pid), note: text });
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      fs.writeFileSync(file, content(note), { flag: 'wx', mode: 0o600 });
      return {
        release: () => fs.rmSync(file, { force: true }),
        describe: (text) => fs.writeFileSync(file, content(text)),
      };
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const found = readIfThere(file);
    if (found === undefined) continue;
    if (!isStale(file, found)) return undefined;
    removeStale(file, found);
  }
  return undefined;
}

/**
 * Runs `work` while holding the lock, waiting for it as long as a living process has it.
 * @template T
 * @param {string} file
 * @param {{ note?: string, onWait?: (holder: Holder | undefined) => void }} options `onWait` is called once
 * @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function withLock(file, options, work) {
  let lock = takeLock(file, options.note);
  if (!lock) options.onWait?.(lockHolder(file));
  while (!lock) {
    await pause(100);
    lock = takeLock(file, options.note);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * @param {string} text
 * @returns {Holder | undefined}
 */
function parseHolder(text) {
  try {
    const holder = JSON.parse(text);
    return Number.isInteger(holder?.pid) ? holder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} file
 * @param {string} text
 */
function isStale(file, text) {
  const holder = parseHolder(text);
  if (holder) return birthMark(holder.pid) !== holder.born || holder.born === '';
  const written = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - written > WRITING_MS;
}

/**
 * Moves the dead holder's file away. Two processes may judge the same file stale at once; the slower one must not
 * take away the lock the faster one has made since, so what was moved is compared and put back if it is a new one.
 * @param {string} file
 * @param {string} judged
 */
function removeStale(file, judged) {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return;
  }
  if (readIfThere(aside) !== judged) {
    try {
      fs.linkSync(aside, file);
    } catch {
      // somebody has made a newer one in between: the next round looks at that
    }
  }
  fs.rmSync(aside, { force: true });
}
