import { randomUUID } from 'node:crypto';
import { inbox, singleSignOn, tags } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Browser } from '../../../test/browser.js';
import { standinClient } from '../../../test/oidc-standin.js';
import { type SsoHouse, startSsoHouse } from '../../../test/sso-house.js';
import { WebBrowser } from '../../../test/web-browser.js';
import { usernameOf, worldPassword } from '../../../test/world.js';

let sso: SsoHouse;
beforeAll(async () => {
  sso = await startSsoHouse();
});
afterAll(() => sso.stop());
beforeEach(() => sso.startAnew());

describe('signing in at the provider', () => {
  it('opens a session for the user of that name and e-mail, on the page that was asked for', async () => {
    sso.standin.people.set('me', await sso.personOf('orgAdmin'));
    const browser = sso.newBrowser();
    const page = await sso.goThrough('me', browser, '/organisations/view/3?tab=history');
    expect(page.url.href).toBe(`${sso.house.config.baseUrl}/organisations/view/3?tab=history`);
    expect(await sso.sessionOf(browser)).toMatchObject({ signedIn: true, user: { username: usernameOf('orgAdmin') } });
    const asked = new URL(page.way.find((one) => one.includes('/protocol/openid-connect/auth?')) ?? page.way[1] ?? '');
    expect(asked.href).toContain(sso.standin.issuer);
  });

  it('asks with code, PKCE, state and nonce', async () => {
    const [, location] = (
      await new WebBrowser((url) => url.href.startsWith(sso.standin.issuer)).open(
        `${sso.house.config.baseUrl}/social-auth/login/keycloak`,
      )
    ).way;
    const asked = new URL(location ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: standinClient.id,
      code_challenge_method: 'S256',
      redirect_uri: `${sso.house.config.baseUrl}/social-auth/callback/keycloak`,
      scope: 'openid profile email',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)?.length).toBeGreaterThan(40);
  });

  it('keeps the subject: a name or e-mail that changes at the provider later locks nobody out', async () => {
    const person = await sso.personOf('plain');
    sso.standin.people.set('me', person);
    await sso.goThrough('me');
    sso.standin.people.set('me', { ...person, preferred_username: 'renamed-there', email: 'new@elsewhere.example' });
    const browser = sso.newBrowser();
    await sso.goThrough('me', browser);
    expect(await sso.sessionOf(browser)).toMatchObject({ signedIn: true, user: { username: usernameOf('plain') } });
    const [account] = await sso.house.rows('select subject, state, linked_at is not null as linked from sso_accounts');
    expect(account).toEqual({ subject: person.sub, state: 'linked', linked: true });
  });

  it.each([
    ['an unknown name', { preferred_username: 'nobody-here' }, 'unknown-user', 'preferred_username'],
    ['another e-mail', { email: 'somebody@else.example' }, 'other-email', 'email'],
    ['an e-mail nobody confirmed', { email_verified: false }, 'unconfirmed-email', 'email'],
    [
      'an e-mail of which nobody says whether it is theirs',
      { email_verified: undefined },
      'unconfirmed-email',
      'email',
    ],
    ['no e-mail at all', { email: undefined }, 'missing-claim', 'email'],
  ])('refuses %s and says which claim differs', async (_what, changed, reason, claim) => {
    sso.standin.people.set('me', { ...(await sso.personOf('viewer')), ...changed });
    const browser = sso.newBrowser();
    const page = await sso.goThrough('me', browser);
    expect(page.url.pathname).toBe('/users/refused');
    expect((await sso.sessionOf(browser)).signedIn).toBe(false);
    const refusal = await sso.refusalOf(browser);
    expect(refusal).toMatchObject({ reason, provider: 'Keycloak' });
    const faults = (refusal['claims'] as { claim: string; isFault: boolean }[]).filter(({ isFault }) => isFault);
    expect(faults.map((one) => one.claim)).toEqual([claim]);
    expect(await sso.house.rows('select from sso_accounts')).toEqual([]);
    const [noted] = await sso.house.rows(
      `select action, after from audit_log where kind = 'user' order by seq desc limit 1`,
    );
    expect(noted).toMatchObject({ action: 'login_fail', after: { provider: reason } });
  });

  it('makes nobody: there are as many users as before', async () => {
    const before = await sso.house.rows('select from users');
    sso.standin.people.set('me', { sub: 'x', preferred_username: 'newcomer', email: 'new@comer.example' });
    await sso.goThrough('me');
    expect(await sso.house.rows('select from users')).toHaveLength(before.length);
  });

  it('has whom the provider knows ask for an account, where that is allowed, and lets them in once approved', async () => {
    await sso.choose('keycloak.request_accounts', true);
    const { house, world, standin } = sso;
    const newcomer = {
      sub: randomUUID(),
      preferred_username: 'new.comer',
      email: 'new@comer.example',
      role_name: 'Admin',
      org_uuid: world.organisations.acme.uuid,
    };
    const refusedFor = async (changed: object) => {
      standin.people.set('me', { ...newcomer, ...changed });
      const browser = sso.newBrowser();
      await sso.goThrough('me', browser);
      expect((await sso.sessionOf(browser)).signedIn).toBe(false);
      return (await sso.refusalOf(browser))['reason'];
    };
    const waiting = () =>
      house.rows<{ id: number; organisation_id: number }>(`select * from inbox where state = 'open'`);
    expect(await refusedFor({})).toBe('unconfirmed-email');
    const { email } = await sso.personOf('viewer');
    expect(await refusedFor({ email, email_verified: true })).toBe('unknown-user');
    expect(await waiting()).toEqual([]);
    await house.rows('truncate attempts');
    expect(await refusedFor({ email_verified: true })).toBe('requested');
    expect(await refusedFor({ email_verified: true })).toBe('requested');
    const [request, ...more] = await waiting();
    expect(more).toEqual([]);
    expect(request?.organisation_id, 'the claim suggests who decides').toBe(world.organisations.acme.id);
    const said = await house.call(inbox.accept, {
      params: { ref: String(request?.id) },
      body: { decision: { organisationId: world.organisations.circl.id, username: 'newcomer.of.ours' } },
    });
    expect(said.status, said.text).toBe(200);
    const browser = sso.newBrowser();
    await sso.goThrough('me', browser);
    const { signedIn, user } = await sso.sessionOf(browser);
    expect([signedIn, user?.username]).toEqual([true, 'newcomer.of.ours']);
    expect(Object.values(user?.flags ?? {}).some(Boolean), 'no claim gives a right').toBe(false);
    await sso.choose('keycloak.request_accounts', false);
  });

  it("takes nobody's word but the provider's for who asked there", async () => {
    const payload = { username: 'forged.one', email: 'f@forged.example', firstName: 'F', lastName: 'O' };
    const provider = { issuer: sso.standin.issuer, subject: 'somebody' };
    const said = await sso.house.call(inbox.send, {
      body: { kind: 'user.registration', payload: { ...payload, provider } },
    });
    expect([said.status, said.text]).toEqual([400, expect.stringContaining('provider')]);
  });

  it('lets no second account of the provider take a user that is linked', async () => {
    sso.standin.people.set('me', await sso.personOf('plain'));
    await sso.goThrough('me');
    sso.standin.people.set('thief', await sso.personOf('plain'));
    const browser = sso.newBrowser();
    await sso.goThrough('thief', browser);
    expect(await sso.refusalOf(browser)).toMatchObject({ reason: 'linked-elsewhere' });
  });

  it('opens nothing for a disabled user', async () => {
    sso.standin.people.set('me', await sso.personOf('editor'));
    await sso.house.rows('update users set disabled = true where id = $1', [sso.world.users.editor.id]);
    const browser = sso.newBrowser();
    await sso.goThrough('me', browser);
    await sso.house.rows('update users set disabled = false where id = $1', [sso.world.users.editor.id]);
    expect(await sso.refusalOf(browser)).toMatchObject({ reason: 'disabled' });
    expect((await sso.sessionOf(browser)).signedIn).toBe(false);
  });

  it("refuses an answer that is not this browser's own: forged state, another's code, a second use", async () => {
    sso.standin.people.set('me', await sso.personOf('plain'));
    const victim = sso.newBrowser();
    await victim.open(`${sso.house.config.baseUrl}/social-auth/login/keycloak`);
    const attacker = new WebBrowser((url) => url.pathname.startsWith('/social-auth/callback'));
    const form = await attacker.open(`${sso.house.config.baseUrl}/social-auth/login/keycloak`);
    const answer = (await attacker.submit(form, { username: 'me' })).url;
    await victim.open(answer);
    expect(await sso.refusalOf(victim)).toMatchObject({ reason: 'expired' });
    expect((await sso.sessionOf(victim)).signedIn).toBe(false);
    const own = sso.newBrowser();
    for (const [host, jar] of attacker.cookies) own.cookies.set(host, new Map(jar));
    await own.open(answer);
    expect((await sso.sessionOf(own)).signedIn).toBe(true);
    const again = sso.newBrowser();
    for (const [host, jar] of attacker.cookies) again.cookies.set(host, new Map(jar));
    await again.open(answer);
    expect(await sso.refusalOf(again)).toMatchObject({ reason: 'provider' });
  });

  it('tells kindly that the person said no at the provider', async () => {
    const browser = sso.newBrowser();
    await sso.goThrough('nobody of theirs', browser);
    expect(await sso.refusalOf(browser)).toMatchObject({ reason: 'cancelled' });
  });

  it('goes to no page of another site afterwards', async () => {
    for (const redirect of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])
      expect((await sso.house.ask(`/social-auth/login/keycloak?redirect=${encodeURIComponent(redirect)}`)).status).toBe(
        400,
      );
  });

  it('gives no rights from a claim, and tells of drift when it is watched', async () => {
    await sso.choose('keycloak.watch_drift', true);
    sso.standin.people.set('me', { ...(await sso.personOf('plain')), role_name: 'Admin', org_uuid: randomUUID() });
    const browser = sso.newBrowser();
    await sso.goThrough('me', browser);
    await sso.choose('keycloak.watch_drift', false);
    const said = (await sso.sessionOf(browser)) as unknown as { user: { flags: Record<string, boolean> } };
    expect(Object.values(said.user.flags).some(Boolean)).toBe(false);
    const [noted] = await sso.house.rows(
      `select after from audit_log where action = 'sso_drift' order by seq desc limit 1`,
    );
    expect(noted).toMatchObject({ after: { role_name: 'Admin' } });
  });

  it('is a refusal in words when the provider cannot be reached', async () => {
    await sso.choose('keycloak.provider.baseUrl', 'http://127.0.0.1:59999');
    const browser = sso.newBrowser();
    const page = await sso.goThrough('me', browser);
    await sso.choose('keycloak.provider.baseUrl', sso.standin.baseUrl);
    expect(page.url.pathname).toBe('/users/refused');
    expect(await sso.refusalOf(browser)).toMatchObject({
      reason: 'provider',
      detail: expect.stringMatching(/^Keycloak: /),
    });
  });

  it('keeps neither the secret nor a token where anybody can read it', async () => {
    sso.standin.people.set('me', await sso.personOf('plain'));
    await sso.goThrough('me');
    const rows = await sso.house.rows<{ text: string }>(`
      select row_to_json(s)::text as text from sso_sessions s union all select row_to_json(a)::text from audit_log a
      union all select row_to_json(x)::text from settings x`);
    const text = rows.map((row) => row.text).join();
    expect(text).not.toMatch(/eyJ[\w-]{10,}/);
    expect(text).not.toContain(standinClient.secret);
  });
});

