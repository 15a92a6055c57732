import { roles, session, tags } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/browser.js';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, usernameOf, type World, worldPassword } from '../../../test/world.js';

describe('signing in', () => {
  let house: House;
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  beforeEach(async () => {
    browser = new Browser(house);
    await house.rows('delete from attempts');
  });
  afterAll(() => house.stop());

  it('tells who one is, what one may do, and the token for writes', async () => {
    const said = await browser.signIn(usernameOf('orgAdmin'), worldPassword);
    expect(said.status).toBe(200);
    expect(said.body).toMatchObject({
      signedIn: true,
      user: {
        id: world.users.orgAdmin.id,
        organisation: { id: world.organisations.circl.id, name: 'CIRCL', country: 'LU' },
        flags: { perm_org_admin: true, perm_admin: false },
      },
      settings: {},
    });
    expect(said.body.user?.permissions).toContain('user:write');
    expect(said.body.csrfToken).toMatch(/^[\w-]{43}$/);
  });

  it('takes the user name in any letter case, width or surrounding space', async () => {
    const full = [...usernameOf('plain').toUpperCase()].map((sign) =>
      /[A-Z]/.test(sign) ? String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0) : sign,
    );
    for (const name of ['  PLAIN-user ', full.join('')])
      expect((await new Browser(house).signIn(name, worldPassword)).status).toBe(200);
  });

  it('sets a cookie that scripts cannot read and other sites do not send', async () => {
    const said = await browser.signIn(usernameOf('plain'), worldPassword);
    const [cookie = ''] = said.headers.getSetCookie();
    expect(cookie).toMatch(/^cerebrate=[\w-]{43};/);
    expect(cookie).toMatch(/; Path=\//);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    expect(cookie).not.toMatch(/Domain/i);
    expect(said.headers.get('cache-control')).toBe('no-store');
  });

  it('answers alike for an unknown name, a wrong password and a disabled account', async () => {
    await house.rows('update users set disabled = true where id = $1', [world.users.editor.id]);
    const answers = [
      await browser.signIn('nobody-of-that-name', worldPassword),
      await browser.signIn(usernameOf('plain'), 'a wrong password'),
      await browser.signIn(usernameOf('editor'), worldPassword),
    ];
    await house.rows('update users set disabled = false where id = $1', [world.users.editor.id]);
    const shapes = answers.map(({ status, headers, body }) => ({
      status,
      headers: [...headers].filter(([name]) => !['x-request-id', 'date'].includes(name)),
      body: { ...body, requestId: '' },
    }));
    expect(shapes[0]?.status).toBe(401);
    expect(shapes[1]).toEqual(shapes[0]);
    expect(shapes[2]).toEqual(shapes[0]);
  });

  it('keeps no secret of the session in the database', async () => {
    await browser.signIn(usernameOf('plain'), worldPassword);
    const secret = browser.cookies.get('cerebrate') ?? '';
    const rows = await house.rows<{ text: string }>(
      `select sessions::text || encode(digest, 'escape') as text from sessions`,
    );
    expect(secret).not.toBe('');
    expect(rows.map((row) => row.text).join()).not.toContain(secret);
  });

  it('never goes on with a session that the browser brought along', async () => {
    browser.cookies.set('cerebrate', 'planted-by-somebody-else');
    await browser.signIn(usernameOf('plain'), worldPassword);
    const first = browser.cookies.get('cerebrate');
    expect(first).not.toBe('planted-by-somebody-else');
    await browser.signIn(usernameOf('plain'), worldPassword);
    expect(browser.cookies.get('cerebrate')).not.toBe(first);
    const former = new Browser(house);
    former.cookies.set('cerebrate', first ?? '');
    expect((await former.call(session.get)).body.signedIn).toBe(false);
  });

  it('refuses a write without the token of the session, and lets a read through', async () => {
    await browser.signIn(usernameOf('community'), worldPassword);
    const body = { name: 'never-added' };
    expect((await browser.call(tags.create, { body }, { withoutToken: true })).status).toBe(403);
    expect((await browser.call(tags.create, { body }, { headers: { 'x-csrf-token': 'x'.repeat(43) } })).status).toBe(
      403,
    );
    expect((await browser.call(tags.list)).status).toBe(200);
    expect((await browser.call(tags.create, { body: { name: 'added-with-token' } })).status).toBe(201);
  });

  it('is not spared the token by an Authorization header that is no key', async () => {
    await browser.signIn(usernameOf('community'), worldPassword);
    const said = await browser.call(
      tags.create,
      { body: { name: 'never' } },
      { withoutToken: true, headers: { authorization: 'Basic eA==' } },
    );
    expect(said.status).toBe(403);
    const unknown = await browser.call(
      tags.create,
      { body: { name: 'never' } },
      { headers: { authorization: 'f'.repeat(40) } },
    );
    expect(unknown.status).toBe(401);
  });

  it("refuses a write, and a sign-in, that another site's page asked for", async () => {
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const headers of foreign)
      expect((await new Browser(house).signIn(usernameOf('plain'), worldPassword, { headers })).status).toBe(403);
    const own = { 'sec-fetch-site': 'same-origin', origin: house.url };
    expect((await browser.signIn(usernameOf('plain'), worldPassword, { headers: own })).status).toBe(200);
  });

  it('ends with a sign-out, for good', async () => {
    await browser.signIn(usernameOf('plain'), worldPassword);
    const secret = browser.cookies.get('cerebrate') ?? '';
    expect((await browser.call(session.signOut)).status).toBe(200);
    expect(browser.cookies.has('cerebrate')).toBe(false);
    browser.cookies.set('cerebrate', secret);
    expect((await browser.call(tags.list)).status).toBe(401);
  });

  it('lists the signed-in browsers, ends one of them, and all of them', async () => {
    const other = new Browser(house);
    await browser.signIn(usernameOf('viewer'), worldPassword);
    await other.signIn(usernameOf('viewer'), worldPassword, { headers: { 'user-agent': 'Other browser' } });
    const listed = (await browser.call(session.list)).body.items;
    expect(listed).toHaveLength(2);
    expect(listed.filter((one) => one.isCurrent)).toHaveLength(1);
    const theirs = listed.find((one) => one.userAgent === 'Other browser');
    expect((await browser.call(session.end, { params: { id: theirs?.id ?? '' } })).status).toBe(200);
    expect((await other.call(tags.list)).status).toBe(401);
    expect((await browser.call(session.signOutEverywhere)).status).toBe(200);
    expect((await browser.call(session.get)).body.signedIn).toBe(false);
  });

  it("does not end anybody else's session", async () => {
    const other = new Browser(house);
    await browser.signIn(usernameOf('viewer'), worldPassword);
    await other.signIn(usernameOf('plain'), worldPassword);
    const [theirs] = (await other.call(session.list)).body.items;
    expect((await browser.call(session.end, { params: { id: theirs?.id ?? '' } })).status).toBe(404);
    expect((await other.call(tags.list)).status).toBe(200);
  });

  it('ends after a time without use, and after its longest time', async () => {
    await browser.signIn(usernameOf('sync'), worldPassword);
    await house.rows(`update sessions set expires_at = now() - interval '1 second' where user_id = $1`, [
      world.users.sync.id,
    ]);
    expect((await browser.call(tags.list)).status).toBe(401);
  });

  it('tells a stranger that they are one, and a caller by key who they are without a token', async () => {
    expect((await browser.call(session.get)).body).toEqual({
      signedIn: false,
      user: null,
      csrfToken: null,
      settings: {},
    });
    const said = await house.call(session.get, { key: keyOf('sync') });
    expect(said.body).toMatchObject({ signedIn: true, user: { username: usernameOf('sync') }, csrfToken: null });
  });

  it('writes sign-in, failure and sign-out to the audit log, without what was typed', async () => {
    await browser.signIn('my-secret-typed-as-a-name', worldPassword);
    await browser.signIn(usernameOf('groupAdmin'), 'mistyped password');
    await browser.signIn(usernameOf('groupAdmin'), worldPassword);
    await browser.call(session.signOut);
    const rows = await house.rows<{ action: string; title: string; actor_name: string; channel: string }>(
      `select action, title, actor_name, channel from audit_log where kind = 'user' order by seq desc limit 4`,
    );
    expect(rows.map((row) => row.action)).toEqual(['logout', 'login', 'login_fail', 'login_fail']);
    expect(rows.map((row) => row.channel)).toEqual(['browser', 'browser', 'browser', 'browser']);
    expect(rows[0]?.actor_name).toBe(usernameOf('groupAdmin'));
    const everything = await house.rows('select * from audit_log');
    expect(JSON.stringify(everything)).not.toMatch(/my-secret-typed|mistyped password/);
  });

  it('refuses a body with unknown keys or control characters by name', async () => {
    const said = await house.ask('/api/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'a\u0000b', password: 'x', user_id: 1 }),
    });
    expect(said.status).toBe(400);
    expect((said.body as { issues: { path: string[] }[] }).issues.map((issue) => issue.path.join('.')).sort()).toEqual([
      'user_id',
      'username',
    ]);
  });
});

describe('over https', () => {
  it('the cookie has the __Host- prefix and is secure', async () => {
    const house = await startHouse({ BASE_URL: 'https://directory.example' });
    const said = await new Browser(house).signIn('admin-of-tests', 'correct horse battery staple');
    const [cookie = ''] = said.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-cerebrate=/);
    expect(cookie).toMatch(/; Secure/);
    const browser = new Browser(house);
    await browser.signIn('admin-of-tests', 'correct horse battery staple', {
      headers: { origin: 'https://directory.example' },
    });
    expect((await browser.call(roles.list)).status).toBe(200);
    await house.stop();
  });
});
