import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { broodRuns, broods, organisations } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Node135, type Row } from '../../../../scripts/parts/node-135.mjs';
import { fill135 } from '../../../../scripts/parts/pull-world.mjs';
import { type House, startHouse, testSecret } from '../../test/house.js';
import { RunJobs } from './runs/run-jobs.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
let house: House;
let old: Node135;
let worker: ChildProcess | undefined;
let broodId = 0;

const done = async <T extends { status: number; text: string; body: unknown }>(
  said: Promise<T>,
): Promise<T['body']> => {
  const answer = await said;
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body;
};
const at = () => ({ ref: String(broodId) });
const start = async () =>
  (
    await done(
      house.call(broodRuns.start, {
        params: at(),
        body: { kinds: ['organisations'], isRehearsal: false, isFull: false },
      }),
    )
  ).id;
const ofRun = (run: number) => ({ params: { ...at(), run: String(run) } as never });
const runOf = (run: number) => done(house.call(broodRuns.get, ofRun(run)));
async function pull() {
  const id = await start();
  await house.app.get(RunJobs).run(id, new AbortController().signal);
  return runOf(id);
}
const here = (uuid: string) => house.call(organisations.get, { params: { ref: uuid } });
const tag = (name: string) => ({ id: 1, name, colour: '#123456', counter: 0, text_colour: 'white' });
const make = (columns: object): Row =>
  old.addOrganisation({ nationality: 'France', sector: 'Energy', type: 'CSIRT', ...columns });
/** As `npm start` runs it: a process that takes jobs, and can be killed. */
function startWorker(): ChildProcess {
  const { PATH } = process.env;
  worker = spawn(process.execPath, ['apps/api/dist/worker.js'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH,
      NODE_ENV: 'production',
      DATABASE_URL: house.databaseUrl,
      DATA_DIR: house.config.dataDir,
      SECRET_KEY: testSecret,
      EGRESS_ALLOW: '127.0.0.0/8',
      LOG_LEVEL: 'error',
    },
  });
  return worker;
}

beforeAll(async () => {
  old = await new Node135().start();
  house = await startHouse({}, false);
  const owner = await done(house.call(organisations.create, { body: { name: 'Who runs the old one' } }));
  const body = { name: 'The old one', url: old.url, ownerId: owner.id, authKey: old.key, strategy: 'trusted' as const };
  broodId = (await done(house.call(broods.create, { body }))).id;
}, 240_000);
afterAll(async () => {
  worker?.kill('SIGKILL');
  await house.stop();
  await old.stop();
});

