import { type Logger, pino } from 'pino';

/** Nest's token for the process's logger. */
export const LOG = Symbol('log');

const secretPaths = ['authorization', 'cookie', 'password', 'authkey', 'authKey', 'secret', 'token', 'secretKey'];

/** The process's structured log; whatever is named like a secret is struck out at two levels of depth. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    redact: { paths: secretPaths.flatMap((path) => [path, `*.${path}`, `*.*.${path}`]), censor: '•••' },
  });
}
