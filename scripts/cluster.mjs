/**
 * `npm run cluster`: the node as many processes on one machine, as `docker-compose.yml` runs it in containers: a proxy on
 * PORT, two replicas of the API, a worker for the jobs, and one PostgreSQL (embedded unless DATABASE_URL names one).
 * `--replicas N`, `--workers N`. Whatever dies is started again.
 */
import './parts/node-version.mjs';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { startCluster } from './cluster/cluster.mjs';
import { readEnvironment } from './parts/environment.mjs';
import { progress } from './parts/progress.mjs';

const { values: options } = parseArgs({
  options: { replicas: { type: 'string', default: '2' }, workers: { type: 'string', default: '1' } },
});
const say = progress(process.stdout);
const { dataDir, databaseUrl, port } = readEnvironment();
await bootstrap({ say });
const cluster = await startCluster({
  port,
  dataDir,
  databaseUrl,
  replicas: Number(options.replicas),
  workers: Number(options.workers),
  say,
});
say(`Cerebrate is ready at ${cluster.url}: ${cluster.members.map(({ name }) => name).join(', ')}`);
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, async () => {
    say('Stopping');
    await cluster.stop();
    process.exit(0);
  });