describe('signing out', () => {
  it('ends our session and leads to where the provider ends its own', async () => {
    sso.standin.people.set('me', await sso.personOf('plain'));
    const browser = sso.newBrowser();
    await sso.goThrough('me', browser);
    const { csrfToken } = await sso.sessionOf(browser);
    const said = await sso.house.ask(singleSignOn.signOut.path, {
      method: 'POST',
      headers: { ...sso.cookieOf(browser), 'x-csrf-token': csrfToken },
    });
    const next = new URL((said.body as { next: string }).next);
    expect(next.href).toContain(`${sso.standin.issuer}/protocol/openid-connect/logout`);
    expect(next.searchParams.get('post_logout_redirect_uri')).toBe(`${sso.house.config.baseUrl}/users/login`);
    expect(next.searchParams.get('id_token_hint')).toMatch(/^eyJ/);
    expect((await sso.sessionOf(browser)).signedIn).toBe(false);
    const back = await browser.submit(await browser.open(next), {});
    expect(back.url.href).toBe(`${sso.house.config.baseUrl}/users/login`);
  });

  it('of a session by password leads nowhere else', async () => {
    const browser = new Browser(sso.house);
    await browser.signIn(usernameOf('plain'), worldPassword);
    expect((await browser.call(singleSignOn.signOut)).body).toEqual({ next: null });
    expect((await browser.call(tags.list)).status).toBe(401);
  });

  it('at the provider ends the sessions here over the back channel', async () => {
    sso.standin.people.set('me', await sso.personOf('plain'));
    const browser = sso.newBrowser();
    await sso.goThrough('me', browser);
    expect((await sso.sessionOf(browser)).signedIn).toBe(true);
    const page = await browser.open(
      `${sso.standin.issuer}/protocol/openid-connect/logout?client_id=${standinClient.id}`,
    );
    await browser.submit(page, {});
    await vi.waitFor(async () => expect((await sso.sessionOf(browser)).signedIn).toBe(false), { timeout: 5000 });
  });
});

