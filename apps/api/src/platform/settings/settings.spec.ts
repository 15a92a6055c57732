import { session, settings } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/browser.js';
import { type House, startHouse, testSecret } from '../../../test/house.js';
import { buildWorld, keyOf, userNames, usernameOf, worldPassword } from '../../../test/world.js';

describe('the settings', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
    await buildWorld(house);
  });
  afterAll(() => house.stop());

  it('are listed with category, group, description, default, value and fault', async () => {
    const { status, body } = await house.call(settings.list);
    expect(status).toBe(200);
    expect(body.find(({ id }) => id === 'Session.timeout')).toEqual({
      id: 'Session.timeout',
      category: 'Application',
      group: 'Session',
      label: 'Session timeout in minutes',
      description: expect.stringContaining('signed out'),
      input: 'number',
      choices: [],
      value: 720,
      default: 720,
      isSet: false,
      isActive: true,
      isFixed: false,
      needs: null,
      fault: null,
      version: 0,
    });
  });

  it('are for whoever manages the instance, and nobody else', async () => {
    for (const user of userNames) {
      const may = user === 'admin' || user === 'instance';
      const key = keyOf(user);
      const params = { name: 'Session.timeout' };
      expect((await house.call(settings.list, { key })).status, user).toBe(may ? 200 : 403);
      if (may) continue;
      expect((await house.call(settings.get, { key, params })).status, user).toBe(403);
      expect((await house.call(settings.update, { key, params, body: { value: 60 } })).status, user).toBe(403);
      expect((await house.call(settings.reset, { key, params })).status, user).toBe(403);
      expect((await house.call(settings.history, { key, params })).status, user).toBe(403);
    }
    expect((await house.call(settings.list, { key: '' })).status).toBe(401);
  });

  it('are changed one by one, with a history, and tell what is wrong', async () => {
    const params = { name: 'Session.timeout' };
    const changed = await house.call(settings.update, { params, body: { value: 5000 }, ifMatch: 0 });
    expect(changed.body).toMatchObject({
      value: 5000,
      isSet: true,
      version: 1,
      fault: { severity: 'warning', message: expect.stringContaining('more than a day') },
    });
    expect((await house.call(settings.update, { params, body: { value: 6000 }, ifMatch: 0 })).status).toBe(412);
    const refused = await house.call(settings.update, { params, body: { value: -1 } });
    expect(refused.status).toBe(400);
    expect(refused.body.issues?.[0]).toMatchObject({ path: ['value'] });
    expect((await house.call(settings.history, { params })).body.entries[0]).toMatchObject({
      changes: [{ field: 'value', before: null, after: 5000 }],
    });
    expect((await house.call(settings.reset, { params })).body).toMatchObject({ value: 720, isSet: false, version: 2 });
    expect((await house.call(settings.get, { params: { name: 'no.such' } })).status).toBe(404);
    expect((await house.ask('/api/v1/settings/..%2fx', { key: keyOf('admin') })).status).toBe(400);
  });

  it('of a session count at the next sign-in', async () => {
    const params = { name: 'Session.ini.session.cookie_lifetime' };
    await house.call(settings.update, { params, body: { value: 600 } });
    const browser = new Browser(house);
    const { headers } = await browser.signIn(usernameOf('plain'), worldPassword);
    expect(headers.get('set-cookie')).toContain('Max-Age=600;');
    const { items } = (await browser.call(session.list)).body;
    expect(Date.parse(items[0]?.expiresAt ?? '') - Date.now()).toBeLessThanOrEqual(600_000);
    await house.call(settings.reset, { params });
  });

  it('do not let the last way to sign in be switched off', async () => {
    const refused = await house.call(settings.update, {
      params: { name: 'password_auth.enabled' },
      body: { value: false },
    });
    expect(refused.status).toBe(409);
    expect(refused.body.issues).toEqual([{ path: ['value'], message: expect.stringContaining('last way') }]);
  });

  it('that follow from how the program was started are shown with where they come from, and not changed', async () => {
    const { body } = await house.call(settings.list);
    const fixed = body.filter(({ isFixed }) => isFixed);
    expect(fixed.map(({ id }) => id)).toEqual([
      'App.baseurl',
      'App.uuid',
      'Session.defaults',
      'security.logging.ip_source',
      'debug',
    ]);
    expect(fixed.every(({ needs }) => needs !== null)).toBe(true);
    expect(fixed[0]).toMatchObject({ value: house.config.baseUrl });
    const [own] = await house.rows<{ uuid: string }>('select uuid from instances');
    expect(fixed[1]?.value).toBe(own?.uuid);
    for (const { id } of fixed) {
      const params = { name: id };
      const refused = await house.call(settings.update, { params, body: { value: 'x' } });
      expect(refused.status, id).toBe(409);
      expect(refused.body.issues?.[0]?.path).toEqual(['value']);
      expect((await house.call(settings.reset, { params })).status, id).toBe(409);
      expect((await house.call(settings.get, { params })).body.value, id).toEqual(
        fixed.find((setting) => setting.id === id)?.value,
      );
      expect((await house.call(settings.history, { params })).body.entries).toEqual([]);
    }
  });

  it('have a default theme, one of those there are', async () => {
    const params = { name: 'ui.bsTheme' };
    expect((await house.call(settings.get, { params })).body).toMatchObject({ value: 'default', isSet: false });
    expect((await house.call(settings.update, { params, body: { value: 'darkly' } })).status).toBe(400);
    expect((await house.call(settings.update, { params, body: { value: 'dark' } })).body).toMatchObject({
      value: 'dark',
    });
    await house.call(settings.reset, { params });
  });

  it('never tell the key they are sealed with', async () => {
    expect((await house.call(settings.list)).text).not.toContain(testSecret);
  });
});
