import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, type House, startHouse } from '../../test/house.js';
import { buildWorld, keyOf, type World } from '../../test/world.js';

/** What no recording shows of settings (WIRE-CONTRACT §3.18, §3.19). */
describe('settings on the wire', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const ask = async (key: string, path: string, body?: object) => {
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const sent = body === undefined ? { method: 'GET' } : { method: 'POST', body: JSON.stringify(body) };
    const said = await house.ask(path, { key, headers, ...sent });
    return {
      status: said.status,
      body: said.body as Record<string, unknown>,
      total: said.headers.get('x-total-count'),
    };
  };

  it("lists everybody's own; community administrators also those of users they may change", async () => {
    const key = keyOf('plain');
    const kept = await ask(key, '/userSettings/setMySetting/ui.bsTheme.json', { value: 'darkly' });
    expect(kept.body).toMatchObject({ name: 'ui.bsTheme', value: 'darkly' });
    await ask(adminKey, '/userSettings/saveSetting.json', { name: 'ui.sidebar.expanded', value: '1' });
    const own = (await ask(key, '/userSettings/index.json')).body as unknown as { name: string }[];
    expect(own.map(({ name }) => name)).toEqual(['ui.bsTheme']);
    expect(own[0]).toHaveProperty('user.username');
    expect((await ask(adminKey, '/userSettings/index.json')).total).toBe('2');
    expect((await ask(adminKey, '/userSettings/index.json?quickFilter=bsThe')).total).toBe('1');
    const found = await ask(key, '/userSettings/getMySettingByName/ui.bsTheme.json');
    expect(found.body).toMatchObject({ id: kept.body['id'], value: 'darkly' });
  });

  it("changes nobody else's, not even for an administrator who may forget a row", async () => {
    const key = keyOf('plain');
    const { id } = world.users.plain;
    const row = (await ask(key, '/userSettings/setMySetting/ui.bsTheme.json', { value: 'flatly' })).body['id'];
    expect(
      (await ask(adminKey, `/userSettings/saveSetting/${id}.json`, { name: 'ui.bsTheme', value: 'x' })).body,
    ).toEqual({
      message: 'You cannot edit the given user.',
    });
    expect((await ask(keyOf('orgAdmin'), `/userSettings/view/${row}.json`)).status).toBe(404);
    expect((await ask(keyOf('orgAdmin'), `/userSettings/delete/${row}.json`, {})).status).toBe(404);
    expect((await ask(key, `/userSettings/view/${row}.json`)).body['value']).toBe('flatly');
    expect((await ask(adminKey, `/userSettings/delete/${row}.json`, {})).body).toEqual([]);
    expect((await ask(key, `/userSettings/view/${row}.json`)).status).toBe(404);
  });

  it('lets in no bookmark that leads where none may (CVE-2022-25321)', async () => {
    const key = keyOf('plain');
    const save = (value: unknown) => ask(key, '/userSettings/setMySetting/ui.bookmarks.json', { value });
    const bad = JSON.stringify([{ label: 'x', name: 'x', url: 'javascript:alert(1)' }]);
    expect((await save(bad)).body['message']).toContain('must be a path of this instance');
    expect((await save('no list')).body['message']).toContain('JSON list');
    const good = JSON.stringify([{ label: 'Teams', name: 'all', url: '/organisations/index' }]);
    expect(JSON.parse((await save(good)).body['value'] as string)).toEqual(JSON.parse(good));
    expect((await ask(key, '/userSettings/getMyBookmarks.json')).body).toEqual(JSON.parse(good));
  });

  it('of the instance are for its administrator, by name and by floor, and are saved from text', async () => {
    expect((await ask(keyOf('orgAdmin'), '/instance/settings.json')).status).toBe(405);
    const name = 'inbox.data_change_notify_for_all';
    const saved = await ask(adminKey, '/instance/saveSetting.json', { name, value: '1' });
    expect(saved.body).toMatchObject({ 'true-name': name, value: true, type: 'boolean', error: false });
    const { body } = await ask(adminKey, '/instance/settings.json');
    expect(Object.keys(body)).toEqual(['settingsProvider', 'settings', 'settingsFlattened', 'notices']);
    expect(body['settings']).toMatchObject({ [name]: true });
    expect(body['settingsFlattened']).toMatchObject({ [name]: saved.body });
    expect(JSON.stringify(body['settings'])).not.toContain('password":"');
    expect((await ask(adminKey, '/instance/saveSetting.json', { name: 'no.such', value: '1' })).body).toEqual({
      name: 'no.such',
      value: '1',
    });
    expect((await ask(adminKey, '/instance/saveSetting.json', { value: '1' })).body).toEqual([]);
    const flat = body['settingsFlattened'] as Record<string, { value: unknown }>;
    for (const name of originalKeys) expect(flat, name).toHaveProperty([name, 'true-name'], name);
    expect(flat['App.baseurl']?.value).toBe(house.config.baseUrl);
    const sent = { name: 'App.baseurl', value: 'https://elsewhere.example' };
    expect((await ask(adminKey, '/instance/saveSetting.json', sent)).body).toEqual(sent);
    const theme = { name: 'ui.bsTheme', value: 'dark' };
    expect((await ask(adminKey, '/instance/saveSetting.json', theme)).body).toMatchObject({
      value: 'dark',
      type: 'select',
    });
    const { body: steps } = await ask(adminKey, '/instance/migrationIndex.json');
    expect(steps['updateAvailables']).toEqual([]);
    expect((steps['status'] as object[]).length).toBeGreaterThan(5);
  });
});

/** Every key of WIRE-CONTRACT §9.4. */
const originalKeys = [
  ...['App.baseurl', 'App.uuid', 'misc.admin_message', 'ui.bsTheme', 'debug', 'inbox.data_change_notify_for_all'],
  ...['Session.defaults', 'Session.timeout', 'Session.ini.session.cookie_lifetime'],
  ...['Proxy.host', 'Proxy.port', 'Proxy.user', 'Proxy.password'],
  ...['password_auth.enabled', 'keycloak.enabled', 'keycloak.screw', 'keycloak.user_meta_mapping'],
  ...['applicationId', 'applicationSecret', 'realm', 'baseUrl'].map((name) => `keycloak.provider.${name}`),
  ...['org_uuid', 'role_name', 'username', 'email', 'first_name', 'family_name'].map(
    (name) => `keycloak.mapping.${name}`,
  ),
  ...['security.logging.ip_source', 'security.registration.self-registration', 'security.registration.floodProtection'],
  'security.restrictions.allowed_bookmark_domains',
  ...['user.multiple-users-per-individual', 'user.username-must-be-email', 'user.allow-user-deletion'],
  'user.username-validation-regex',
];
