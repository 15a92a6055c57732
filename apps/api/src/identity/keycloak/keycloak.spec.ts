import { keycloak, settings as settingsApi, users } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, userNames, type World } from '../../../test/world.js';
import { Presence } from '../../kernel/index.js';
import { type DesiredAccount, differencesOf, merged, newAccount } from './desired-account.js';
import { type KeycloakAccount, KeycloakClient, mapperOf } from './keycloak-admin.js';
import { mapperPlan } from './keycloak-mappers.js';
import { KeycloakPusher } from './keycloak-pusher.js';
import { Lifecycle } from './lifecycle.js';
import { namesIn } from './push-settings.js';
import { attributesStep, clientFaults } from './self-test-steps.js';

const desired: DesiredAccount = {
  userId: 1,
  userUuid: '00000000-0000-4000-8000-000000000001',
  username: 'nina',
  email: 'Nina@example.org',
  firstName: 'Nina',
  lastName: 'Neumann',
  enabled: true,
  attributes: { role_name: ['User'], org_name: [], perm_misp: ['sync', 'org_admin'] },
};
const there: KeycloakAccount = {
  id: 'a',
  username: 'nina',
  email: 'nina@example.org',
  firstName: 'Nina',
  lastName: 'Neumann',
  enabled: true,
  attributes: { role_name: ['User'], perm_misp: ['org_admin', 'sync'], badge: ['1', '2'] },
  access: { manage: true },
  requiredActions: ['UPDATE_PASSWORD'],
};

describe('an account that is compared', () => {
  it('is the same whatever the order of values and the letter case of the e-mail', () => {
    expect(differencesOf(desired, there)).toEqual([]);
  });

  it('differs by name, state and each attribute that is ours, with both sides', () => {
    const other = { ...there, enabled: false, lastName: null, attributes: { role_name: ['Admin'], org_name: ['X'] } };
    expect(differencesOf(desired, other)).toEqual([
      { field: 'lastName', here: 'Neumann', there: null },
      { field: 'enabled', here: 'true', there: 'false' },
      { field: 'role_name', here: 'User', there: 'Admin' },
      { field: 'org_name', here: null, there: 'X' },
      { field: 'perm_misp', here: 'org_admin, sync', there: null },
    ]);
  });

  it('is written with everything that others put there', () => {
    const written = merged({ ...desired, attributes: { ...desired.attributes, perm_misp: [] } }, there);
    expect(written.attributes).toEqual({ role_name: ['User'], perm_misp: [], badge: ['1', '2'] });
    expect(written).toMatchObject({ id: 'a', email: 'Nina@example.org', requiredActions: ['UPDATE_PASSWORD'] });
    expect(written).not.toHaveProperty('access');
  });

  it('that is new has everything at once', () => {
    expect(newAccount(desired)).toEqual({
      username: 'nina',
      email: 'Nina@example.org',
      firstName: 'Nina',
      lastName: 'Neumann',
      enabled: true,
      attributes: { role_name: ['User'], perm_misp: ['sync', 'org_admin'] },
    });
  });
});

describe('the mappers', () => {
  const names = ['role_name', 'role_uuid', 'org_name', 'org_uuid'];
  it('are added once, and taken away only when they are ours and no longer mapped', () => {
    const first = mapperPlan(['perm_misp'], []);
    expect(first.missing.map(({ name }) => name).sort()).toEqual([...names, 'perm_misp'].sort());
    expect(mapperPlan(['perm_misp'], first.missing)).toEqual({ missing: [], surplus: [] });
    const foreign = { ...mapperOf('phone', false), config: { 'user.attribute': 'phone' } };
    const later = mapperPlan([], [...first.missing, foreign]);
    expect(later.surplus.map(({ name }) => name)).toEqual(['perm_misp']);
  });

  it('of mapped fields carry many values', () => {
    expect(mapperOf('perm_misp', true).config).toMatchObject({ multivalued: 'true', 'claim.name': 'perm_misp' });
  });

  it('come from a list that people type', () => {
    expect(namesIn(' perm_misp, ,perm_mattermost,perm_misp ')).toEqual(['perm_misp', 'perm_mattermost']);
  });
});

