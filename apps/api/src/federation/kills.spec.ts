import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { broodRuns, broods, organisations } from '@cerebrate/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bootstrap } from '../../../../scripts/bootstrap.mjs';
import { Node135 } from '../../../../scripts/parts/node-135.mjs';
import { fill135 } from '../../../../scripts/parts/pull-world.mjs';
import { type House, startHouse, testSecret } from '../../test/house.js';
import { RunJobs } from './runs/run-jobs.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const count = 300;
const old = new Node135();
let house: House;
let worker: ChildProcess | undefined;

/** A worker as an operator runs it: a process of its own that takes jobs from the same database. */
async function startWorker(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['apps/api/dist/worker.js'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'ignore'],
    env: {
      ...process.env,
      DATABASE_URL: house.databaseUrl,
      DATA_DIR: house.config.dataDir,
      SECRET_KEY: testSecret,
      EGRESS_ALLOW: '127.0.0.0/8',
      LOG_LEVEL: 'error',
    },
  });
  worker = child;
  return child;
}

beforeAll(async () => {
  await bootstrap({ say: () => undefined, apps: ['api'] });
  await old.start();
  fill135(old, count);
  house = await startHouse({}, false);
}, 240_000);
afterAll(async () => {
  worker?.kill('SIGKILL');
  await house.stop();
  await old.stop();
});

it('a pull whose processes are killed on either side ends with everything there, once', async () => {
  const said = await house.call(organisations.create, { body: { name: 'Who runs the peer' } });
  const made = await house.call(broods.create, {
    body: { name: 'The peer', url: old.url, ownerId: said.body.id, authKey: old.key, strategy: 'trusted' },
  });
  const at = { ref: String(made.body.id) };
  const run = await house.call(broodRuns.start, {
    params: at,
    body: { kinds: ['organisations'], isRehearsal: false, isFull: false },
  });
  expect(run.status, run.text).toBe(201);
  const taken = async () => (await house.rows(`select from record_origins`)).length;
  for (const moment of [40, 170]) {
    const child = await startWorker();
    await expect.poll(taken, { timeout: 150_000, interval: 10 }).toBeGreaterThan(moment);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    // the peer dies as well, and is started again where it was
    const port = Number(new URL(old.url).port);
    await old.stop();
    await old.start(port);
    expect(await taken()).toBeLessThan(count);
    // a minute later the lease of the dead is over, and the schedule takes the run up
    await house.rows(`update brood_runs set lease_until = now() - interval '1 second'`);
    await house.app.get(RunJobs).schedule();
  }
  await startWorker();
  const params = { ...at, run: String(run.body.id) } as never;
  await expect
    .poll(async () => (await house.call(broodRuns.get, { params })).body.state, { timeout: 150_000, interval: 50 })
    .toBe('done');
  expect((await house.call(broodRuns.get, { params })).body.counts).toMatchObject({
    created: count,
    refused: 0,
    removed: 0,
  });
  const [kept] = await house.rows(`select count(*)::int as records, count(distinct o.uuid)::int as uuids,
    (select count(*)::int from meta_fields) as ranges,
    (select count(*)::int from audit_log where kind = 'organisation' and action = 'add' and message = 'taken from The peer') as told
    from organisations o join record_origins r on r.kind = 'organisation' and r.record_id = o.id`);
  const ranges = old.organisations.reduce((sum, one) => sum + one['meta_fields'].length, 0);
  expect(kept).toEqual({ records: count, uuids: count, ranges, told: count });
}, 400_000);
