import { diagnostics, instance, settings } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse, testSecret } from '../../../test/house.js';
import { buildWorld, keyOf } from '../../../test/world.js';
import { sql } from '../../kernel/index.js';
import { carriesToken, isWithin } from './metrics-access.js';

describe('diagnostics', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
    await buildWorld(house);
  });
  afterAll(() => house.stop());

  it('tell how database, jobs, disk, clock, mail, secrets and base URL are, to whoever runs the instance', async () => {
    const { status, body, text } = await house.call(diagnostics.checks, { key: keyOf('instance') });
    expect(status).toBe(200);
    expect(body.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'database.version',
        'database.extensions',
        'database.size',
        'database.migrations',
        'jobs.waiting',
        'mail.failed',
        'disk',
        'clock',
        'base-url',
        'secret-key',
        'instance-key',
        'audit.signed',
      ]),
    );
    expect(body.find(({ id }) => id === 'database.migrations')).toMatchObject({ value: '0', severity: null });
    expect(text).not.toContain(testSecret);
    for (const user of ['community', 'orgAdmin', 'plain'] as const)
      expect((await house.call(diagnostics.checks, { key: keyOf(user) })).status).toBe(403);
  });

  it('find what is wrong: failed e-mails, an address that is not ours', async () => {
    await house.rows(
      `insert into mails (address, subject, state, created) values ('a@b.example', 'x', 'failed', now())`,
    );
    const { body } = await house.call(diagnostics.checks);
    expect(body.find(({ id }) => id === 'mail.failed')).toMatchObject({ value: '1', severity: 'warning' });
    expect(body.find(({ id }) => id === 'base-url')).toMatchObject({ severity: 'warning' });
    await house.rows('delete from mails');
  });

  it('note statements that took long, by their text and without a value, in page and figures', async () => {
    await house.store.read(sql`select pg_sleep(0.6), ${'a name of somebody'}::text as told`);
    const { body, text } = await house.call(diagnostics.checks);
    expect(body.find(({ id }) => id === 'database.slow')).toMatchObject({
      value: expect.stringMatching(/^\d+, the slowest \d{3,} ms: \w+/),
      severity: 'info',
      remedy: expect.any(String),
    });
    const noted = house.store.watch.slow.find((one) => one.text === 'select pg_sleep(0.6), $1::text as told');
    expect(noted).toMatchObject({ count: 1 });
    expect(noted?.worstMs).toBeGreaterThan(500);
    expect(text).not.toContain('a name of somebody');
    await house.rows(
      `insert into outbox (uuid, kind, scope, action, title, payload, severity, state, attempts, created, modified, version)
       values (gen_random_uuid(), 'x', 'X', 'Y', 'waits', '{}', 0, 'waiting', 0, now() - interval '100 seconds', now(), 1)`,
    );
    const set = (value: unknown) =>
      house.call(settings.update, { params: { name: 'metrics.networks' }, body: { value } });
    await set(['127.0.0.0/8']);
    const figures = (await house.ask('/metrics')).text;
    expect(figures).toMatch(/cerebrate_messages_waiting\{[^}]*outbox[^}]*\} 1\b/);
    expect(figures).toMatch(/cerebrate_message_oldest_seconds\{[^}]*outbox[^}]*\} 1\d\d/);
    expect(Number(/cerebrate_database_statement_seconds_count (\d+)/.exec(figures)?.[1])).toBeGreaterThan(10);
    await set([]);
    await house.rows("delete from outbox where kind = 'x'");
  });

  it('list the steps of the schema', async () => {
    const { body } = await house.call(diagnostics.migrations);
    expect(body.length).toBeGreaterThan(9);
    expect(body.every(({ isApplied }) => isApplied)).toBe(true);
    await house.rows(`update migrations set name = 'Other1764337680348' where name like 'CreateSettings%'`);
    const ready = await house.call(instance.ready, { key: '' });
    expect(ready.status).toBe(503);
    expect(ready.text).toContain('the schema is not current');
    await house.rows(`update migrations set name = 'CreateSettings1764337680348' where name like 'Other%'`);
    expect((await house.call(instance.ready, { key: '' })).status).toBe(200);
  });

  it('hide the metrics from everybody until a network or a token is named', async () => {
    expect((await house.ask('/metrics')).status).toBe(404);
    expect((await house.ask('/metrics', { key: keyOf('admin') })).status).toBe(404);
    const set = (name: string, value: unknown) => house.call(settings.update, { params: { name }, body: { value } });
    expect((await set('metrics.networks', ['not a network'])).status).toBe(400);
    await set('metrics.networks', ['10.0.0.0/8']);
    expect((await house.ask('/metrics')).status).toBe(404);
    await set('metrics.networks', ['127.0.0.0/8']);
    const said = await house.ask('/metrics');
    expect(said.status).toBe(200);
    expect(said.headers.get('content-type')).toContain('text/plain');
    for (const name of [
      'cerebrate_http_request_seconds_count{method="GET",route="/api/v1/diagnostics",status="200"}',
      'cerebrate_database_statements_total',
      'cerebrate_jobs',
      'cerebrate_live_streams 0',
      'process_cpu_seconds_total',
    ])
      expect(said.text).toContain(name);
    await set('metrics.networks', []);
    await set('metrics.token', 'a token for the collector');
    const bearing = (token: string) =>
      house.ask('/metrics', { headers: { authorization: `Bearer ${token}` } }).then(({ status }) => status);
    expect(await bearing('a token for the collector')).toBe(200);
    expect(await bearing('another token, just as long')).toBe(404);
  });

  it('know addresses in every spelling, and an empty token opens nothing', () => {
    expect(isWithin('::ffff:10.1.2.3', ['10.0.0.0/8'])).toBe(true);
    expect(isWithin('2001:db8::1', ['10.0.0.0/8', '2001:db8::/32'])).toBe(true);
    expect(isWithin('11.0.0.1', ['10.0.0.0/8', '::1'])).toBe(false);
    expect(carriesToken('Bearer ', '')).toBe(false);
    expect(carriesToken(undefined, 'x')).toBe(false);
  });
});
