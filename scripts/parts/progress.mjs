/** Lines that tell a person what is going on and how long it took. */

/** @typedef {(line: string) => void} Say */

/**
 * A printer of lines with the seconds since the program started.
 * @param {NodeJS.WritableStream} stream standard error where standard output carries results
 * @returns {Say}
 */
export function progress(stream) {
  return (line) => {
    stream.write(`[${process.uptime().toFixed(1).padStart(5)} s] ${line}\n`);
  };
}

/**
 * @param {number} since a `Date.now()`
 * @returns {string} such as `4.2 s`
 */
export function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
