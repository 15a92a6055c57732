import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAbandoned, startPostgres, THROWAWAY } from '../../../scripts/postgres.mjs';

const PREFIX = 'cerebrate-test-';

/**
 * Vitest's global set-up: one throw-away PostgreSQL server for this run, with its own folder and port, so that any
 * number of runs go side by side. Workers find it in TEST_DATABASE_URL; the folder is removed at the end.
 */
export default async function setup(): Promise<() => Promise<void>> {
  sweep();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), PREFIX));
  const server = await startPostgres({ folder, settings: THROWAWAY });
  process.env.TEST_DATABASE_URL = server.adminUrl;
  return async () => {
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  };
}

/** Removes what runs that were killed left behind. */
function sweep(): void {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const folder = path.join(os.tmpdir(), name);
    if (name.startsWith(PREFIX) && isAbandoned(folder)) fs.rmSync(folder, { recursive: true, force: true });
  }
}
