import { inbox, keycloak, session, users } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { House } from '../house.js';
import { chooserOf, startHouseKnowingItself } from '../sso-house.js';
import { WebBrowser } from '../web-browser.js';
import { buildWorld, type World } from '../world.js';
import { clientId, makeRealm, type Realm } from './real-keycloak.js';

const secret = 'the secret of the client';
let house: House;
let world: World;
let realm: Realm;
const choose = (name: string, value: unknown) => chooserOf(house)(name, value);
/** Seconds that single steps took, told at the end. */
const took: Record<string, string> = {};

beforeAll(async () => {
  house = await startHouseKnowingItself();
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
  await realm.grant('manage-users', 'view-clients', 'manage-clients', 'manage-realm');
  for (const act of ['mend-client', 'add-mappers', 'declare-attributes'] as const)
    await house.call(keycloak.setUp, { body: { act } });
  await choose('keycloak.enabled', true);
  await choose('keycloak.push', true);
});
afterAll(async () => {
  process.stdout.write(`${JSON.stringify(took)}\n`);
  await house.stop();
  await realm.stop();
});

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
describe('an account that Keycloak has already', () => {
  it('is never taken over: somebody must say that it is the same person', async () => {
    await realm.admin('POST', '/users', { username: 'olaf.olsen', email: 'other@example.org', enabled: true });
    const { id } = await addUser('olaf.olsen');
    await settled(id, 'conflict');
    expect(await realm.account('olaf.olsen')).toMatchObject({ email: 'other@example.org' });
    expect((await house.call(keycloak.link, { params: { ref: String(id) } })).body).toMatchObject({ isLinked: true });
    await settled(id);
    expect(await realm.account('olaf.olsen')).toMatchObject({ email: 'olaf.olsen@example.org', lastName: 'Neumann' });
  });

  it('with a name that only begins alike is left alone', async () => {
    await realm.admin('POST', '/users', { username: 'petra.p.longer', enabled: true });
    const { id } = await addUser('petra.p');
    await settled(id);
    expect(await realm.account('petra.p.longer')).not.toHaveProperty('email', 'petra.p@example.org');
  });
});

describe('somebody whom only Keycloak knows', () => {
  it('asks for an account by signing in, and has it in step and signs in once it is approved', async () => {
    await choose('keycloak.request_accounts', true);
    const password = 'a Password of 2026, long enough';
    await realm.admin('POST', '/users', {
      username: 'new.comer',
      email: 'new.comer@example.org',
      emailVerified: true,
      firstName: 'New',
      lastName: 'Comer',
      enabled: true,
      credentials: [{ type: 'password', value: password, temporary: false }],
    });
    const home = new URL(house.config.baseUrl);
    const signIn = async () => {
      const browser = new WebBrowser((url) => url.host === home.host && !url.pathname.startsWith('/social-auth/'));
      const form = await browser.open(`${home.origin}/social-auth/login/keycloak`);
      const page = await browser.submit(form, { username: 'new.comer', password });
      const cookie = [...(browser.cookies.get(home.host) ?? [])].map((pair) => pair.join('=')).join('; ');
      const said = await house.ask(session.get.path, { headers: { cookie } });
      return { page: page.url.pathname, ...(said.body as { signedIn: boolean }) };
    };
    expect(await signIn()).toMatchObject({ page: '/users/refused', signedIn: false });
    const [request] = await house.rows<{ id: number }>(`select id from inbox where state = 'open'`);
    const decision = { organisationId: world.organisations.circl.id, roleId: world.users.plain.roleId };
    const said = await house.call(inbox.accept, { params: { ref: String(request?.id) }, body: { decision } });
    const made = said.body.outcome as { userId: number };
    await settled(made.userId);
    expect(await accountOf(made.userId)).toMatchObject({ isLinked: true, welcome: 'none' });
    expect((await realm.account('new.comer')).attributes).toMatchObject({ role_name: ['role of plain'] });
    expect(await signIn()).toMatchObject({ page: '/', signedIn: true });
    await choose('keycloak.request_accounts', false);
  });
});

