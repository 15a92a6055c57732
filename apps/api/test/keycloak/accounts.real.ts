import { randomUUID } from 'node:crypto';
import { individuals, keycloak, organisations, roles, session, singleSignOn, tags, users } from '@cerebrate/contract';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Sealer } from '../../src/kernel/index.js';
import type { House } from '../house.js';
import { chooserOf, startHouseKnowingItself } from '../sso-house.js';
import { WebBrowser } from '../web-browser.js';
import { buildWorld, type World } from '../world.js';
import { clientId, makeRealm, type Realm } from './real-keycloak.js';

const secret = 'the secret of the client';
const password = 'a Password of 2026, long enough';
let house: House;
let world: World;
let realm: Realm;
let home: URL;
const choose = (name: string, value: unknown) => chooserOf(house)(name, value);
/** Seconds that single steps took, told at the end. */
const took: Record<string, string> = {};

beforeAll(async () => {
  house = await startHouseKnowingItself();
  home = new URL(house.config.baseUrl);
  world = await buildWorld(house);
  realm = await makeRealm();
  await choose('keycloak.provider.baseUrl', realm.url);
  await choose('keycloak.provider.realm', realm.name);
  await choose('keycloak.provider.applicationId', clientId);
  await choose('keycloak.provider.applicationSecret', secret);
  await realm.admin('POST', '/clients', {
    clientId,
    secret,
    publicClient: false,
    standardFlowEnabled: true,
    serviceAccountsEnabled: true,
    directAccessGrantsEnabled: true,
  });
  await realm.grant('manage-users', 'view-clients', 'manage-clients');
  for (const act of ['mend-client', 'add-mappers'] as const) await house.call(keycloak.setUp, { body: { act } });
  await choose('keycloak.enabled', true);
  await choose('keycloak.push', true);
});
afterAll(async () => {
  process.stdout.write(`${JSON.stringify(took)}\n`);
  await house.stop();
  await realm.stop();
});

const newBrowser = () => new WebBrowser((url) => url.host === home.host && !url.pathname.startsWith('/social-auth/'));
const cookieOf = (browser: WebBrowser) => ({
  cookie: [...(browser.cookies.get(home.host) ?? [])].map((pair) => pair.join('=')).join('; '),
});
const sessionOf = async (browser: WebBrowser) =>
  (await house.ask(session.get.path, { headers: cookieOf(browser) })).body as {
    signedIn: boolean;
    csrfToken: string;
    user: { username: string } | null;
  };
async function signIn(username: string, browser = newBrowser()): Promise<WebBrowser> {
  const form = await browser.open(`${home.origin}/social-auth/login/keycloak`);
  await browser.submit(form, { username, password });
  return browser;
}
const accountOf = async (ref: number) =>
  (await house.call(keycloak.account, { params: { ref: String(ref) } })).body.account;
