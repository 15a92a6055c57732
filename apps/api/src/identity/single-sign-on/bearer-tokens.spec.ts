import { randomUUID } from 'node:crypto';
import { session, settings as settingsApi, singleSignOn, tags, users } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/browser.js';
import { standinClient } from '../../../test/oidc-standin.js';
import { type SsoHouse, startSsoHouse } from '../../../test/sso-house.js';
import { keyOf, usernameOf, worldPassword } from '../../../test/world.js';

let sso: SsoHouse;
beforeAll(async () => {
  sso = await startSsoHouse();
});
afterAll(() => sso.stop());
beforeEach(() => sso.startAnew());

describe('an access token of the provider', () => {
  const inTime = () => Math.floor(Date.now() / 1000) + 60;
  const ask = (token: string) => sso.house.ask(session.get.path, { headers: { authorization: `Bearer ${token}` } });
  const askTags = (token: string) => sso.house.ask(tags.list.path, { headers: { authorization: `Bearer ${token}` } });

  it("opens the API with the linked user's rights and not the token's", async () => {
    const person = await sso.personOf('viewer');
    sso.standin.people.set('me', person);
    await sso.goThrough('me');
    const token = await sso.standin.sign({
      sub: person.sub,
      aud: standinClient.id,
      typ: 'Bearer',
      exp: inTime(),
      realm_access: { roles: ['admin'] },
    });
    expect((await ask(token)).body).toMatchObject({ signedIn: true, user: { username: usernameOf('viewer') } });
    expect(
      (await sso.house.call(users.update, { key: undefined as never, params: { ref: '1' }, body: {} })).status,
    ).toBe(401);
    expect((await askTags(token)).status).toBe(200);
  });

  it('is refused with 401 when it is another’s, another kind’s, for another program, old, altered or of nobody linked', async () => {
    const person = await sso.personOf('viewer');
    sso.standin.people.set('me', person);
    await sso.goThrough('me');
    const right = { sub: person.sub, aud: standinClient.id, typ: 'Bearer', exp: inTime() };
    const wrong = [
      { ...right, iss: 'https://evil.example/realms/demo' },
      { ...right, typ: 'ID' },
      { ...right, typ: 'Logout' },
      { ...right, aud: 'another-program' },
      { ...right, exp: inTime() - 600 },
      { ...right, sub: randomUUID() },
    ];
    for (const claims of wrong) expect((await askTags(await sso.standin.sign(claims))).status).toBe(401);
    const [head, , sign] = (await sso.standin.sign(right)).split('.');
    const altered = Buffer.from(JSON.stringify({ ...right, iss: sso.standin.issuer })).toString('base64url');
    expect((await askTags(`${head}.${altered}.${sign}`)).status).toBe(401);
    expect((await askTags(`eyJhbGciOiJub25lIn0.${altered}.AA`)).status).toBe(401);
    expect((await askTags(await sso.standin.sign(right))).status).toBe(200);
  });

  it('of another algorithm is taken when it says that it is an access token', async () => {
    const person = await sso.personOf('viewer');
    sso.standin.people.set('me', person);
    await sso.goThrough('me');
    const claims = { sub: person.sub, aud: standinClient.id, exp: inTime() };
    expect((await askTags(await sso.standin.sign(claims, { alg: 'ES256', typ: 'at+jwt' }))).status).toBe(200);
    expect((await askTags(await sso.standin.sign(claims, { alg: 'ES256' }))).status).toBe(401);
  });

  it('stops with the user who is disabled here', async () => {
    const person = await sso.personOf('editor');
    sso.standin.people.set('me', person);
    await sso.goThrough('me');
    const token = await sso.standin.sign({ sub: person.sub, aud: standinClient.id, typ: 'Bearer', exp: inTime() });
    expect((await askTags(token)).status).toBe(200);
    const params = { ref: String(sso.world.users.editor.id) };
    await sso.house.call(users.update, { params, body: { disabled: true } });
    expect((await askTags(token)).status).toBe(401);
    await sso.house.call(users.update, { params, body: { disabled: false } });
  });

  it('opens nothing while the setting is off', async () => {
    const person = await sso.personOf('viewer');
    sso.standin.people.set('me', person);
    await sso.goThrough('me');
    await sso.choose('keycloak.bearer', false);
    const token = await sso.standin.sign({ sub: person.sub, aud: standinClient.id, typ: 'Bearer', exp: inTime() });
    expect((await askTags(token)).status).toBe(401);
    await sso.choose('keycloak.bearer', true);
  });

  it('does not stand in the way of auth keys', async () => {
    expect(
      (await sso.house.ask(tags.list.path, { headers: { authorization: `Bearer ${keyOf('plain')}` } })).status,
    ).toBe(200);
  });
});

describe('signing in by password while it is off', () => {
  it('is refused by the server to everybody but the emergency administrator', async () => {
    await sso.choose('password_auth.break_glass', ` ${usernameOf('instance').toUpperCase()}`);
    await sso.choose('password_auth.enabled', false);
    const tried = async (user: Parameters<typeof usernameOf>[0], password = worldPassword) =>
      (await new Browser(sso.house).signIn(usernameOf(user), password)).status;
    expect(await tried('plain')).toBe(403);
    expect(await tried('admin')).toBe(403);
    expect(await tried('instance', 'a wrong password')).toBe(403);
    expect(await tried('instance')).toBe(200);
    await sso.choose('password_auth.break_glass', usernameOf('plain'));
    expect(await tried('plain')).toBe(403);
    const last = await sso.house.call(settingsApi.update, {
      params: { name: 'keycloak.enabled' },
      body: { value: false },
    });
    expect(last.status).toBe(409);
    await sso.choose('password_auth.enabled', true);
    await sso.choose('password_auth.break_glass', '');
    expect(await tried('plain')).toBe(200);
  });
});

describe('any other OpenID Connect provider', () => {
  it('lets people sign in by its issuer alone', async () => {
    await sso.choose('keycloak.issuer', sso.standin.issuer);
    await sso.choose('keycloak.kind', 'oidc');
    await sso.choose('keycloak.label', 'Example ID');
    sso.standin.people.set('me', await sso.personOf('plain'));
    const browser = sso.newBrowser();
    await sso.goThrough('me', browser);
    expect((await sso.sessionOf(browser)).signedIn).toBe(true);
    const said = (await sso.house.call(singleSignOn.options, {})).body;
    expect(said.provider).toEqual({ label: 'Example ID', startUrl: '/social-auth/login/keycloak' });
    expect(said.accountUrl).toBeNull();
    await sso.choose('keycloak.kind', 'keycloak');
    await sso.choose('keycloak.label', 'Keycloak');
  });
});