describe('a user who is deleted here', () => {
  it('is disabled there at once, and deleted by its id after the time of grace', async () => {
    const { id } = await addUser('quinn.q');
    await settled(id);
    const there = await realm.account('quinn.q');
    await house.rows('delete from users where id = $1', [id]);
    await vi.waitFor(async () => expect(await realm.account('quinn.q')).toMatchObject({ enabled: false }), {
      timeout: 30_000,
    });
    await vi.waitFor(async () =>
      expect(await house.rows(`select reason from sso_accounts where subject = $1`, [there.id])).toEqual([
        { reason: expect.stringMatching(/^Disabled/) },
      ]),
    );
    await house.rows(
      `update sso_accounts set remove_after = now() - interval '1 second', next_attempt_at = null where subject = $1`,
      [there.id],
    );
    const { id: another } = await addUser('wakes.the.job');
    await settled(another);
    await vi.waitFor(async () => await expect(realm.account('quinn.q')).rejects.toThrow('no account'), {
      timeout: 70_000,
    });
  });
});

describe('the comparison of all accounts', () => {
  const compare = async (body: { applies?: boolean; recreatesGone?: boolean }) => {
    const started = await house.call(keycloak.reconcile, { body });
    const params = { id: String(started.body.id) };
    await vi.waitFor(
      async () => expect((await house.call(keycloak.report, { params } as never)).body.endedAt).not.toBeNull(),
      { timeout: 60_000, interval: 300 },
    );
    return (await house.call(keycloak.report, { params } as never)).body;
  };

  it('tells in both directions what is missing, differs, is gone and is unknown, and changes nothing', async () => {
    const gone = await addUser('ruth.r');
    const drifted = await addUser('sven.s');
    await settled(gone.id);
    await settled(drifted.id);
    await realm.admin('DELETE', `/users/${(await realm.account('ruth.r')).id}`);
    const sven = await realm.account('sven.s');
    await realm.admin('PUT', `/users/${sven.id}`, {
      ...sven,
      attributes: { ...sven.attributes, role_name: ['Admin'] },
    });
    await realm.admin('POST', '/users', { username: 'stranger.there', enabled: true });
    const report = await compare({});
    expect(report.fault).toBeNull();
    const kindOf = (username: string) => report.items.find((item) => item.username === username)?.kind;
    expect(kindOf('ruth.r')).toBe('gone');
    expect(kindOf('sven.s')).toBe('differs');
    expect(kindOf('stranger.there')).toBe('unknown');
    expect(kindOf('editor-user')).toBe('missing');
    expect(report.items.every(({ done }) => done === null)).toBe(true);
    await expect(realm.account('editor-user')).rejects.toThrow();
    expect(await accountOf(drifted.id)).toMatchObject({
      state: 'differs',
      differences: [{ field: 'role_name', here: 'role of plain', there: 'Admin' }],
    });
  });

  it('makes and mends when asked, makes anew what is gone only when asked, and never touches strangers', async () => {
    const applied = await compare({ applies: true });
    const doneOf = (username: string) => applied.items.find((item) => item.username === username)?.done;
    expect(doneOf('sven.s')).toBe('updated');
    expect(doneOf('editor-user')).toBe('created');
    expect(doneOf('ruth.r')).toBeNull();
    expect(doneOf('stranger.there')).toBeNull();
    expect((await realm.account('sven.s')).attributes).toMatchObject({ role_name: ['role of plain'] });
    const anew = await compare({ applies: true, recreatesGone: true });
    expect(anew.items.find((item) => item.username === 'ruth.r')?.done).toBe('created');
    const last = await compare({});
    expect(last.items.map(({ kind, username }) => `${kind} ${username}`).sort()).toEqual([
      'unknown petra.p.longer',
      'unknown stranger.there',
    ]);
    took['accounts compared'] = String(last.counts['same']);
  });
});
