/**
 * `npm run cli -- <command> …`: the API's command line with everything it needs. Progress goes to standard error, so
 * that standard output carries results only. The database is the running instance's, or started for the command.
 */
import './parts/node-version.mjs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootstrap } from './bootstrap.mjs';
import { readEnvironment, root } from './parts/environment.mjs';
import { progress } from './parts/progress.mjs';
import { startPostgres } from './postgres.mjs';

// What was typed may hold a password, and others may see what a process is called.
if (process.argv.some((word) => /:\/\/[^/@]*:[^/@]*@/.test(word))) process.title = 'cerebrate';
const environment = readEnvironment();
try {
  await bootstrap({ say: progress(process.stderr), apps: ['api'] });
  if (!environment.databaseUrl) {
    const postgres = await startPostgres({ folder: environment.dataDir });
    process.env.DATABASE_URL = postgres.url;
    process.on('exit', postgres.signalStop);
  }
  process.env.NODE_ENV ??= 'production';
  process.setSourceMapsEnabled(true);
  const program = path.join(root, 'apps', 'api', 'dist', 'cli.js');
  process.argv[1] = program;
  await import(pathToFileURL(program).href);
} catch (error) {
  process.stderr.write(`${/** @type {Error} */ (error).message}\n`);
  // a connection the command left open must not hold the process
  process.exit(1);
}
