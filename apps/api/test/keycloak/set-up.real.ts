import { keycloak, type SelfTest } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { House } from '../house.js';
import { chooserOf, startHouseKnowingItself } from '../sso-house.js';
import { clientId, makeRealm, type Realm } from './real-keycloak.js';

let house: House;
let realm: Realm;
const choose = (name: string, value: unknown) => chooserOf(house)(name, value);
const test = async (): Promise<SelfTest> => (await house.call(keycloak.selfTest)).body;
const stepOf = ({ steps }: SelfTest, id: string) => steps.find((step) => step.id === id);
const setUp = (act: 'add-mappers' | 'declare-attributes' | 'mend-client') =>
  house.call(keycloak.setUp, { body: { act } });

beforeAll(async () => {
  house = await startHouseKnowingItself();
  realm = await makeRealm();
});
afterAll(async () => {
  await house.stop();
  await realm.stop();
});

describe('setting up Keycloak from an empty realm with the page alone', () => {
  it('says first what is not filled in, and exactly what to enter there', async () => {
    const first = await test();
    expect(stepOf(first, 'settings')).toMatchObject({
      state: 'failed',
      told: expect.stringContaining('client secret'),
    });
    expect(Object.fromEntries(first.values.map(({ field, value }) => [field, value]))).toMatchObject({
      'Client ID': clientId,
      'Valid redirect URIs': `${house.config.baseUrl}/social-auth/callback/keycloak`,
      'Valid post logout redirect URIs': `${house.config.baseUrl}/users/login`,
      'Backchannel logout URL': `${house.config.baseUrl}/social-auth/backchannel-logout/keycloak`,
    });
  });

  it('names a realm that is not there, a client that is not there, a switch that is off', async () => {
    await choose('keycloak.provider.baseUrl', realm.url);
    await choose('keycloak.provider.realm', `${realm.name}-mistyped`);
    await choose('keycloak.provider.applicationId', clientId);
    await choose('keycloak.provider.applicationSecret', 'not the secret');
    expect(stepOf(await test(), 'discovery')).toMatchObject({
      state: 'failed',
      remedy: expect.stringContaining('realm'),
    });
    await choose('keycloak.provider.realm', realm.name);
    expect(stepOf(await test(), 'service-account')).toMatchObject({ state: 'failed' });
    await realm.admin('POST', '/clients', {
      clientId,
      publicClient: false,
      secret: 'the secret of the client',
      standardFlowEnabled: true,
      directAccessGrantsEnabled: false,
      serviceAccountsEnabled: false,
    });
    await choose('keycloak.provider.applicationSecret', 'the secret of the client');
    expect(stepOf(await test(), 'service-account')).toMatchObject({
      state: 'failed',
      remedy: expect.stringContaining('Service accounts roles'),
    });
  });

  it('names each role that is missing, one after another', async () => {
    const client = await realm.admin<object>('GET', `/clients/${await realm.clientUuid()}`);
    await realm.admin('PUT', `/clients/${await realm.clientUuid()}`, { ...client, serviceAccountsEnabled: true });
    const bare = await test();
    expect(stepOf(bare, 'service-account')).toMatchObject({ state: 'ok' });
    expect(stepOf(bare, 'users')).toMatchObject({ state: 'failed', told: expect.stringContaining('manage-users') });
    await realm.grant('view-users');
    expect(stepOf(await test(), 'users')).toMatchObject({
      state: 'failed',
      told: expect.stringContaining('manage-users'),
    });
    await realm.grant('manage-users');
    const users = await test();
    expect(stepOf(users, 'users')).toMatchObject({ state: 'ok' });
    expect(stepOf(users, 'client')).toMatchObject({ state: 'failed', told: expect.stringContaining('view-clients') });
    await realm.grant('manage-users', 'view-clients');
    expect(stepOf(await test(), 'client')).toMatchObject({
      state: 'failed',
      told: expect.stringContaining('redirect URI is missing'),
    });
  });

  it('mends the client, adds mappers and declares attributes with roles that are lent for it', async () => {
    for (const [act, role] of [
      ['mend-client', 'manage-clients'],
      ['add-mappers', 'manage-clients'],
      ['declare-attributes', 'manage-realm'],
    ] as const) {
      await realm.grant('manage-users', 'view-clients');
      const refused = await setUp(act);
      expect([act, refused.status]).toEqual([act, 502]);
      await realm.grant('manage-users', 'view-clients', role);
      expect([act, (await setUp(act)).status]).toEqual([act, 200]);
    }
    await realm.grant('manage-users', 'view-clients');
    const done = await test();
    expect(done.steps.filter(({ state }) => state === 'failed')).toEqual([]);
    for (const id of ['client', 'mappers', 'attributes', 'users'])
      expect(stepOf(done, id)).toMatchObject({ state: 'ok' });
    expect(done.isReady).toBe(true);
  });

  it('adds no mapper twice, and takes away what is no longer mapped and nothing else', async () => {
    await realm.grant('manage-users', 'view-clients', 'manage-clients');
    const names = async () =>
      (await realm.admin<{ name: string }[]>('GET', `/clients/${await realm.clientUuid()}/protocol-mappers/models`))
        .map(({ name }) => name)
        .sort();
    await choose('keycloak.push', true);
    await choose('keycloak.user_meta_mapping', 'perm_misp, perm_mattermost');
    await setUp('add-mappers');
    await setUp('add-mappers');
    const six = ['org_name', 'org_uuid', 'perm_mattermost', 'perm_misp', 'role_name', 'role_uuid'];
    expect((await names()).filter((name) => six.includes(name))).toEqual(six);
    await realm.admin('POST', `/clients/${await realm.clientUuid()}/protocol-mappers/models`, {
      name: 'of somebody else',
      protocol: 'openid-connect',
      protocolMapper: 'oidc-usermodel-attribute-mapper',
      config: { 'user.attribute': 'phone', 'claim.name': 'phone', 'jsonType.label': 'String' },
    });
    await choose('keycloak.user_meta_mapping', 'perm_misp');
    await setUp('add-mappers');
    expect(await names()).not.toContain('perm_mattermost');
    expect(await names()).toContain('of somebody else');
    await choose('keycloak.push', false);
  });

  it('warns when everybody may write attributes that are not declared, and of more rights than are needed', async () => {
    const profile = await realm.admin<{ attributes: { name: string }[] }>('GET', '/users/profile');
    await realm.admin('PUT', '/users/profile', {
      ...profile,
      attributes: profile.attributes.filter(({ name }) => name !== 'role_name'),
      unmanagedAttributePolicy: 'ENABLED',
    });
    await realm.grant('realm-admin');
    const warned = await test();
    expect(stepOf(warned, 'attributes')).toMatchObject({
      state: 'warning',
      told: expect.stringContaining('their own role'),
    });
    expect(stepOf(warned, 'users')).toMatchObject({ state: 'warning', told: expect.stringContaining('realm-admin') });
  });
});
