import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createApp } from './app.js';
import { type Config, ConfigRefused, readConfig, Store, sql } from './kernel/index.js';

const lookEveryMs = 15_000;

// Runs jobs and nothing else: the same rooms as the server, on no port. Any number of them share one database.
try {
  const config = readConfig(process.env);
  const app = await createApp(config, { worksJobs: true });
  await app.init();
  showLife(config, app.get(Store));
  process.stdout.write('Cerebrate works on its jobs\n');
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigRefused ? error.message : `The worker could not start: ${(error as Error).stack}`}\n`,
  );
  process.exitCode = 1;
}

/** It answers nobody: whoever watches over it looks when `worker.alive` was last touched, which needs the database. */
function showLife({ dataDir }: Config, store: Store): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const look = () =>
    store
      .read(sql`select 1`)
      .then(() => writeFileSync(path.join(dataDir, 'worker.alive'), '', { mode: 0o600 }))
      .catch(() => undefined);
  void look();
  setInterval(look, lookEveryMs).unref();
}
