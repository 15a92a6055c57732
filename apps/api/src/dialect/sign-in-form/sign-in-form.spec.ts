import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { session } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/browser.js';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, usernameOf, type World, worldPassword } from '../../../test/world.js';
import { attemptLimits } from '../../identity/sign-in/limiter.js';
import { Settings, systemPrincipal } from '../../kernel/index.js';

describe("the original's sign-in form", () => {
  let house: House;
  let world: World;
  let webDir: string;
  beforeAll(async () => {
    webDir = mkdtempSync(path.join(tmpdir(), 'cerebrate-pages-'));
    writeFileSync(
      path.join(webDir, 'index.html'),
      '<!doctype html><html lang="en"><title>Cerebrate</title><body></body></html>',
    );
    house = await startHouse({ WEB_DIR: webDir });
    world = await buildWorld(house);
  });
  beforeEach(async () => {
    await house.rows('delete from attempts');
  });
  afterAll(async () => {
    await house.stop();
    rmSync(webDir, { recursive: true });
  });

  /** As a program does that reads the page and posts its form. */
  async function form(): Promise<{ token: string; cookie: string }> {
    const page = await house.ask('/users/login', { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    const token = /name="_csrfToken"[^>]* value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    return { token, cookie: cookiesOf(page.headers) };
  }
  const cookiesOf = (headers: Headers): string =>
    headers
      .getSetCookie()
      .map((line) => line.split(';')[0] ?? '')
      .join('; ');
  const post = (cookie: string, fields: Record<string, string>, address = '/users/login') =>
    house.ask(address, {
      method: 'POST',
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', cookie },
      body: new URLSearchParams(fields).toString(),
    });
  const credentials = { username: usernameOf('community').toUpperCase(), password: worldPassword };

  it('leads on with 302, and its session reads and writes as the original’s does (recordings 673, 675, 682)', async () => {
    const { token, cookie } = await form();
    const said = await post(cookie, {
      _csrfToken: token,
      '_Token[fields]': 'x',
      '_Token[unlocked]': '',
      ...credentials,
    });
    expect([said.status, said.headers.get('location'), said.text]).toEqual([302, `${house.url}/instance/home`, '']);
    const jar = cookiesOf(said.headers);
    const list = await house.ask('/organisations/index.json', { headers: { cookie: jar } });
    expect(list.status).toBe(200);
    const csrf = /csrfToken=([^;]+)/.exec(jar)?.[1] ?? '';
    const write = (headers: Record<string, string>) =>
      house.ask('/tags/add.json', {
        method: 'POST',
        headers: { cookie: jar, 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ name: 'by-form', colour: '#123456' }),
      });
    expect((await write({ 'x-csrf-token': decodeURIComponent(csrf) })).status).toBe(200);
    expect((await write({})).status).toBe(403);
  });

  it('answers a missing, another or a planted token with a page and 403 (recording 671)', async () => {
    const { token, cookie } = await form();
    for (const [jar, field] of [
      [cookie, ''],
      [cookie, `${token}x`],
      ['csrfToken=planted.planted', 'planted.planted'],
      ['', token],
    ] as const) {
      const said = await post(jar, { _csrfToken: field, ...credentials });
      expect([said.status, said.headers.get('content-type')]).toEqual([403, 'text/html; charset=UTF-8']);
      expect(said.headers.getSetCookie()).toEqual([]);
    }
  });

  it('shows the form again for wrong credentials, one page for all of them', async () => {
    const { token, cookie } = await form();
    await house.rows('update users set disabled = true where id = $1', [world.users.editor.id]);
    const pages = [];
    for (const username of ['nobody-of-that-name', usernameOf('plain'), usernameOf('editor')])
      pages.push(await post(cookie, { _csrfToken: token, username, password: 'wrong' }));
    await house.rows('update users set disabled = false where id = $1', [world.users.editor.id]);
    expect(new Set(pages.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(pages[0]?.status).toBe(200);
    expect(pages[0]?.text).toContain('name="_csrfToken"');
  });

  it('counts attempts together with our own page, and then leads back with 302', async () => {
    const { token, cookie } = await form();
    for (let at = 0; at < attemptLimits.name; at++)
      if (at % 2 === 0) await post(cookie, { _csrfToken: token, username: ' PLAIN-user ', password: 'wrong' });
      else await new Browser(house).signIn(usernameOf('plain'), 'wrong');
    const said = await post(cookie, { _csrfToken: token, username: usernameOf('plain'), password: worldPassword });
    expect([said.status, said.headers.get('location')]).toEqual([302, `${house.url}/users/login`]);
    expect((await new Browser(house).signIn(usernameOf('plain'), worldPassword)).status).toBe(429);
  });

  it('stands on a page that carries the default theme of the instance', async () => {
    const page = async () => (await house.ask('/users/login', { key: '', headers: { accept: 'text/html' } })).text;
    expect(await page()).toContain('<html data-default-theme="default" lang="en">');
    await house.app.get(Settings).change(systemPrincipal('operator'), 'ui.bsTheme', 'dark');
    expect(await page()).toContain('<html data-default-theme="dark" lang="en">');
  });

  it('leads to our own pages only', async () => {
    for (const [asked, path] of [
      ['/individuals/index?q=a', '/individuals/index?q=a'],
      ['//evil.example', '/instance/home'],
      ['https://evil.example', '/instance/home'],
      ['/\\evil.example', '/instance/home'],
    ] as const) {
      const { token, cookie } = await form();
      const said = await post(
        cookie,
        { _csrfToken: token, ...credentials },
        `/users/login?redirect=${encodeURIComponent(asked)}`,
      );
      expect(said.headers.get('location')).toBe(house.url + path);
    }
  });

  it('goes on to the second factor where there is one', async () => {
    await house.rows(
      `insert into passkeys (uuid, user_id, name, credential_id, public_key, counter, transports, rp_id, is_synced, is_passwordless, created)
       values (gen_random_uuid(), $1, 'Key', '\\x01', '\\x01', 0, '{}', '127.0.0.1', false, false, now())`,
      [world.users.viewer.id],
    );
    const { token, cookie } = await form();
    const said = await post(cookie, { _csrfToken: token, username: usernameOf('viewer'), password: worldPassword });
    expect([said.status, said.headers.get('location')]).toEqual([302, `${house.url}/users/login`]);
    expect(cookiesOf(said.headers)).toMatch(/^cerebrate-step=/);
    const told = await house.ask(session.get.path, { headers: { cookie: cookiesOf(said.headers) } });
    expect(told.body).toMatchObject({ signedIn: false, step: { factors: ['passkey', 'recovery'] } });
  });

  it('is left by /users/logout, which another site’s page cannot make a browser ask', async () => {
    const { token, cookie } = await form();
    const jar = cookiesOf((await post(cookie, { _csrfToken: token, ...credentials })).headers);
    const leave = (headers: Record<string, string>) =>
      house.ask('/users/logout', { headers: { accept: 'text/html', cookie: jar, ...headers } });
    const foreign = await leave({ 'sec-fetch-site': 'cross-site' });
    expect(foreign.status).toBe(302);
    expect((await house.ask('/organisations/index.json', { headers: { cookie: jar } })).status).toBe(200);
    const own = await leave({});
    expect([own.status, own.headers.get('location')]).toEqual([302, `${house.url}/users/login`]);
    expect((await house.ask('/organisations/index.json', { headers: { cookie: jar } })).status).not.toBe(200);
  });
});
