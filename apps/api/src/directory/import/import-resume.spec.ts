import { imports } from '@cerebrate/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { systemPrincipal } from '../../kernel/index.js';
import { ImportJobs } from './import-jobs.js';
import { ImportRunner } from './import-runner.js';
import { configure, ended, report, upload } from './imports.fixture.js';
import { ImportsService } from './imports.service.js';
import { OrganisationImporter } from './organisation-importer.js';

const operator = systemPrincipal('tests');

/** Interrupts before the batch after the given number of batches. */
function afterBatches(batches: number): AbortSignal {
  let asked = 0;
  return {
    get aborted() {
      return ++asked > batches;
    },
  } as AbortSignal;
}

describe('an import that is interrupted', () => {
  let house: House;
  let runner: ImportRunner;
  let group = 0;
  beforeAll(async () => {
    house = await startHouse();
    runner = house.app.get(ImportRunner);
  });
  afterAll(() => house.stop());
  afterEach(() => vi.restoreAllMocks());

  /** An import of 1,200 organisations, three batches, put at work without a job. */
  async function started(how: 'check' | 'run' = 'run'): Promise<number> {
    const prefix = `Group ${++group}`;
    const records = Array.from({ length: 1200 }, (_, at) =>
      JSON.stringify({ name: `${prefix} member ${at}`, tags: 'resumed' }),
    );
    const { id } = await upload(house, `${prefix}.ndjson`, records.join('\n'));
    await configure(house, id, { match: 'name' });
    await house.app.get(ImportsService)[how](operator, { id }, { enqueue: false });
    return id;
  }
  const state = async (id: number) => (await house.call(imports.get, { params: { ref: String(id) } })).body;
  const made = async () =>
    (
      await house.rows<{ n: number }>('select count(*)::int as n from organisations where name like $1', [
        `Group ${group} %`,
      ])
    )[0]?.n;
  const logged = async () =>
    (
      await house.rows<{ n: number }>(
        "select count(*)::int as n from audit_log where kind = 'organisation' and title like $1",
        [`Group ${group} %`],
      )
    )[0]?.n;

  it('goes on exactly behind its last batch, and writes nothing twice', async () => {
    const id = await started();
    expect(await runner.run(id, afterBatches(1))).toBe('interrupted');
    expect(await state(id)).toMatchObject({ state: 'running', rows: 500, counts: { create: 500 } });
    expect(await runner.run(id, afterBatches(1))).toBe('interrupted');
    expect(await state(id)).toMatchObject({ rows: 1000 });
    expect(await runner.run(id)).toBe('finished');
    expect(await state(id)).toMatchObject({
      state: 'done',
      rows: 1200,
      totalRows: 1200,
      counts: { create: 1200, update: 0, unchanged: 0, refused: 0 },
    });
    expect([await made(), await logged()]).toEqual([1200, 1200]);
    expect((await report(house, id, { page: '3' })).map(({ row }) => row).at(-1)).toBe(1200);
  });

  it('goes on after a process died: when its lease ran out, the import is enqueued again', async () => {
    const id = await started();
    await runner.run(id, afterBatches(1));
    await house.rows(
      "update imports set runner = gen_random_uuid(), lease_until = now() + interval '1 minute' where id = $1",
      [id],
    );
    expect(await runner.run(id)).toBe('nothing');
    expect(await house.app.get(ImportJobs).resume()).toBe(0);
    await house.rows("update imports set lease_until = now() - interval '1 second' where id = $1", [id]);
    expect(await house.app.get(ImportJobs).resume()).toBe(1);
    expect(await ended(house, id)).toMatchObject({ state: 'done', counts: { create: 1200 } });
    expect([await made(), await logged()]).toEqual([1200, 1200]);
  });

  it('loses nothing but the batch under way when the database goes away in its middle', async () => {
    const id = await started();
    const importer = house.app.get(OrganisationImporter);
    const write = importer.write.bind(importer);
    let batches = 0;
    vi.spyOn(importer, 'write').mockImplementation(async (...given) => {
      const results = await write(...given);
      if (++batches === 2)
        await house.rows(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'cerebrate-work' and state <> 'idle'",
        );
      return results;
    });
    await expect(runner.run(id)).rejects.toThrow();
    expect([await made(), await logged()]).toEqual([500, 500]);
    await house.rows('update imports set runner = null where id = $1', [id]);
    expect(await runner.run(id)).toBe('finished');
    expect(await state(id)).toMatchObject({ state: 'done', counts: { create: 1200 } });
    expect([await made(), await logged()]).toEqual([1200, 1200]);
  });

  it('keeps nothing of the batch during which it was cancelled, and goes on when run again', async () => {
    const id = await started();
    const importer = house.app.get(OrganisationImporter);
    const write = importer.write.bind(importer);
    let batches = 0;
    vi.spyOn(importer, 'write').mockImplementation(async (...given) => {
      if (++batches === 2) await house.call(imports.cancel, { params: { ref: String(id) } });
      return write(...given);
    });
    expect(await runner.run(id)).toBe('lost');
    expect(await state(id)).toMatchObject({ state: 'cancelled', rows: 500 });
    expect(await made()).toBe(500);
    vi.restoreAllMocks();
    expect((await house.call(imports.run, { params: { ref: String(id) } })).body).toMatchObject({
      state: 'running',
      rows: 500,
    });
    expect(await ended(house, id)).toMatchObject({ state: 'done', rows: 1200, counts: { create: 1200, unchanged: 0 } });
    expect([await made(), await logged()]).toEqual([1200, 1200]);
  });

  it('rehearses in batches too, keeping only the report', async () => {
    const id = await started('check');
    expect(await runner.run(id, afterBatches(2))).toBe('interrupted');
    expect(await state(id)).toMatchObject({ state: 'checking', rows: 1000, counts: { create: 1000 } });
    expect(await runner.run(id)).toBe('finished');
    expect(await state(id)).toMatchObject({ state: 'checked', counts: { create: 1200 } });
    expect([await made(), await logged()]).toEqual([0, 0]);
    expect((await report(house, id)).every(({ outcome, entityId }) => outcome === 'create' && entityId === null)).toBe(
      true,
    );
  });

  it('puts few records with many values into one batch', async () => {
    const records = Array.from({ length: 4 }, (_, at) =>
      JSON.stringify({
        name: `Wide ${at}`,
        ipv4: Array.from({ length: 10_000 }, (_, n) => `10.${at}.${n >> 8}.${n & 255}`),
      }),
    );
    const { id } = await upload(house, 'wide.ndjson', records.join('\n'));
    await configure(house, id, { match: 'name' });
    await house.app.get(ImportsService).run(operator, { id }, { enqueue: false });
    await runner.run(id, afterBatches(1));
    expect(await state(id)).toMatchObject({ rows: 2 });
    await runner.run(id);
    expect(await state(id)).toMatchObject({ state: 'done', counts: { create: 4 } });
    expect(
      await house.rows(
        "select count(*)::int as n from meta_fields m join organisations o on o.id = m.organisation_id where o.name like 'Wide %'",
      ),
    ).toEqual([{ n: 40_000 }]);
  });

  it('halves a batch that the directory refuses, until the refused record stands alone', async () => {
    const id = await started();
    await house.rows(`create function refuse_some() returns trigger language plpgsql as $$ begin
        if new.name like '%member 77' then raise exception 'not this one' using errcode = '23514'; end if; return new; end $$`);
    await house.rows(
      'create trigger refuse_some before insert on organisations for each row execute function refuse_some()',
    );
    try {
      expect(await runner.run(id)).toBe('finished');
    } finally {
      await house.rows('drop function refuse_some cascade');
    }
    expect(await state(id)).toMatchObject({ counts: { create: 1199, refused: 1 } });
    expect(await report(house, id, { outcome: 'refused' })).toMatchObject([
      { row: 78, title: `Group ${group} member 77`, reason: 'the database refuses it: not this one' },
    ]);
    expect(await logged()).toBe(1199);
  });

  it('ends when its user may no longer import', async () => {
    const id = await started();
    await runner.run(id, afterBatches(1));
    await house.rows(
      "update imports set by_command = false, username = u.username, user_id = u.id from users u where u.username = 'admin-of-tests' and imports.id = $1",
      [id],
    );
    await house.rows("update users set disabled = true where username = 'admin-of-tests'");
    try {
      expect(await runner.run(id)).toBe('finished');
    } finally {
      await house.rows("update users set disabled = false where username = 'admin-of-tests'");
    }
    const [row] = await house.rows<{ state: string; fault: string; position: number }>(
      'select state, fault, position from imports where id = $1',
      [id],
    );
    expect(row).toEqual({
      state: 'failed',
      fault: 'the user admin-of-tests, who started it, is gone or disabled',
      position: 500,
    });
  });

  it('is given up after failing again and again, and can be run again from there', async () => {
    const id = await started();
    await runner.run(id, afterBatches(1));
    vi.spyOn(house.app.get(OrganisationImporter), 'write').mockRejectedValue(new Error('a fault of ours'));
    for (let attempt = 1; attempt < 6; attempt++) {
      await expect(runner.run(id)).rejects.toThrow('a fault of ours');
      await house.rows('update imports set runner = null where id = $1', [id]);
    }
    expect(await runner.run(id)).toBe('finished');
    expect(await state(id)).toMatchObject({
      state: 'failed',
      rows: 500,
      fault: expect.stringContaining('Run it again'),
    });
    vi.restoreAllMocks();
    await house.call(imports.run, { params: { ref: String(id) } });
    expect(await ended(house, id)).toMatchObject({ state: 'done', counts: { create: 1200 } });
  });
});
