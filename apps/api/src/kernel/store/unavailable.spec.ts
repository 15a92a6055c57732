import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { organisations, session } from '@cerebrate/contract';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../test/database.js';
import { type House, startHouse } from '../../../test/house.js';
import { systemPrincipal } from '../access/principal.js';
import { Unavailable } from '../errors.js';
import { translatePostgresError } from './postgres-errors.js';
import { sql } from './sql.js';

const role = `few_${crypto.randomUUID().slice(0, 8)}`;

/** The program as a role of its own, which may be given fewer connections: superusers always get one. */
describe('a database that takes no connection', () => {
  let database: FreshDatabase;
  let house: House;
  let client: pg.Client;
  let webDir: string;
  beforeAll(async () => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`create role ${role} login password 'few'`);
    await client.query(`
      grant create on database ${new URL(database.url).pathname.slice(1)} to ${role};
      grant all on schema public to ${role};
      grant all on all tables in schema public to ${role};
      grant all on all sequences in schema public to ${role};
      grant all on all functions in schema public to ${role}`);
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'few'];
    webDir = mkdtempSync(path.join(tmpdir(), 'cerebrate-pages-'));
    const page = '<!doctype html><html lang="en"><title>Cerebrate</title><body></body></html>';
    writeFileSync(path.join(webDir, 'index.html'), page);
    house = await startHouse({ DATABASE_URL: url.href, WEB_DIR: webDir }, false);
  });
  afterAll(async () => {
    await house.stop();
    await client.end();
    await database.drop();
    const last = new pg.Client({ connectionString: new URL('/postgres', database.url).href });
    await last.connect();
    await last.query(`drop role ${role}`);
    await last.end();
    rmSync(webDir, { recursive: true });
  });

  const signIn = { username: 'admin-of-tests', password: 'correct horse battery staple' };
  /** How many connections the program may have, of which it has none now; minus one: as many as it likes. */
  async function leave(connections: number): Promise<void> {
    await client.query(`alter role ${role} connection limit ${connections}`);
    await client.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = $1', [role]);
  }

  it('is told with 503 and the time to try again, in each shape, and nothing of it', async () => {
    await leave(0);
    const asked = [
      await house.call(organisations.list),
      await house.call(session.signIn, { key: '', body: signIn }),
      await house.call(organisations.create, { body: { name: 'Never' } }),
      await house.ask('/organisations/index.json', { key: `${'a'.repeat(36)}0001` }),
      await house.ask('/scim/v2/Users', { key: `${'a'.repeat(36)}0001` }),
    ];
    // the pages are there all the same
    const page = await house.ask('/users/login', { headers: { accept: 'text/html' } });
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('<title>Cerebrate')]);
    const [cookie = ''] = page.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
    const token = /name="_csrfToken"[^>]* value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const form = await house.ask('/users/login', {
      method: 'POST',
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', cookie },
      body: new URLSearchParams({ _csrfToken: token, ...signIn }).toString(),
    });
    for (const said of [...asked, form]) {
      expect([said.status, said.headers.get('retry-after')]).toEqual([503, '5']);
      expect(said.text).not.toMatch(new RegExp(`${role}|\\n +at |127\\.0\\.0\\.1|node_modules|too many`));
    }
    const problem = { status: 503, title: 'Not available', requestId: expect.any(String) };
    for (const said of asked.slice(0, 3)) expect(said.body).toMatchObject(problem);
    expect(asked[3]?.body).toEqual({
      message: 'the database takes no connection at the moment; try again in a few seconds',
      url: '/organisations/index.json',
      code: 503,
    });
    expect(asked[4]?.body).toMatchObject({ status: '503', schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'] });
    expect(form.text).toContain('try again in a few seconds');
    await leave(-1);
    const statuses = async () => [
      (await house.call(organisations.list)).status,
      (await house.call(session.signIn, { key: '', body: signIn })).status,
    ];
    await expect.poll(statuses, { timeout: 20_000 }).toEqual([200, 200]);
  });

  it('fails what it cut in the middle, not the process, and leaves what it cut at the end in doubt', async () => {
    const cut = sql`select pg_terminate_backend(pg_backend_pid())`;
    const cutOthers = () =>
      client.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = $1', [role]);
    const cutInWork = house.store.work(systemPrincipal('spec'), (work) => work.query(cut));
    await expect(cutInWork).rejects.toBeInstanceOf(Unavailable);
    const cutBetween = house.store.work(systemPrincipal('spec'), async (work) => {
      await cutOthers();
      await work.query(sql`select 1`);
    });
    await expect(cutBetween).rejects.toBeInstanceOf(Unavailable);
    const streamed = async () => {
      for await (const _ of house.store.stream(sql`select generate_series(1, 10000)`, 10)) await cutOthers();
    };
    await expect(streamed()).rejects.toBeInstanceOf(Unavailable);
    const atOnce = house.store.snapshot(async (at) => {
      await cutOthers();
      await at.read(sql`select 1`);
    });
    await expect(atOnce).rejects.toBeInstanceOf(Unavailable);
    await client.query(`
      create function cut_at_commit() returns trigger language plpgsql as
        'begin perform pg_terminate_backend(pg_backend_pid()); return null; end';
      create constraint trigger cut_at_commit after insert on tags initially deferred
        for each row execute function cut_at_commit()`);
    // what idled in the pool was cut as well, which it may learn only now
    const rehearsed = () =>
      house.store
        .rehearse(systemPrincipal('spec'), async () => 'done')
        .then(
          () => 'done',
          () => 'not yet',
        );
    await expect.poll(rehearsed, { timeout: 20_000 }).toBe('done');
    const atCommit = house.store.work(systemPrincipal('spec'), (work) =>
      work.query(sql`insert into tags (name, colour, created, modified) values ('in doubt', '#000000', now(), now())`),
    );
    await expect(atCommit).rejects.toThrow('look whether it is there');
    await client.query('drop function cut_at_commit() cascade');
  });

  it('is also one that does not listen, and a pool of which every connection is taken', async () => {
    const failure = (promise: Promise<unknown>) => promise.then(() => undefined, translatePostgresError);
    const deaf = new pg.Client({ connectionString: 'postgres://nobody@127.0.0.1:9/nothing' });
    expect(await failure(deaf.connect())).toBeInstanceOf(Unavailable);
    const pool = new pg.Pool({ connectionString: database.url, max: 1, connectionTimeoutMillis: 5000 });
    const taken = await pool.connect();
    pool.options.connectionTimeoutMillis = 20;
    expect(await failure(pool.query('select 1'))).toBeInstanceOf(Unavailable);
    expect(await failure(taken.query('select nothing'))).toBeUndefined();
    taken.release();
    await pool.end();
    expect(await failure(pool.query('select 1'))).toBeInstanceOf(Unavailable);
    // another machine that does not answer is another matter
    expect(translatePostgresError(Object.assign(new Error('no file'), { code: 'ENOENT', syscall: 'open' }))).toBe(
      undefined,
    );
  });
});
