import { account, factors, settings, userAccess, users } from '@cerebrate/contract';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/browser.js';
import { type House, startHouse } from '../../../test/house.js';
import { bodyOf, PostOffice, partsOf } from '../../../test/post-office.js';
import { buildWorld, keyOf, usernameOf, type World, worldPassword } from '../../../test/world.js';

describe('the owner of an account', () => {
  const office = new PostOffice();
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    const port = await office.open();
    for (const [name, value] of Object.entries({
      'mail.host': '127.0.0.1',
      'mail.port': port,
      'mail.security': 'none',
      'mail.from': 'cerebrate@instance.example',
    }))
      expect((await house.call(settings.update, { params: { name }, body: { value } })).status).toBe(200);
  });
  beforeEach(async () => {
    office.letters.length = 0;
    await house.rows('delete from attempts; delete from mails');
  });
  afterAll(async () => {
    await house.stop();
    await office.close();
  });

  const news = () =>
    house.rows<{ user_id: number; address: string; body: string }>(
      'select user_id, address, body from mails order by id',
    );
  const first = async () => (await news()).map(({ user_id, body }) => [user_id, body.split('\n')[0]]);

  it('learns by e-mail that an app was added, codes were made and it was removed again, and that it was themselves', async () => {
    const browser = new Browser(house);
    await browser.signIn(usernameOf('plain'), worldPassword);
    const { secret } = (await browser.call(factors.startTotp)).body;
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    const made = await browser.call(factors.confirmTotp, { body: { code } });
    expect(made.status, made.text).toBe(200);
    expect((await browser.call(factors.newRecoveryCodes)).status).toBe(200);
    expect((await browser.call(factors.removeTotp)).status).toBe(200);
    const { id } = world.users.plain;
    expect(await first()).toEqual([
      [id, 'An authenticator app was added to your account.'],
      [id, 'New recovery codes were made for your account; the former ones no longer work.'],
      [id, 'The authenticator app was removed from your account.'],
    ]);
    const bodies = (await news()).map(({ body }) => body).join('\n');
    expect(bodies).toContain(`Account: ${usernameOf('plain')}`);
    expect(bodies).toMatch(/UTC, by yourself, from 127\.0\.0\.1/);
    expect(bodies).not.toContain(secret);
    for (const one of made.body.recoveryCodes ?? []) expect(bodies).not.toContain(one);
  });

  it('learns who set their password or took their factors, with neither in the letter', async () => {
    const { plain } = world.users;
    const params = { ref: String(plain.id) };
    const password = 'violet tractor on 7 hills';
    expect((await house.call(users.update, { key: keyOf('orgAdmin'), params, body: { password } })).status).toBe(200);
    const [letter] = await news();
    expect(letter).toMatchObject({ user_id: plain.id, address: 'plain@users.example' });
    expect(letter?.body).toContain('The password of your account was changed.');
    expect(letter?.body).toContain(`by the administrator ${usernameOf('orgAdmin')}`);
    expect(letter?.body).not.toContain(password);
    const none = await house.call(userAccess.resetFactors, { key: keyOf('orgAdmin'), params });
    expect(none.status, 'nothing is told where there was nothing to take').toBe(404);
    expect(await news()).toHaveLength(1);
  });

  it('learns of their own change of password, and of no change that was refused', async () => {
    const browser = new Browser(house);
    await browser.signIn(usernameOf('viewer'), worldPassword);
    const change = (currentPassword: string) =>
      browser.call(account.changePassword, { body: { currentPassword, newPassword: 'amber kettle over 9 lakes' } });
    expect((await change('not my password at all')).status).toBe(400);
    expect(await news()).toEqual([]);
    expect((await change(worldPassword)).status).toBe(200);
    expect(await first()).toEqual([[world.users.viewer.id, 'The password of your account was changed.']]);
    await expect.poll(() => office.letters.length, { timeout: 20_000 }).toBe(1);
    const [signed = ''] = partsOf(office.letters[0]?.text ?? '');
    expect(bodyOf(signed)).toContain('/users/settings');
    expect(bodyOf(signed)).not.toContain('%BASE%');
  });
});
