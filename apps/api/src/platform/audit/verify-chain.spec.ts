import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../test/database.js';
import { entities } from '../../entities.js';
import { TagEntity } from '../../fields/index.js';
import { Store, systemPrincipal } from '../../kernel/index.js';
import { migrations } from '../../migrations/index.js';
import { verifyChain } from './verify-chain.js';

/** What somebody with the rights of a database superuser can do to the log. */
async function behindItsBack(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('begin');
  await client.query('set local session_replication_role = replica');
  await client.query(text);
  await client.query('commit');
  await client.end();
}

async function ask(url: string, text: string): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('the chain of the audit log', () => {
  let database: FreshDatabase;
  let store: Store;
  let first: number;
  beforeAll(async () => {
    database = await freshDatabase();
    store = new Store({ databaseUrl: database.url }, entities, migrations);
    await store.open();
    for (const name of ['one', 'two', 'three', 'four', 'five'])
      await store.work(systemPrincipal('spec'), (work) => work.insert(TagEntity, { name, colour: '#ffffff' }));
    const [row] = await ask(database.url, "select min(seq) as seq from audit_log where kind = 'tag'");
    first = Number(row?.['seq']);
    await ask(database.url, 'create table kept_log as table audit_log');
    await ask(database.url, 'create table kept_head as table audit_head');
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });
  beforeEach(() =>
    behindItsBack(
      database.url,
      `delete from audit_log; insert into audit_log select * from kept_log;
       delete from audit_head; insert into audit_head select * from kept_head`,
    ),
  );

  it('is sound after ordinary work, also for a part of it', async () => {
    const whole = await verifyChain(store);
    expect(whole).toMatchObject({ sound: true, fault: null, from: 1, to: whole.head.seq, checked: whole.head.seq });
    expect(await verifyChain(store, { from: first, to: first + 2 })).toMatchObject({ sound: true, checked: 3 });
  });

  it('cannot be updated, deleted from or truncated', async () => {
    for (const text of ["update audit_log set title = 'x'", 'delete from audit_log', 'truncate audit_log'])
      await expect(ask(database.url, text)).rejects.toThrow('the audit log is append-only');
  });

  it('shows a row whose content was changed behind its back', async () => {
    await behindItsBack(database.url, `update audit_log set title = 'harmless' where seq = ${first + 1}`);
    const report = await verifyChain(store);
    expect(report.sound).toBe(false);
    expect(report.fault).toEqual({ seq: first + 1, reason: expect.stringContaining('does not have the content') });
  });

  it('shows a row that was changed and given a hash that fits it', async () => {
    await behindItsBack(
      database.url,
      `update audit_log a set title = 'harmless' where seq = ${first + 1};
       update audit_log a set content = audit_content(a) where seq = ${first + 1};
       update audit_log a set hash = audit_hash(a.prev_hash, a) where seq = ${first + 1}`,
    );
    const report = await verifyChain(store);
    expect(report.fault).toEqual({ seq: first + 2, reason: expect.stringContaining('does not follow') });
  });

  it('shows a row that was removed from the middle', async () => {
    await behindItsBack(database.url, `delete from audit_log where seq = ${first + 2}`);
    expect((await verifyChain(store)).fault).toEqual({ seq: first + 2, reason: expect.stringContaining('is missing') });
    expect((await verifyChain(store, { from: first + 3 })).fault).toMatchObject({ seq: first + 2 });
  });

  it('shows that the newest rows were removed', async () => {
    await behindItsBack(database.url, `delete from audit_log where seq > ${first + 2}`);
    expect((await verifyChain(store)).fault).toEqual({
      seq: first + 3,
      reason: expect.stringContaining('are missing'),
    });
    expect((await verifyChain(store, { to: first + 1 })).fault).toMatchObject({ seq: first + 3 });
  });

  it('shows rows that were put behind the head', async () => {
    await behindItsBack(
      database.url,
      `insert into audit_log select (jsonb_populate_record(a, jsonb_build_object('seq', a.seq + 1))).* from audit_log a order by seq desc limit 1`,
    );
    expect((await verifyChain(store)).fault).toMatchObject({ reason: expect.stringContaining('beyond the head') });
  });

  it('shows an end that was cut off together with the head, to whoever noted a row of it', async () => {
    const { head } = await verifyChain(store);
    await behindItsBack(
      database.url,
      `delete from audit_log where seq > ${first + 2};
       update audit_head set seq = ${first + 2}, hash = (select hash from audit_log where seq = ${first + 2})`,
    );
    expect(await verifyChain(store)).toMatchObject({ sound: true });
    expect((await verifyChain(store, { noted: head })).fault).toMatchObject({ seq: head.seq });
  });
});
