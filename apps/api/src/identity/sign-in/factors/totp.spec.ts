import { account, factors, roles, session, settings, tags } from '@cerebrate/contract';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../../../../test/browser.js';
import { adminKey, type House, startHouse } from '../../../../test/house.js';
import { buildWorld, keyOf, type UserName, usernameOf, type World, worldPassword } from '../../../../test/world.js';

/** The code an app shows, some steps of half a minute from now. */
const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

describe('an authenticator app', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  beforeEach(async () => {
    for (const table of ['attempts', 'totp_factors', 'recovery_codes', 'sign_in_steps', 'password_demands'])
      await house.rows(`delete from ${table}`);
  });
  afterAll(() => house.stop());

  async function signedIn(user: UserName): Promise<Browser> {
    const browser = new Browser(house);
    await browser.signIn(usernameOf(user), worldPassword);
    return browser;
  }

  /** Enrols an app; its code of the step before is used up by that, so that the present one is fresh. */
  async function enrol(user: UserName): Promise<{ browser: Browser; secret: string; codes: readonly string[] }> {
    const browser = await signedIn(user);
    const { secret } = (await browser.call(factors.startTotp)).body;
    const said = await browser.call(factors.confirmTotp, { body: { code: codeOf(secret, -1) } });
    expect(said.status, said.text).toBe(200);
    return { browser, secret, codes: said.body.recoveryCodes ?? [] };
  }

  const answer = (browser: Browser, kind: 'totp' | 'recovery', code: string) =>
    browser.call(session.secondFactor, { body: { kind, code } });

  it('is asked for after the password, and opens the session only then', async () => {
    const { secret } = await enrol('plain');
    const browser = new Browser(house);
    const half = await browser.signIn(usernameOf('plain'), worldPassword);
    expect(half.body).toMatchObject({ signedIn: false, user: null, step: { factors: ['totp', 'recovery'] } });
    expect(browser.cookies.has('cerebrate')).toBe(false);
    expect((await browser.call(tags.list)).status).toBe(401);
    expect((await browser.call(session.get)).body.step?.factors).toEqual(['totp', 'recovery']);
    const said = await answer(browser, 'totp', ` ${codeOf(secret).slice(0, 3)} ${codeOf(secret).slice(3)} `);
    expect(said.body).toMatchObject({ signedIn: true, user: { username: usernameOf('plain') } });
    expect(browser.cookies.has('cerebrate-step')).toBe(false);
    expect((await browser.call(tags.list)).status).toBe(200);
  });

  it('gives a code that is good once, and not after a later one', async () => {
    const { secret } = await enrol('plain');
    const wanting = async () => {
      const browser = new Browser(house);
      await browser.signIn(usernameOf('plain'), worldPassword);
      return browser;
    };
    const [first, second, third] = [await wanting(), await wanting(), await wanting()];
    expect((await answer(first, 'totp', codeOf(secret, 1))).status).toBe(200);
    expect((await answer(second, 'totp', codeOf(secret, 1))).status).toBe(401);
    expect((await answer(third, 'totp', codeOf(secret))).status).toBe(401);
  });

  it('lets one of many in who send the same code at once', async () => {
    const { secret } = await enrol('plain');
    const browsers = [];
    for (let at = 0; at < 4; at++) {
      const browser = new Browser(house);
      await browser.signIn(usernameOf('plain'), worldPassword);
      browsers.push(browser);
    }
    const statuses = (await Promise.all(browsers.map((one) => answer(one, 'totp', codeOf(secret))))).map(
      (one) => one.status,
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  it('has its codes counted: a few wrong ones end the step, and guessing goes on for nobody', async () => {
    await enrol('plain');
    const statuses: number[] = [];
    for (let round = 0; round < 4; round++) {
      const browser = new Browser(house);
      statuses.push((await browser.signIn(usernameOf('plain'), worldPassword)).status);
      for (let at = 0; at < 4; at++) statuses.push((await answer(browser, 'totp', '000000')).status);
    }
    expect(statuses).toContain(429);
    expect(statuses.slice(0, 5)).toEqual([200, 401, 401, 401, 401]);
    // a right password in between does not make the counter start anew
    expect(statuses[15]).toBe(429);
  });

  it('is bound to the browser that gave the password', async () => {
    const { secret } = await enrol('plain');
    const [browser, thief] = [new Browser(house), new Browser(house)];
    await browser.signIn(usernameOf('plain'), worldPassword);
    expect((await answer(thief, 'totp', codeOf(secret))).status).toBe(401);
    thief.cookies.set('cerebrate-step', 'x'.repeat(43));
    expect((await answer(thief, 'totp', codeOf(secret))).status).toBe(401);
    // the step's cookie is no session's
    thief.cookies.set('cerebrate', browser.cookies.get('cerebrate-step') ?? '');
    expect((await thief.call(tags.list)).status).toBe(401);
    expect((await answer(browser, 'totp', codeOf(secret))).status).toBe(200);
  });

  it('ends a step when the account changes meanwhile or ten minutes pass', async () => {
    const { secret } = await enrol('plain');
    const browser = new Browser(house);
    await browser.signIn(usernameOf('plain'), worldPassword);
    await house.rows('update users set version = version + 1 where id = $1', [world.users.plain.id]);
    expect((await answer(browser, 'totp', codeOf(secret))).status).toBe(401);
    await browser.signIn(usernameOf('plain'), worldPassword);
    await house.rows(`update sign_in_steps set expires_at = now() - interval '1 second'`);
    expect((await answer(browser, 'totp', codeOf(secret))).status).toBe(401);
  });

  it('is sealed at rest and appears in no answer, log or list', async () => {
    const { secret, codes, browser } = await enrol('plain');
    const everything = JSON.stringify([
      await house.rows('select * from totp_factors'),
      await house.rows('select * from sign_in_steps'),
      await house.rows("select *, encode(digest, 'escape') from recovery_codes"),
      await house.rows('select * from audit_log'),
      (await browser.call(factors.get)).body,
    ]);
    expect(everything).not.toContain(secret);
    for (const code of codes) expect(everything).not.toContain(code.replaceAll('-', ''));
    expect(everything).toContain('authenticator app');
  });

  it('comes with ten recovery codes, each good once; new ones end the old', async () => {
    const { codes, browser } = await enrol('plain');
    expect(codes).toHaveLength(10);
    expect(codes[0]).toMatch(/^[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}$/);
    const by = async (code: string) => {
      const other = new Browser(house);
      await other.signIn(usernameOf('plain'), worldPassword);
      return (await answer(other, 'recovery', code)).status;
    };
    expect(await by((codes[0] ?? '').toUpperCase().replaceAll('-', ' '))).toBe(200);
    expect(await by(codes[0] ?? '')).toBe(401);
    expect((await browser.call(factors.get)).body.recoveryCodes?.left).toBe(9);
    const fresh = (await browser.call(factors.newRecoveryCodes)).body.recoveryCodes;
    expect(await by(codes[1] ?? '')).toBe(401);
    expect(await by(fresh[1] ?? '')).toBe(200);
  });

  it('is not turned on by a code of another secret, nor by an auth key', async () => {
    const browser = await signedIn('viewer');
    await browser.call(factors.startTotp);
    const other = new Secret({ size: 20 }).base32;
    const said = await browser.call(factors.confirmTotp, { body: { code: codeOf(other) } });
    expect([said.status, said.body.issues?.[0]?.path]).toEqual([400, ['code']]);
    expect((await house.call(factors.startTotp, { key: keyOf('viewer') })).status).toBe(403);
    await enrol('plain');
    for (const endpoint of [factors.removeTotp, factors.newRecoveryCodes])
      expect((await house.call(endpoint, { key: keyOf('plain') })).status).toBe(403);
  });

  it('is asked for before anything else of roles that need one; their keys go on working', async () => {
    const value = [world.users.editor.roleId];
    await house.call(settings.update, { key: adminKey, params: { name: 'two_factor.roles' }, body: { value } });
    const browser = new Browser(house);
    const told = (await browser.signIn(usernameOf('editor'), worldPassword)).body;
    expect([told.signedIn, told.heldBy]).toEqual([true, 'factor']);
    expect((await browser.call(session.get)).body).toMatchObject({ signedIn: true, heldBy: 'factor' });
    const refused = await browser.call(roles.list);
    expect([refused.status, refused.body.type]).toEqual([403, 'urn:cerebrate:problem:factor-needed']);
    const wire = await house.ask('/organisations/index.json', {
      headers: { cookie: `cerebrate=${browser.cookies.get('cerebrate')}` },
    });
    expect(wire.status).toBe(405);
    expect((await house.call(roles.list, { key: keyOf('editor') })).status).toBe(200);
    const { secret } = (await browser.call(factors.startTotp)).body;
    expect((await browser.call(factors.confirmTotp, { body: { code: codeOf(secret, -1) } })).status).toBe(200);
    expect((await browser.call(session.get)).body.heldBy).toBeUndefined();
    expect((await browser.call(roles.list)).status).toBe(200);
    expect((await browser.call(factors.removeTotp)).status).toBe(409);
    await house.call(settings.reset, { key: adminKey, params: { name: 'two_factor.roles' } });
    expect((await browser.call(factors.removeTotp)).status).toBe(200);
    expect((await browser.call(factors.get)).body).toMatchObject({ totp: null, recoveryCodes: null });
    expect((await new Browser(house).signIn(usernameOf('editor'), worldPassword)).body.signedIn).toBe(true);
  });

  it('leaves a password that an administrator set to be changed first, in the browser', async () => {
    await house.rows('insert into password_demands (user_id, created) values ($1, now())', [world.users.sync.id]);
    const browser = new Browser(house);
    expect((await browser.signIn(usernameOf('sync'), worldPassword)).body.heldBy).toBe('password');
    const refused = await browser.call(roles.list);
    expect([refused.status, refused.body.type]).toEqual([403, 'urn:cerebrate:problem:password-needed']);
    expect((await house.call(roles.list, { key: keyOf('sync') })).status).toBe(200);
    const body = { currentPassword: worldPassword, newPassword: 'violet tractor on 7 hills' };
    expect((await browser.call(account.changePassword, { body })).status).toBe(200);
    expect((await browser.call(roles.list)).status).toBe(200);
  });
});