describe('a page of organisations', () => {
  it('is taken together, each as it would be alone; one that is refused costs the others nothing', async () => {
    const changed = make({ name: 'Changed there', tags: [tag('page:one')] });
    const deleted = make({ name: 'Deleted here' });
    await pull();
    await done(house.call(organisations.remove, { params: { ref: deleted.uuid } }));
    old.edit(changed, { sector: 'Water', nationality: 'Luxembourg' });
    old.edit(deleted, { sector: 'Water' });
    const fresh = [1, 2, 3, 4].map((n) => make({ name: `New ${n}`, tags: [tag('page:one'), tag(`page:${n}`)] }));
    const refused = make({ name: 'Refused by a rule' });
    // only the database knows this rule, so that the whole page meets it
    await house.rows(`create function refuse_one() returns trigger language plpgsql as
      $$ begin raise exception 'a rule of this node refuses it' using errcode = 'CR409'; end $$`);
    await house.rows(`create trigger refuse_one before insert on organisations for each row
      when (new.name = 'Refused by a rule') execute function refuse_one()`);
    const run = await pull();
    await house.rows('drop function refuse_one() cascade');
    expect(run.counts).toMatchObject({ created: 4, updated: 1, refused: 2, unchanged: 0 });
    const { items } = await done(house.call(broodRuns.records, ofRun(run.id)));
    const told = new Map(items.map(({ uuid, outcome, reason }) => [uuid, [outcome, reason]]));
    expect(told.get(refused.uuid)).toEqual(['refused', 'a rule of this node refuses it']);
    expect(told.get(deleted.uuid)).toEqual(['refused', expect.stringContaining('was deleted here')]);
    expect((await here(refused.uuid)).status).toBe(404);
    const { body } = await here(changed.uuid);
    expect(body).toMatchObject({ sector: 'Water', country: 'LU', type: 'CSIRT', version: 2 });
    for (const [n, one] of fresh.entries()) {
      const tags = [`page:${n + 1}`, 'page:one'];
      const said = await here(one.uuid);
      expect(said.body).toMatchObject({ name: one['name'], country: 'FR', sector: 'Energy', version: 1 });
      expect(said.body.tags.map(({ name }) => name)).toEqual(tags);
      const log = await house.rows(
        `select action, message, after->>'name' as name, after->'tags' as tags from audit_log where entity_uuid = $1`,
        [one.uuid],
      );
      expect(log).toEqual([{ action: 'add', message: 'taken from The old one', name: one['name'], tags }]);
    }
    expect(await done(house.call(broodRuns.undo, ofRun(run.id)))).toMatchObject({ undone: 5 });
    expect((await here(changed.uuid)).body).toMatchObject({ sector: 'Energy', country: 'FR' });
    expect((await here(fresh[0]?.uuid ?? '')).status).toBe(404);
    old.remove('organisations', refused);
  });

  it('costs a number of statements that does not grow with it', async () => {
    const spent = async (count: number) => {
      for (let n = 0; n < count; n++) make({ name: `Counted ${n}`, tags: [tag('page:counted')] });
      const before = house.store.statements;
      expect((await pull()).counts).toMatchObject({ created: count });
      return house.store.statements - before;
    };
    await spent(2);
    const few = await spent(4);
    expect(await spent(40)).toBeLessThanOrEqual(few + 5);
  });
});

describe('a pull of which processes are killed', () => {
  it('on either side ends with everything there, once', async () => {
    const before = old.organisations.length;
    const count = 250;
    fill135(old, count);
    const made = 'organisations o where exists (select from meta_fields m where m.organisation_id = o.id)';
    const taken = async () => (await house.rows(`select from ${made}`)).length;
    const id = await start();
    startWorker();
    await expect.poll(taken, { timeout: 120_000, interval: 5 }).toBeGreaterThan(0);
    // the log is held, so that the next page stays half done while its process dies, and the peer with it
    const holding = await house.store.listener();
    await holding.query('begin; select from audit_head for update');
    const reached = await taken();
    expect(reached).toBeLessThan(count);
    await expect
      .poll(() => house.rows(`select from pg_locks where not granted and pid <> pg_backend_pid()`), {
        timeout: 120_000,
      })
      .not.toEqual([]);
    const died = new Promise((resolve) => worker?.once('exit', resolve));
    worker?.kill('SIGKILL');
    await died;
    const port = Number(new URL(old.url).port);
    await old.stop();
    await old.start(port);
    await holding.query('rollback');
    await holding.end();
    expect(await taken()).toBe(reached);
    // its lease is not over: that it died is known
    await house.app.get(RunJobs).run(id, new AbortController().signal);
    const run = await runOf(id);
    expect(run).toMatchObject({ state: 'done', counts: { created: count, removed: 0 } });
    const [kept] = await house.rows(`select count(*)::int as records, count(distinct o.uuid)::int as uuids,
      (select count(*)::int from meta_fields) as ranges,
      (select count(*)::int from record_origins r join organisations x on x.id = r.record_id and r.kind = 'organisation'
        where x.id in (select o.id from ${made})) as origins,
      (select count(*)::int from audit_log l where l.action = 'add' and l.entity_id in (select o.id from ${made})
        and l.kind = 'organisation') as told from ${made}`);
    const ranges = old.organisations.reduce((sum, one) => sum + one['meta_fields'].length, 0);
    expect(kept).toEqual({ records: count, uuids: count, ranges, origins: count, told: count });
    expect(old.organisations).toHaveLength(before + count);
  }, 300_000);
});
