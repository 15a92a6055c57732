/** What this machine says about a process: is it there, is it still the same one, what was it started with. */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

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
 * Words before a command that make the system send it SIGINT when the process that started it dies, even by SIGKILL
 * (Linux only). To PostgreSQL SIGINT means a fast, clean shutdown.
 * @returns {string[]}
 */
export function dieWithParent() {
  if (process.platform !== 'linux') return [];
  const words = ['setpriv', '--pdeathsig', 'INT'];
  return spawnSync('setpriv', [...words.slice(1), 'true']).status === 0 ? words : [];
}

/**
 * Runs a command without input and collects what it prints. It ends with this process.
 * @param {string[]} words
 * @param {import('node:child_process').SpawnOptionsWithoutStdio} [options]
 * @param {(text: string) => void} [onOutput] called with each piece as it comes
 * @returns {Promise<{ code: number | null, output: string }>} a command that cannot be run has code 1
 */
export function collect(words, options = {}, onOutput) {
  const [program = '', ...rest] = [...dieWithParent(), ...words];
  return new Promise((resolve) => {
    const child = spawn(program, rest, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const stopChild = () => child.kill('SIGTERM');
    process.once('exit', stopChild);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output = (output + chunk).slice(-20_000);
        onOutput?.(String(chunk));
      });
    child.once('error', (error) => resolve({ code: 1, output: `${words[0]} could not be run: ${error.message}` }));
    child.once('close', (code) => {
      process.off('exit', stopChild);
      resolve({ code, output: stripVTControlCharacters(output) });
    });
  });
}

/**
 * Waits.
 * @param {number} ms
 * @returns {Promise<void>}
 */
export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
