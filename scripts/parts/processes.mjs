/** What this machine says about a process: is it there, is it still the same one, what was it started with. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/**
 * True while the number belongs to any process, even to a dead one nobody has reaped yet.
 * @param {number} pid
 */
export function pidExists(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * The command line of a process; empty for a zombie and for a number nobody holds.
 * @param {number} pid
 */
export function commandLine(pid) {
  if (process.platform === 'linux') {
    try {
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    } catch {
      return '';
    }
  }
  if (process.platform === 'win32') return pidExists(pid) ? String(pid) : '';
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}

/**
 * A mark that tells this process from a later one with the same number: its start time in the words of the system.
 * Empty where the process is gone or a zombie.
 * @param {number} pid
 */
export function birthMark(pid) {
  if (process.platform === 'linux') {
    try {
      // the second field is the program's name in brackets and may hold anything: count from the last bracket
      const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? '' : String(fields[19]);
    } catch {
      return '';
    }
  }
  if (process.platform === 'win32') return pidExists(pid) ? 'there' : '';
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}

/**
 * @param {number} ms
 * @returns {Promise<void>}
 */
export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
