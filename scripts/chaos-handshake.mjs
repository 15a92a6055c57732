/**
 * `npm run chaos:handshake`: connects two MISPs through two nodes in processes of their own, once for each of the 23
 * calls of an interconnection, and kills a node with SIGKILL after that call (`--kills 8,16` for some of them). Whoever
 * died comes back and goes on: one account and one link at each MISP, both sides connected. Ends with the status of the
 * specs that say so.
 */
import './parts/node-version.mjs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { root } from './parts/environment.mjs';
import { progress } from './parts/progress.mjs';

const every = Array.from({ length: 23 }, (_, at) => at + 1).join(',');
const { values: options } = parseArgs({ options: { kills: { type: 'string', default: every } } });

await bootstrap({ say: progress(process.stderr) });
const words = ['run', '--project', 'api', 'apps/api/src/tools/kills.spec.ts', '--reporter=verbose'];
const { status } = spawnSync(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), ...words], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, HANDSHAKE_KILLS: options.kills },
});
process.exit(status ?? 1);