describe('the self-test', () => {
  const target = { redirectUri: 'https://c/cb', afterSignOut: 'https://c/out', backChannel: 'https://c/back' };
  it('finds each fault of the client', () => {
    const bare = KeycloakClient.parse({ id: '1', clientId: 'cerebrate', publicClient: true, redirectUris: ['*'] });
    expect(clientFaults(bare, target)).toEqual([
      'Client authentication is off.',
      'Standard flow is off.',
      'A redirect URI lets any site in.',
      'The post logout redirect URI is missing.',
      'The back-channel logout URL is missing.',
    ]);
    const right = KeycloakClient.parse({
      ...bare,
      publicClient: false,
      standardFlowEnabled: true,
      redirectUris: ['https://c/*'],
      attributes: { 'post.logout.redirect.uris': '+', 'backchannel.logout.url': 'https://c/back' },
    });
    expect(clientFaults(right, target)).toEqual([]);
  });

  it('knows when attributes are dropped, kept, or open to everybody', () => {
    const none = { attributes: [], unmanagedAttributePolicy: null };
    expect(attributesStep(none, ['role_name'])).toMatchObject({ state: 'failed', act: 'declare-attributes' });
    expect(attributesStep({ ...none, unmanagedAttributePolicy: 'ENABLED' }, ['role_name']).state).toBe('warning');
    expect(attributesStep({ ...none, unmanagedAttributePolicy: 'ADMIN_EDIT' }, ['role_name']).state).toBe('ok');
    expect(attributesStep({ attributes: [{ name: 'role_name' }] }, ['role_name']).state).toBe('ok');
    expect(attributesStep(null, ['role_name']).state).toBe('ok');
  });
});