async function settled(ref: number, state = 'synchronised') {
  await vi.waitFor(async () => expect(await accountOf(ref)).toMatchObject({ state }), {
    timeout: 60_000,
    interval: 200,
  });
}
async function addUser(username: string): Promise<{ id: number; individualId: number }> {
  const said = await house.call(users.create, {
    body: {
      username,
      organisationId: world.organisations.circl.id,
      roleId: world.users.plain.roleId,
      individual: { email: `${username}@example.org`, firstName: 'Nina', lastName: 'Neumann' },
    },
  });
  if (said.status !== 201) throw new Error(said.text);
  return { id: said.body.id, individualId: said.body.individual.id };
}
/** Chooses the password through the link of the letter, as the person does. */
async function choosePassword(email: string): Promise<void> {
  await vi.waitFor(() => expect(realm.letters.some(({ to }) => to === email)).toBe(true), { timeout: 30_000 });
  const letter = realm.letters.find(({ to }) => to === email);
  const link = /https?:\/\/\S*action-token\S*/.exec(letter?.text ?? '')?.[0]?.replaceAll('&amp;', '&') ?? '';
  const browser = newBrowser();
  let page = await browser.open(link.replace(/["<>].*$/, ''));
  if (!/password-new/.test(page.text)) {
    const onward = /href="([^"]*action-token[^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    page = await browser.open(new URL(onward, page.url));
  }
  await browser.submit(page, { 'password-new': password, 'password-confirm': password });
}

describe('an attribute that Keycloak drops', () => {
  it('is told on the account, and cured by declaring it', async () => {
    const { id } = await addUser('dropped');
    await settled(id, 'failed');
    expect((await accountOf(id))?.reason).toMatch(/did not keep role_name.*declare/);
    await realm.grant('manage-users', 'view-clients', 'manage-clients', 'manage-realm');
    expect((await house.call(keycloak.setUp, { body: { act: 'declare-attributes' } })).status).toBe(200);
    await realm.grant('manage-users', 'view-clients');
    await house.call(keycloak.push, { params: { ref: String(id) } });
    await settled(id);
  });
});

describe('a user who is new here', () => {
  let nina: { id: number; individualId: number };

  it('can sign in through Keycloak within a minute, with the right attributes in the token', async () => {
    const started = Date.now();
    nina = await addUser('nina.neumann');
    await settled(nina.id);
    took['pushed after s'] = seconds(started);
    expect(await accountOf(nina.id)).toMatchObject({ welcome: 'sent', isLinked: true });
    await choosePassword('nina.neumann@example.org');
    const browser = await signIn('nina.neumann');
    expect(await sessionOf(browser)).toMatchObject({ signedIn: true, user: { username: 'nina.neumann' } });
    took['new user signed in after s'] = seconds(started);
    const [kept] = await house.rows<{ id_token: string; session_id: string }>('select * from sso_sessions');
    const claims = decodeJwt(house.app.get(Sealer).open(kept?.id_token ?? '', `sso session ${kept?.session_id}`));
    expect(claims).toMatchObject({
      role_name: 'role of plain',
      org_name: 'CIRCL',
      org_uuid: world.organisations.circl.uuid,
    });
  });

  it('opens the API with an access token, and no other token of hers does', async () => {
    const tokens = await passwordGrant('openid');
    const ask = async (token: string) =>
      (await house.ask(tags.list.path, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(decodeJwt(tokens.access_token)).toMatchObject({ role_name: 'role of plain', org_name: 'CIRCL' });
    expect(await ask(tokens.access_token)).toBe(200);
    expect(await ask(tokens.id_token)).toBe(401);
    expect(await ask(tokens.refresh_token)).toBe(401);
    expect(await ask(`${tokens.access_token.slice(0, -4)}AAAA`)).toBe(401);
  });

  it('keeps what others wrote to her account when anything of ours changes', async () => {
    await realm.admin('PUT', '/users/profile', {
      ...(await realm.admin<object>('GET', '/users/profile')),
      unmanagedAttributePolicy: 'ADMIN_EDIT',
    });
    const there = await realm.account('nina.neumann');
    await realm.admin('PUT', `/users/${there.id}`, {
      ...there,
      attributes: { ...there.attributes, badge: ['4711', '4712'] },
      emailVerified: true,
    });
    await house.call(individuals.update, {
      params: { ref: String(nina.individualId) },
      body: { lastName: 'Nowak', email: 'nina.nowak@example.org' },
    });
    await settled(nina.id);
    await vi.waitFor(async () =>
      expect(await realm.account('nina.neumann')).toMatchObject({
        lastName: 'Nowak',
        email: 'nina.nowak@example.org',
        attributes: { badge: ['4711', '4712'], role_name: ['role of plain'] },
      }),
    );
  });

  it('follows her role, its name, the name of her organisation and her mapped fields', async () => {
    await choose('keycloak.user_meta_mapping', 'perm_misp');
    const of = async (name: string) => (await realm.account('nina.neumann')).attributes?.[name];
    await house.call(users.update, { params: { ref: String(nina.id) }, body: { roleId: world.users.viewer.roleId } });
    await vi.waitFor(async () => expect(await of('role_name')).toEqual(['role of viewer']), { timeout: 30_000 });
    await house.call(roles.update, { params: { ref: String(world.users.viewer.roleId) }, body: { name: 'Looker' } });
    await vi.waitFor(async () => expect(await of('role_name')).toEqual(['Looker']), { timeout: 30_000 });
    await house.call(organisations.update, {
      params: { ref: String(world.organisations.circl.id) },
      body: { name: 'CIRCL.LU' },
    });
    await vi.waitFor(async () => expect(await of('org_name')).toEqual(['CIRCL.LU']), { timeout: 30_000 });
    await giveField(nina.id, 'perm_misp', 'org_admin');
    await giveField(nina.id, 'perm_misp', 'sync');
    await vi.waitFor(async () => expect((await of('perm_misp'))?.sort()).toEqual(['org_admin', 'sync']), {
      timeout: 30_000,
    });
    await house.rows(`delete from meta_fields where user_id = $1 and value = 'sync'`, [nina.id]);
    await vi.waitFor(async () => expect(await of('perm_misp')).toEqual(['org_admin']), { timeout: 30_000 });
    await house.rows(`delete from meta_fields where user_id = $1`, [nina.id]);
    await vi.waitFor(async () => expect((await of('perm_misp')) ?? []).toEqual([]), { timeout: 30_000 });
  });

  it('waits with a reason while Keycloak cannot be reached, and gets there afterwards by itself', async () => {
    await choose('Proxy.host', '127.0.0.1');
    await choose('Proxy.port', 59_999);
    await choose('Proxy.no_proxy', '');
    await house.call(individuals.update, { params: { ref: String(nina.individualId) }, body: { firstName: 'Nini' } });
    await vi.waitFor(async () => expect((await accountOf(nina.id))?.reason).toMatch(/ECONNREFUSED/), {
      timeout: 40_000,
    });
    expect(await accountOf(nina.id)).toMatchObject({ state: 'pending', nextAttemptAt: expect.any(String) });
    await choose('Proxy.host', '');
    await settled(nina.id);
    expect(await realm.account('nina.neumann')).toMatchObject({ firstName: 'Nini' });
  });

  it('is signed out here by Keycloak, over the back channel', async () => {
    const browser = await signIn('nina.neumann');
    expect((await sessionOf(browser)).signedIn).toBe(true);
    const started = Date.now();
    await realm.admin('POST', `/users/${(await realm.account('nina.neumann')).id}/logout`);
    await vi.waitFor(async () => expect((await sessionOf(browser)).signedIn).toBe(false), {
      timeout: 30_000,
      interval: 50,
    });
    took['back-channel logout after s'] = seconds(started);
  });

  it('signs out here and there, and comes back to our sign-in page', async () => {
    const browser = await signIn('nina.neumann');
    const { csrfToken } = await sessionOf(browser);
    const said = await house.ask(singleSignOn.signOut.path, {
      method: 'POST',
      headers: { ...cookieOf(browser), 'x-csrf-token': csrfToken },
    });
    const page = await browser.open((said.body as { next: string }).next);
    expect(page.url.href).toBe(`${home.origin}/users/login`);
    const { id } = await realm.account('nina.neumann');
    expect(await realm.admin('GET', `/users/${id}/sessions`)).toEqual([]);
  });

  it('who is disabled loses both sessions and her offline tokens within five seconds', async () => {
    const offline = await passwordGrant('openid offline_access');
    const browser = await signIn('nina.neumann');
    const { id } = await realm.account('nina.neumann');
    expect(await realm.admin<unknown[]>('GET', `/users/${id}/sessions`)).not.toEqual([]);
    const started = Date.now();
    await house.call(users.update, { params: { ref: String(nina.id) }, body: { disabled: true } });
    expect((await sessionOf(browser)).signedIn).toBe(false);
    took['our session ended after s'] = seconds(started);
    await vi.waitFor(
      async () => {
        expect(await realm.account('nina.neumann')).toMatchObject({ enabled: false });
        expect(await realm.admin('GET', `/users/${id}/sessions`)).toEqual([]);
      },
      { timeout: 5_000, interval: 50 },
    );
    took['both sessions ended after s'] = seconds(started);
    await house.call(users.update, { params: { ref: String(nina.id) }, body: { disabled: false } });
    await vi.waitFor(async () => expect(await realm.account('nina.neumann')).toMatchObject({ enabled: true }), {
      timeout: 30_000,
    });
    const refreshed = await grant({ grant_type: 'refresh_token', refresh_token: offline.refresh_token });
    expect(refreshed.status).toBe(400);
  });

  it('leaves no secret and no token in the audit log, which has every call', async () => {
    const rows = await house.rows<{ action: string; text: string }>(
      `select action, row_to_json(a)::text as text from audit_log a`,
    );
    const text = rows.map((row) => row.text).join();
    expect(text).not.toContain(secret);
    expect(text).not.toMatch(/eyJ[\w-]{10,}/);
    for (const action of [
      'createUser',
      'enrollUser',
      'keycloakUpdateUser',
      'keycloakWelcomeEmail',
      'keycloakGetUser',
      'keycloakLogout',
    ])
      expect(rows.some((row) => row.action === action)).toBe(true);
  });
});

async function giveField(userId: number, field: string, value: string): Promise<void> {
  await house.rows(
    `with d as (insert into meta_template_directory (uuid, template_version, name, namespace)
       values ('00000000-0000-4000-8000-000000000001', '1', 'user flags', 'test')
       on conflict (uuid, template_version) do update set name = excluded.name returning id)
     insert into meta_fields (uuid, user_id, directory_id, field, value, created, modified)
     select $3, $1, d.id, $2, $4, now(), now() from d`,
    [userId, field, randomUUID(), value],
  );
}

async function grant(form: Record<string, string>): Promise<Response> {
  return fetch(`${realm.issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: clientId, client_secret: secret, ...form }),
  });
}

async function passwordGrant(scope: string) {
  const said = await grant({ grant_type: 'password', username: 'nina.neumann', password, scope });
  if (!said.ok) throw new Error(await said.text());
  return (await said.json()) as { access_token: string; refresh_token: string; id_token: string };
}

const seconds = (since: number): string => ((Date.now() - since) / 1000).toFixed(2);
