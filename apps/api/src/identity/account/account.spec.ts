import { account, maxSettingBytes, session, userSettings } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/browser.js';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, usernameOf, worldPassword } from '../../../test/world.js';

describe('an account', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
    await buildWorld(house);
  });
  beforeEach(async () => {
    await house.rows('delete from attempts');
  });
  afterAll(() => house.stop());

  it('gets a new password for the current one; other browsers are signed out, this one stays', async () => {
    const here = new Browser(house);
    const there = new Browser(house);
    await here.signIn(usernameOf('plain'), worldPassword);
    await there.signIn(usernameOf('plain'), worldPassword);
    const said = await here.call(account.changePassword, {
      body: { currentPassword: worldPassword, newPassword: 'Another good one' },
    });
    expect(said.status).toBe(200);
    expect((await here.call(session.get)).body.signedIn).toBe(true);
    expect((await there.call(session.get)).body.signedIn).toBe(false);
    expect((await new Browser(house).signIn(usernameOf('plain'), worldPassword)).status).toBe(401);
    expect((await new Browser(house).signIn(usernameOf('plain'), 'Another good one')).status).toBe(200);
  });

  it('keeps its password when the current one is wrong, the new one weak or the same', async () => {
    const browser = new Browser(house);
    await browser.signIn(usernameOf('viewer'), worldPassword);
    const change = (currentPassword: string, newPassword: string) =>
      browser.call(account.changePassword, { body: { currentPassword, newPassword } });
    expect((await change('not the current', 'Another good one')).body.issues?.[0]?.path).toEqual(['currentPassword']);
    expect((await change(worldPassword, 'weak')).body.issues?.[0]?.path).toEqual(['newPassword']);
    expect((await change(worldPassword, worldPassword)).body.issues?.[0]?.path).toEqual(['newPassword']);
    expect((await new Browser(house).signIn(usernameOf('viewer'), worldPassword)).status).toBe(200);
  });

  it('lets nobody guess the current password in a browser left open', async () => {
    const browser = new Browser(house);
    await browser.signIn(usernameOf('editor'), worldPassword);
    const statuses: number[] = [];
    for (let at = 0; at < 12; at++)
      statuses.push(
        (
          await browser.call(account.changePassword, {
            body: { currentPassword: `guess ${at}`, newPassword: 'Another good one' },
          })
        ).status,
      );
    expect(statuses).toContain(429);
  });

  it('keeps settings of its own, tells them with the session, and forgets them with null', async () => {
    const key = keyOf('sync');
    const put = (name: string, value: unknown) =>
      house.call(userSettings.put, { key, params: { name }, body: { value } });
    expect((await house.call(userSettings.get, { key, params: { name: 'ui.bsTheme' } })).body).toEqual({
      name: 'ui.bsTheme',
      value: null,
    });
    await put('ui.bsTheme', 'dark');
    await put('ui.table_setting.organisations', { columns: ['name'], compact: true });
    expect((await house.call(session.get, { key })).body.settings).toEqual({ 'ui.bsTheme': 'dark' });
    expect(
      (await house.call(userSettings.get, { key, params: { name: 'ui.table_setting.organisations' } })).body.value,
    ).toEqual({ columns: ['name'], compact: true });
    expect(
      (await house.call(userSettings.get, { key: keyOf('viewer'), params: { name: 'ui.bsTheme' } })).body.value,
    ).toBeNull();
    await put('ui.bsTheme', null);
    expect((await house.call(session.get, { key })).body.settings).toEqual({});
  });

  it('refuses settings that are too large, badly named, missing or impossible to store', async () => {
    const put = (name: string, body: unknown) =>
      house.ask(`/api/v1/user-settings/${encodeURIComponent(name)}`, {
        method: 'PUT',
        key: keyOf('sync'),
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    expect((await put('ui.x', { value: 'x'.repeat(maxSettingBytes) })).status).toBe(400);
    expect((await put('ui.x', { value: 'x'.repeat(maxSettingBytes - 2) })).status).toBe(200);
    expect((await put('../x', { value: 1 })).status).toBe(400);
    expect((await put('ui.x', {})).status).toBe(400);
    expect((await put('ui.x', { value: 1, user_id: 1 })).status).toBe(400);
    expect((await put('ui.x', { value: 'a\u0000' })).status).toBe(400);
    expect((await put('ui.x', '{"value":"\\ud800"}')).status).toBe(400);
    expect((await put('ui.x', `{"value":${'['.repeat(200_000)}${']'.repeat(200_000)}}`)).status).toBe(400);
  });
});
