import fs from 'node:fs';

/**
 * Memory of a process in MiB: `rss` as the system counts it, `peak` the highest it ever was. Zeros where /proc is not.
 * @param {number} pid
 */
export function memoryOf(pid) {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    return { rss: kilobytes(status, 'VmRSS') / 1024, peak: kilobytes(status, 'VmHWM') / 1024 };
  } catch {
    return { rss: 0, peak: 0 };
  }
}

/**
 * Memory of a process and all its children in MiB, shared pages counted once (PSS).
 * @param {number} pid
 */
export function treeMemory(pid) {
  let total = 0;
  for (const one of [pid, ...childrenOf(pid)]) {
    try {
      total += kilobytes(fs.readFileSync(`/proc/${one}/smaps_rollup`, 'utf8'), 'Pss') / 1024;
    } catch {}
  }
  return total;
}

/**
 * @param {number} pid
 * @returns {number[]}
 */
function childrenOf(pid) {
  try {
    const list = fs
      .readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number);
    return list.flatMap((child) => [child, ...childrenOf(child)]);
  } catch {
    return [];
  }
}

/**
 * @param {string} text
 * @param {string} field
 */
function kilobytes(text, field) {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
}
