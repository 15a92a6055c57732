import { factors, session, tags, userAccess } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../../../../test/browser.js';
import { type House, startHouse } from '../../../../test/house.js';
import { SoftPasskey } from '../../../../test/soft-passkey.js';
import { buildWorld, keyOf, type UserName, usernameOf, type World, worldPassword } from '../../../../test/world.js';

describe('a passkey', () => {
  let house: House;
  let world: World;
  let origin: string;
  const rpId = 'localhost';
  beforeAll(async () => {
    house = await startHouse({ BASE_URL: 'http://localhost:3999', TRUSTED_PROXIES: '127.0.0.1' });
    world = await buildWorld(house);
    origin = 'http://localhost:3999';
  });
  beforeEach(async () => {
    for (const table of ['attempts', 'passkeys', 'recovery_codes', 'sign_in_steps'])
      await house.rows(`delete from ${table}`);
  });
  afterAll(() => house.stop());

  /** As through a proxy that tells the name the browser asked for. */
  const there = { headers: { 'x-forwarded-host': 'localhost:3999' } };
  const key = () => new SoftPasskey(origin, rpId);

  async function signedIn(user: UserName): Promise<Browser> {
    const browser = new Browser(house);
    await browser.signIn(usernameOf(user), worldPassword, there);
    return browser;
  }

  async function enrol(user: UserName, passkey: SoftPasskey, name = 'Laptop'): Promise<Browser> {
    const browser = await signedIn(user);
    const said = await add(browser, passkey, name);
    expect(said.status, said.text).toBe(201);
    return browser;
  }

  async function add(browser: Browser, passkey: SoftPasskey, name: string) {
    const options = (await browser.call(factors.passkeyOptions, {}, there)).body;
    return browser.call(factors.addPasskey, { body: { name, response: passkey.make(options) } }, there);
  }

  const optionsFor = async (browser: Browser, purpose: 'sign-in' | 'factor' | 'proof') =>
    (await browser.call(session.passkeyOptions, { body: { purpose } }, there)).body;

  async function alone(passkey: SoftPasskey, browser = new Browser(house)) {
    const options = await optionsFor(browser, 'sign-in');
    return browser.call(session.passkey, { body: { response: passkey.use(options) } }, there);
  }

  it('signs in alone, without name and password, in a browser of its own session', async () => {
    const passkey = key();
    await enrol('plain', passkey);
    const browser = new Browser(house);
    const said = await alone(passkey, browser);
    expect(said.body).toMatchObject({ signedIn: true, user: { username: usernameOf('plain') } });
    expect((await browser.call(tags.list)).status).toBe(200);
    const [row] = (await browser.call(session.list)).body.items.filter((one) => one.isCurrent);
    expect(row?.method).toBe('passkey');
    const [kept] = (await browser.call(factors.get, {}, there)).body.passkeys;
    expect(kept).toMatchObject({ name: 'Laptop', isPasswordless: true, lastUsedAt: expect.any(String) });
  });

  it('does not sign in alone without PIN or finger, but stands in as the second step', async () => {
    const passkey = key();
    passkey.verifiesUser = false;
    await enrol('plain', passkey);
    expect((await alone(passkey)).status).toBe(401);
    const browser = new Browser(house);
    const half = await browser.signIn(usernameOf('plain'), worldPassword, there);
    expect(half.body.step?.factors).toEqual(['passkey', 'recovery']);
    const options = await optionsFor(browser, 'factor');
    expect(options['allowCredentials']).toHaveLength(1);
    const response = passkey.use(options);
    const said = await browser.call(session.secondFactor, { body: { kind: 'passkey', response } }, there);
    expect(said.body.signedIn).toBe(true);
  });

  it('answers a challenge once, in the browser that asked, for the purpose it asked for', async () => {
    const passkey = key();
    await enrol('plain', passkey);
    const [browser, thief] = [new Browser(house), new Browser(house)];
    const options = await optionsFor(browser, 'sign-in');
    const response = passkey.use(options);
    await optionsFor(thief, 'sign-in');
    expect((await thief.call(session.passkey, { body: { response } }, there)).status).toBe(401);
    expect((await browser.call(session.passkey, { body: { response } }, there)).status).toBe(200);
    browser.cookies.delete('cerebrate');
    expect((await browser.call(session.passkey, { body: { response } }, there)).status).toBe(401);
    // a challenge of the second step does not sign in alone
    const other = new Browser(house);
    await other.signIn(usernameOf('plain'), worldPassword, there);
    const second = passkey.use(await optionsFor(other, 'factor'));
    expect((await other.call(session.passkey, { body: { response: second } }, there)).status).toBe(401);
  });

  it('of another origin, another host or a copy with an old counter is refused', async () => {
    const passkey = key();
    await enrol('plain', passkey);
    for (const [at, host] of [
      ['https://evil.example', rpId],
      [origin, 'evil.example'],
    ] as const) {
      const browser = await signedIn('viewer');
      const said = await add(browser, new SoftPasskey(at, host), 'Elsewhere');
      expect([said.status, said.body.issues?.[0]?.path]).toEqual([400, ['response']]);
    }
    passkey.counter = 5;
    expect((await alone(passkey)).status).toBe(200);
    passkey.counter = 3;
    expect((await alone(passkey)).status).toBe(401);
    passkey.counter = 6;
    expect((await alone(passkey)).status).toBe(200);
  });

  it('that nobody enrolled, or of a disabled account, is told one and the same', async () => {
    const passkey = key();
    await enrol('sync', passkey);
    await house.rows('update users set disabled = true where id = $1', [world.users.sync.id]);
    const [unknown, disabled] = [await alone(key()), await alone(passkey)];
    await house.rows('update users set disabled = false where id = $1', [world.users.sync.id]);
    expect([unknown.status, unknown.body.detail]).toEqual([disabled.status, disabled.body.detail]);
    expect(unknown.status).toBe(401);
  });

  it('is one of several, each with a name; none is anybody else’s to name or remove', async () => {
    const browser = await enrol('plain', key(), 'Laptop');
    const said = await add(browser, key(), 'Phone');
    expect(said.body.recoveryCodes).toBeNull();
    const list = (await browser.call(factors.get, {}, there)).body.passkeys;
    expect(list.map((one) => one.name)).toEqual(['Laptop', 'Phone']);
    const id = list[0]?.id ?? '';
    const stranger = await signedIn('viewer');
    expect((await stranger.call(factors.removePasskey, { params: { id } })).status).toBe(404);
    expect((await stranger.call(factors.renamePasskey, { params: { id }, body: { name: 'Mine' } })).status).toBe(404);
    expect((await browser.call(factors.renamePasskey, { params: { id }, body: { name: 'Work' } })).status).toBe(200);
    expect((await browser.call(factors.removePasskey, { params: { id } })).status).toBe(200);
    expect((await browser.call(factors.get, {}, there)).body.passkeys.map((one) => one.name)).toEqual(['Phone']);
  });

  it('known to one user is not taken for another', async () => {
    const passkey = key();
    await enrol('plain', passkey);
    const said = await add(await signedIn('viewer'), passkey, 'Copied');
    expect(said.status).toBe(409);
  });

  it('is refused where browsers would refuse it, with the way out', async () => {
    const browser = await signedIn('plain');
    const elsewhere = await browser.call(factors.get);
    expect(elsewhere.body.passkeysRefused).toContain('http://localhost:3999');
    expect((await browser.call(factors.passkeyOptions)).status).toBe(409);
  });

  it('is taken, with every other factor, by an administrator of the user, who proves anew; it is audited', async () => {
    const passkey = key();
    const theirs = await enrol('plain', passkey);
    const ref = String(world.users.plain.id);
    const administrator = await signedIn('orgAdmin');
    // before the first call of that session, so that nothing is remembered of it yet
    await house.rows(`update sessions set proved_at = now() - interval '11 minutes' where user_id = $1`, [
      world.users.orgAdmin.id,
    ]);
    expect((await administrator.call(userAccess.factors, { params: { ref } })).body.passkeys).toHaveLength(1);
    const asked = await administrator.call(userAccess.resetFactors, { params: { ref } });
    expect([asked.status, asked.body.type]).toEqual([403, 'urn:cerebrate:problem:proof-needed']);
    await administrator.call(session.prove, { body: { kind: 'password', password: worldPassword } });
    expect((await administrator.call(userAccess.resetFactors, { params: { ref } })).status).toBe(200);
    expect((await theirs.call(tags.list)).status).toBe(401);
    expect((await alone(passkey)).status).toBe(401);
    expect((await new Browser(house).signIn(usernameOf('plain'), worldPassword)).body.signedIn).toBe(true);
    const rows = await house.rows<{ actor_name: string }>(
      `select actor_name from audit_log where kind = 'passkey' and action = 'delete' order by seq desc limit 1`,
    );
    expect(rows[0]?.actor_name).toBe(usernameOf('orgAdmin'));
    for (const user of ['groupAdmin', 'viewer', 'sync'] as const)
      expect((await house.call(userAccess.resetFactors, { key: keyOf(user), params: { ref } })).status).toBeGreaterThan(
        402,
      );
    expect(
      (
        await house.call(userAccess.resetFactors, {
          key: keyOf('orgAdmin'),
          params: { ref: String(world.users.community.id) },
        })
      ).status,
    ).toBe(403);
  });
});
