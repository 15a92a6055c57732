import { type Logger, pino } from 'pino';

/** Nest's token for the process's logger. */
export const LOG = Symbol('log');

const secretPaths = ['authorization', 'cookie', 'password', 'authkey', 'authKey', 'secret', 'token', 'secretKey'];

/**
 * The process's structured log; whatever is named like a secret is struck out at two levels of depth. It goes to standard
 * output, but for commands, whose outcome is there: to standard error.
 */
export function createLog(level: string, to: 'output' | 'error' = 'output'): Logger {
  const options = {
    level,
    base: null,
    redact: { paths: secretPaths.flatMap((path) => [path, `*.${path}`, `*.*.${path}`]), censor: '•••' },
  };
  return to === 'output' ? pino(options) : pino(options, pino.destination({ dest: 2, sync: true }));
}
