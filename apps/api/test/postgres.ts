import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startPostgres, THROWAWAY } from '../../../scripts/postgres.mjs';

/**
 * Vitest's global set-up: one throw-away PostgreSQL server for this run, with its own folder and port, so that any
 * number of runs go side by side. Workers find it in TEST_DATABASE_URL; the folder is removed at the end.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cerebrate-test-'));
  const server = await startPostgres({ folder, settings: THROWAWAY });
  process.env.TEST_DATABASE_URL = server.adminUrl;
  return async () => {
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  };
}