describe('keeping accounts in step', () => {
  let house: House;
  let world: World;
  const choose = async (name: string, value: unknown) =>
    (await house.call(settingsApi.update, { params: { name }, body: { value } })).status;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());
  const marked = async () =>
    (await house.rows<{ name: string }>('select username::text as name from sso_accounts order by 1')).map(
      ({ name }) => name,
    );

  it('is refused until a Keycloak is filled in', async () => {
    expect(await choose('keycloak.push', true)).toBe(409);
    expect(await choose('keycloak.enabled', true)).toBe(409);
    expect((await house.call(keycloak.reconcile, { body: {} })).status).toBe(409);
    const { body } = await house.call(keycloak.selfTest);
    expect(body.isReady).toBe(false);
  });

  it('marks nobody while it is off, and by every door once it is on', async () => {
    await house.call(users.update, { params: { ref: String(world.users.plain.id) }, body: { disabled: true } });
    expect(await marked()).toEqual([]);
    // nobody listens there: what is due stays due, with the reason
    await choose('keycloak.provider.baseUrl', 'http://127.0.0.1:59999');
    await choose('keycloak.provider.realm', 'demo');
    await choose('keycloak.provider.applicationId', 'cerebrate');
    await choose('keycloak.provider.applicationSecret', 'a secret');
    expect(await choose('keycloak.push', true)).toBe(200);
    await house.call(users.update, { params: { ref: String(world.users.plain.id) }, body: { disabled: false } });
    expect(await marked()).toEqual(['plain-user']);
    await house.rows(`update individuals set last_name = 'Renamed' where id = $1`, [world.users.viewer.individualId]);
    expect(await marked()).toEqual(['plain-user', 'viewer-user']);
    await house.rows(`update organisations set name = 'Renamed' where id = $1`, [world.organisations['cert-ee'].id]);
    expect(await marked()).toEqual(['groupadmin-user', 'plain-user', 'sync-user', 'viewer-user']);
    await house.rows(`update roles set name = 'renamed' where id = $1`, [world.users.editor.roleId]);
    expect(await marked()).toContain('editor-user');
    await house.rows(`update organisations set contacts = 'no matter' where id = $1`, [world.organisations.circl.id]);
    expect(await marked()).not.toContain('orgadmin-user');
  });

  it('tells on the account why it waits, to whoever sees the user and nobody else', async () => {
    const params = { ref: String(world.users.plain.id) };
    await vi.waitFor(
      async () => {
        const { body } = await house.call(keycloak.account, { params });
        expect(body.account).toMatchObject({ state: 'pending', reason: expect.stringContaining('ECONNREFUSED') });
        expect(body.account?.nextAttemptAt).not.toBeNull();
      },
      { timeout: 15_000 },
    );
    expect((await house.call(keycloak.account, { params, key: keyOf('viewer') })).status).toBe(404);
    expect((await house.call(keycloak.account, { params, key: keyOf('orgAdmin') })).status).toBe(200);
    expect((await house.call(keycloak.push, { params, key: keyOf('orgAdmin') })).status).toBe(200);
    const mightier = { ref: String(world.users.admin.id) };
    expect((await house.call(keycloak.link, { params: mightier, key: keyOf('orgAdmin') })).status).toBe(403);
  });

  it('goes on at once with what a process was pushing that died, and leaves alone what one that lives is at', async () => {
    const pusher = house.app.get(KeycloakPusher);
    const hold = (token: string) =>
      house.rows(
        `update sso_accounts set state = 'pending', next_attempt_at = now() + interval '90 seconds', reason = 'held',
           claimed_by = case when username = 'plain-user' then $1::uuid end`,
        [token],
      );
    const reason = async () =>
      (await house.rows(`select reason from sso_accounts where username = 'plain-user'`))[0]?.['reason'];
    const dead = new Presence(house.config);
    const tokens = [await house.app.get(Presence).token(), await dead.token()] as const;
    await dead.close();
    const held = () => house.rows('select 1 from sso_accounts where claimed_by is not null');
    await expect.poll(held, { timeout: 20_000 }).toEqual([]);
    await hold(tokens[0]);
    await pusher.pushDue();
    expect(await reason()).toBe('held');
    await hold(tokens[1]);
    await pusher.pushDue();
    await expect.poll(reason, { timeout: 20_000 }).toContain('ECONNREFUSED');
    // what is tried again later has no holder any more: its pause is kept
    await expect.poll(held, { timeout: 20_000 }).toEqual([]);
  });

  it('is for whoever runs the instance', async () => {
    for (const user of userNames) {
      const may = user === 'admin' || user === 'instance';
      expect([user, (await house.call(keycloak.runs, { key: keyOf(user) })).status]).toEqual([user, may ? 200 : 403]);
    }
  });

  it('forgets a deleted user that was never linked', async () => {
    await house.rows('delete from users where id = $1', [world.users.viewer.id]);
    expect(await marked()).not.toContain('viewer-user');
  });
});

describe('the lifecycle', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse({}, false);
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  it('suspends who was not seen for the months of the setting, and nobody while it is off', async () => {
    const lifecycle = house.app.get(Lifecycle);
    await house.rows(`update users set created = now() - interval '1 year'`);
    await house.call(users.list, { key: keyOf('sync') });
    expect(await lifecycle.suspendInactive()).toEqual([]);
    await house.call(settingsApi.update, { params: { name: 'users.suspend_after_months' }, body: { value: 6 } });
    await house.rows(`update auth_keys set last_used_at = now() where user_id = $1`, [world.users.sync.id]);
    await house.rows(`update auth_keys set last_used_at = null where user_id <> $1`, [world.users.sync.id]);
    const suspended = await lifecycle.suspendInactive();
    expect(suspended).toContain('plain-user');
    expect(suspended).not.toContain('sync-user');
    const [left] = await house.rows<{ count: number }>(`
      select count(*)::int as count from users u join roles r on r.id = u.role_id where r.perm_admin and not u.disabled`);
    expect(left?.count).toBeGreaterThan(0);
    const [noted] = await house.rows(
      `select message from audit_log where title = 'plain-user' order by seq desc limit 1`,
    );
    expect(noted).toEqual({ message: 'not seen for 6 months' });
  });
});
