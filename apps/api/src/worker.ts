import { createApp } from './app.js';
import { ConfigRefused, readConfig } from './kernel/index.js';

// Runs jobs and nothing else: the same rooms as the server, on no port. Any number of them share one database.
try {
  const app = await createApp(readConfig(process.env), { worksJobs: true });
  await app.init();
  process.stdout.write('Cerebrate works on its jobs\n');
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigRefused ? error.message : `The worker could not start: ${(error as Error).stack}`}\n`,
  );
  process.exitCode = 1;
}
