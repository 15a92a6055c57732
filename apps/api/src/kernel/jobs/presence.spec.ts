import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../test/database.js';
import { createLog } from '../log.js';
import { sql } from '../store/sql.js';
import { Store } from '../store/store.js';
import { defineJob, Jobs } from './jobs.js';
import { ownerIsGone, Presence } from './presence.js';

const job = defineJob<{ at: number }>('spec.kept', { retries: 0 });

describe('a process that takes something for a while', () => {
  let database: FreshDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await freshDatabase();
    store = new Store({ databaseUrl: database.url }, [], []);
    await store.open();
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });
  const isGone = async (token: string) =>
    (await store.readOne<{ gone: boolean }>(sql`select ${ownerIsGone(sql`${token}::text`)} as gone`))?.gone;

  it('is known to live as long as its connection does, and says so again when that was cut', async () => {
    const presence = new Presence({ databaseUrl: database.url });
    const [token, other] = [await presence.token(), await presence.token()];
    expect(token).not.toBe(other);
    expect(await isGone(token)).toBe(false);
    await store.read(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cerebrate-presence' and datname = current_database()`,
    );
    await expect.poll(() => isGone(token)).toBe(true);
    await expect.poll(() => isGone(token), { timeout: 10_000 }).toBe(false);
    await presence.close();
    await expect.poll(() => isGone(token)).toBe(true);
    // a lease of an earlier version
    expect(await isGone(crypto.randomUUID())).toBe(false);
  });

  it('leaves its jobs to the next that starts, at once', async () => {
    const ran: string[] = [];
    const presences = [new Presence({ databaseUrl: database.url }), new Presence({ databaseUrl: database.url })];
    const [dying, next] = presences.map(
      (presence) => new Jobs({ databaseUrl: database.url }, createLog('silent'), presence),
    );
    let release: () => void = () => undefined;
    dying?.register(job, async () => {
      ran.push('dying');
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    next?.register(job, async () => void ran.push('next'));
    await dying?.open({ work: true });
    await dying?.send(job, { at: 1 }, {}, async (text, values) => (await presences[0]?.ask(text, values)) ?? []);
    await expect.poll(() => ran, { timeout: 10_000 }).toEqual(['dying']);
    await presences[0]?.close();
    await next?.open({ work: true });
    await expect.poll(() => ran, { timeout: 10_000 }).toEqual(['dying', 'next']);
    release();
    await Promise.all([dying?.close(), next?.close()]);
    await presences[1]?.close();
  });
});
