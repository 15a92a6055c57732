import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type House, startHouse } from '../../../test/house.js';
import { createApp } from '../../app.js';
import { sessionTimeout } from '../../identity/sign-in/session-life.js';
import { keepsADoor, type SignInMethod } from '../../identity/sign-in/sign-in-methods.js';
import { defineSetting, type SettingReader, Settings, systemPrincipal } from '../index.js';
import { createLog } from '../log.js';
import { Registry } from '../registry.js';

const admin = systemPrincipal('operator');

describe('a setting', () => {
  let house: House;
  let settings: Settings;
  beforeAll(async () => {
    house = await startHouse({}, false);
    settings = house.app.get(Settings);
  });
  afterAll(() => house.stop());

  it('has its default until one chooses, and again after a reset', async () => {
    expect(await settings.get(sessionTimeout)).toBe(720);
    await settings.change(admin, 'Session.timeout', 30);
    expect(await settings.get(sessionTimeout)).toBe(30);
    await settings.reset(admin, 'Session.timeout');
    expect(await settings.get(sessionTimeout)).toBe(720);
    const log = await house.rows<{ title: string; before: unknown; after: unknown; actor_name: string }>(
      `select title, before, after, actor_name from audit_log where kind = 'setting' order by seq`,
    );
    expect(log).toEqual([
      { title: 'Session.timeout', before: null, after: { value: 30, sealed: null }, actor_name: 'operator' },
      { title: 'Session.timeout', before: { value: 30 }, after: { value: null }, actor_name: 'operator' },
    ]);
  });

  it('is read without a statement while nobody changes one', async () => {
    await settings.get(sessionTimeout);
    const before = house.store.statements;
    for (let at = 0; at < 20; at++) await settings.get(sessionTimeout);
    expect(house.store.statements).toBe(before);
  });

  it('changed in one process is changed in every other', async () => {
    await settings.get(sessionTimeout);
    const elsewhere = new pg.Client({ connectionString: house.databaseUrl });
    await elsewhere.connect();
    await elsewhere.query(`update settings set value = '45' where name = 'Session.timeout'`);
    expect(await settings.get(sessionTimeout)).toBe(720);
    const event = { name: 'setting.changed', payload: { name: 'Session.timeout' }, origin: 'another process' };
    await elsewhere.query('select pg_notify($1, $2)', ['cerebrate_events', JSON.stringify(event)]);
    await expect.poll(() => settings.get(sessionTimeout)).toBe(45);
    await elsewhere.end();
    await settings.reset(admin, 'Session.timeout');
  });

  it('refuses what does not fit, and nothing changes', async () => {
    await expect(settings.change(admin, 'Session.timeout', 'soon')).rejects.toMatchObject({
      status: 400,
      issues: [{ path: ['value'] }],
    });
    await expect(settings.change(admin, 'Session.timeout', 1)).rejects.toThrow('5 minutes or more');
    await expect(settings.change(admin, 'no.such', 1)).rejects.toMatchObject({ status: 404 });
    await expect(settings.change(admin, 'Session.timeout', 30, 7)).rejects.toMatchObject({ status: 412 });
    expect(await house.rows('select * from settings where value is not null')).toEqual([]);
  });

  it('that was stored under other rules counts as broken, and its default stands in', async () => {
    await house.rows(`update settings set value = '"old"' where name = 'Session.timeout'`);
    const fresh = await createApp(house.config, { log: createLog('silent') });
    await fresh.init();
    expect(await fresh.get(Settings).get(sessionTimeout)).toBe(720);
    expect((await fresh.get(Settings).states()).get('Session.timeout')?.broken).toContain('does not fit');
    await fresh.close();
    await house.rows('update settings set value = null');
  });

  it('that would close the last way in is kept', async () => {
    await expect(settings.change(admin, 'password_auth.enabled', false)).rejects.toMatchObject({
      status: 409,
      message: 'This is the last way to sign in; switch another one on first.',
    });
    const methods = new Registry<SignInMethod>('sign-in method');
    const enabled = defineSetting({
      id: 'sso.enabled',
      category: 'Authentication',
      group: 'Single sign-on',
      label: 'Single sign-on',
      description: 'Another way in.',
      input: 'switch',
      schema: z.boolean(),
      default: false,
    });
    methods.add({ id: 'sso', enabled });
    const guard = keepsADoor('password', methods);
    const reading = (isOn: boolean): SettingReader => (() => isOn) as unknown as SettingReader;
    expect(guard(false, reading(true))).toBeNull();
    expect(guard(false, reading(false))).toContain('last way');
    expect(guard(true, reading(false))).toBeNull();
  });

  it('with a default that its own rules refuse does not exist', () => {
    expect(() =>
      defineSetting({
        id: 'a.b',
        category: 'A',
        group: 'B',
        label: 'C',
        description: 'D',
        input: 'number',
        schema: z.int().min(5),
        default: 1,
      }),
    ).toThrow('does not fit its own schema');
  });
});