describe('a logout token', () => {
  const send = (token: string) =>
    sso.house.ask(singleSignOn.backChannelLogout.path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ logout_token: token }).toString(),
    });
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };

  it('must be the provider’s, for us, fresh, of its kind and unused', async () => {
    const person = await sso.personOf('plain');
    sso.standin.people.set('me', person);
    const browser = sso.newBrowser();
    await sso.goThrough('me', browser);
    const right = { aud: standinClient.id, sub: person.sub, events };
    const now = Math.floor(Date.now() / 1000);
    const wrong = [
      { ...right, aud: 'another-client' },
      { ...right, iss: 'https://evil.example' },
      { ...right, iat: now - 4000 },
      { ...right, events: {} },
      { ...right, nonce: 'of an ID token' },
      { ...right, sub: undefined },
    ];
    for (const claims of wrong) expect((await send(await sso.standin.sign(claims))).status).toBe(400);
    const [head, body] = (await sso.standin.sign(right)).split('.');
    expect((await send(`${head}.${body}.${'A'.repeat(342)}`)).status).toBe(400);
    expect((await send(`eyJhbGciOiJub25lIn0.${body}.`)).status).toBe(400);
    expect((await sso.sessionOf(browser)).signedIn).toBe(true);
    const token = await sso.standin.sign(right);
    expect((await send(token)).status).toBe(200);
    expect((await sso.sessionOf(browser)).signedIn).toBe(false);
    expect((await send(token)).status).toBe(400);
  });

  it('of a Keycloak ends every session of the person: it sends one token for all of them', async () => {
    const person = await sso.personOf('plain');
    sso.standin.people.set('me', person);
    const [one, two] = [sso.newBrowser(), sso.newBrowser()];
    await sso.goThrough('me', one);
    await sso.goThrough('me', two);
    const [{ sid } = { sid: '' }] = await sso.house.rows<{ sid: string }>('select sid from sso_sessions limit 1');
    expect((await send(await sso.standin.sign({ aud: standinClient.id, sub: person.sub, sid, events }))).status).toBe(
      200,
    );
    for (const browser of [one, two]) expect((await sso.sessionOf(browser)).signedIn).toBe(false);
  });
});
