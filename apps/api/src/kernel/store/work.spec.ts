import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { OrganisationEntity } from '../../directory/index.js';
import { TagEntity } from '../../fields/index.js';
import { Conflict, defineEvent, defineJob, Events, Jobs, sql, systemPrincipal } from '../index.js';

const somebody = systemPrincipal('somebody', 'command', 'request-7');
const rang = defineEvent<{ id: number }>('bell.rang');

describe('a work', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  const tag = (name: string) => ({ name, colour: '#112233', namespace: null, predicate: null, value: null });
  const logOf = (title: string) =>
    house.rows<{
      action: string;
      before: unknown;
      after: Record<string, unknown> | null;
      actor_name: string;
      channel: string;
      request_id: string;
      message: string | null;
    }>("select * from audit_log where kind = 'tag' and title = $1 order by seq", [title]);

  it('writes one change record with before and after, by whom, through what and why, in the same commit', async () => {
    const { id } = await house.store.work(somebody, (work) => work.insert(TagEntity, tag('first')));
    await house.store.work(
      somebody,
      async (work) => {
        const row = await work.find(TagEntity, { id });
        if (!row) throw new Error('the tag is gone');
        row.colour = '#445566';
        await work.save(TagEntity, row);
      },
      { message: 'a better colour' },
    );
    const [added, edited] = await logOf('first');
    expect(added).toMatchObject({
      action: 'add',
      before: null,
      actor_name: 'somebody',
      channel: 'command',
      request_id: 'request-7',
    });
    expect(added?.after).toMatchObject({ name: 'first', colour: '#112233' });
    expect(edited).toMatchObject({
      action: 'edit',
      before: { colour: '#112233' },
      after: { colour: '#445566' },
      message: 'a better colour',
    });
  });

  it('adds many rows as it adds one, all or none', async () => {
    const blank = { url: null, country: 'LU', nationalityText: null, sector: null, type: null, contacts: null };
    const created = new Date('2020-02-29T12:34:56.789Z');
    const named = (n: number) => ({
      ...blank,
      uuid: randomUUID(),
      name: `Many ${n} "é" \\ 🎈`,
      deletedAt: null,
      created,
    });
    const rows = Array.from({ length: 30 }, (_, n) => named(n));
    const made = await house.store.work(somebody, (work) => work.insertMany(OrganisationEntity, rows));
    const stored = await house.rows(
      'select id, uuid::text as uuid, name, country, url, created, version from organisations where uuid = any($1)',
      [rows.map(({ uuid }) => uuid)],
    );
    expect(stored).toHaveLength(30);
    for (const { id, uuid, name } of made)
      expect(stored).toContainEqual({ id, uuid, name, country: 'LU', url: null, created, version: 1 });
    const again = [...Array.from({ length: 30 }, (_, n) => named(n)), { ...named(0), uuid: rows[0]?.uuid ?? '' }];
    const refused = house.store.work(somebody, (work) => work.insertMany(OrganisationEntity, again));
    await expect(refused).rejects.toThrow(Conflict);
    expect(await house.rows('select from organisations where uuid = $1', [again[1]?.uuid])).toEqual([]);
    const log = await house.rows(`select after->>'name' as name from audit_log where entity_uuid = any($1)`, [
      rows.map(({ uuid }) => uuid),
    ]);
    expect(log.map(({ name }) => name).sort()).toEqual(rows.map(({ name }) => name).sort());
  });

  it('makes one record of several touches of the same row', async () => {
    await house.store.work(somebody, async (work) => {
      const row = await work.insert(TagEntity, tag('twice'));
      row.colour = '#aaaaaa';
      await work.save(TagEntity, row);
    });
    const log = await logOf('twice');
    expect(log).toHaveLength(1);
    expect(log[0]).toMatchObject({ action: 'add', before: null, after: { colour: '#aaaaaa' } });
  });

  it('sees a column set to null as a change', async () => {
    const { id } = await house.store.work(somebody, (work) =>
      work.insert(OrganisationEntity, { uuid: crypto.randomUUID(), name: 'Nulled', sector: 'Finance' }),
    );
    const { changes } = await house.store.rehearse(somebody, async (work) => {
      const row = await work.find(OrganisationEntity, { id });
      if (!row) throw new Error('the organisation is gone');
      row.sector = null;
      await work.save(OrganisationEntity, row);
    });
    expect(changes).toMatchObject([{ before: { sector: 'Finance' }, after: { sector: null } }]);
  });

  it('rehearsed tells the same changes and leaves row, log, events and jobs alone', async () => {
    const heard: unknown[] = [];
    const stop = house.app.get(Events).on(rang, (payload) => heard.push(payload));
    const { value, changes } = await house.store.rehearse(somebody, async (work) => {
      const row = await work.insert(TagEntity, tag('never'));
      work.emit(rang, { id: row.id });
      return row.name;
    });
    stop();
    expect(value).toBe('never');
    expect(changes).toMatchObject([{ kind: 'tag', title: 'never', action: 'add' }]);
    expect(await house.rows("select 1 from tags where name = 'never'")).toEqual([]);
    expect(await logOf('never')).toEqual([]);
    expect(heard).toEqual([]);
  });

  it('delivers events once, after the commit, and none of a work that failed', async () => {
    const heard: { id: number }[] = [];
    const stop = house.app.get(Events).on(rang, (payload) => heard.push(payload));
    await house.store.work(somebody, async (work) => {
      work.emit(rang, { id: 1 });
      expect(heard).toEqual([]);
    });
    await house.store
      .work(somebody, async (work) => {
        work.emit(rang, { id: 2 });
        throw new Error('no');
      })
      .catch(() => undefined);
    await house.store.work(somebody, async (work) => work.emit(rang, { id: 3 }));
    stop();
    expect(heard).toEqual([{ id: 1 }, { id: 3 }]);
  });

  it('rolls everything back when it throws, the log too', async () => {
    const failing = house.store.work(somebody, async (work) => {
      await work.insert(TagEntity, tag('rolled-back'));
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await logOf('rolled-back')).toEqual([]);
  });

  it('keeps what an attempt did only when it succeeds', async () => {
    await house.store.work(somebody, async (work) => {
      await work.insert(TagEntity, tag('kept'));
      await expect(work.attempt(() => work.insert(TagEntity, tag('kept')))).rejects.toThrow('exists already');
      await work.insert(TagEntity, tag('kept-too'));
    });
    expect(await logOf('kept')).toHaveLength(1);
    expect(await logOf('kept-too')).toHaveLength(1);
  });

  it('enqueues a job exactly when it commits', async () => {
    const job = defineJob<{ at: number }>('spec.unregistered');
    const count = () => house.rows("select 1 from pgboss.job where name = 'spec.unregistered'");
    await house.app.get(Jobs).prepare(job);
    await house.store.rehearse(somebody, async (work) => work.enqueue(job, { at: 1 }));
    await house.store
      .work(somebody, async (work) => {
        work.enqueue(job, { at: 2 });
        throw new Error('no');
      })
      .catch(() => undefined);
    expect(await count()).toHaveLength(0);
    await house.store.work(somebody, async (work) => work.enqueue(job, { at: 3 }));
    expect(await count()).toHaveLength(1);
  });

  it('refuses a save that another work overtook', async () => {
    const { id } = await house.store.work(somebody, (work) => work.insert(TagEntity, tag('raced')));
    const slow = house.store.work(somebody, async (work) => {
      const row = await work.find(TagEntity, { id });
      if (!row) throw new Error('the tag is gone');
      await work.query(sql`update tags set version = version + 1 where id = ${id}`);
      row.colour = '#000001';
      await work.save(TagEntity, row);
    });
    await expect(slow).rejects.toThrow('somebody changed this tag meanwhile');
  });
});
