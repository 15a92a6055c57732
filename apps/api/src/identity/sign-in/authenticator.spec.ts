import { authKeys, session, tags, users } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Browser } from '../../../test/browser.js';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, usernameOf, type World, worldPassword } from '../../../test/world.js';
import { Traces } from './traces.js';

describe('an auth key', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse({}, false);
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const ask = (authorization: string) => house.ask('/api/v1/tags', { headers: { authorization } });

  it('is taken bare or after Bearer, and nothing else is', async () => {
    const key = keyOf('plain');
    for (const header of [key, `Bearer ${key}`, `bearer  ${key}`]) expect((await ask(header)).status).toBe(200);
    for (const header of [
      key.slice(1),
      `${key}0`,
      `Token ${key}`,
      `Basic ${key}`,
      key.toUpperCase(),
      'x'.repeat(40),
      '',
    ])
      expect((await ask(header)).status).toBe(401);
  });

  it('costs no statement beside those of the list once it is known', async () => {
    await ask(keyOf('viewer'));
    await house.app.get(Traces).settled();
    const before = house.store.statements;
    await ask(keyOf('viewer'));
    expect(house.store.statements - before).toBe(1);
  });

  it('that has expired is unknown from that moment on', async () => {
    const { body } = await house.call(authKeys.create, {
      key: keyOf('plain'),
      body: { expiresAt: new Date(Date.now() + 3_600_000).toISOString() },
    });
    expect((await ask(body.key)).status).toBe(200);
    await house.rows(`update auth_keys set expires_at = now() - interval '1 second' where id = $1`, [body.id]);
    await vi.waitFor(async () => expect((await ask(body.key)).status).toBe(401), { timeout: 10_000 });
  });

  it('writes down when and from where it was last used', async () => {
    await ask(keyOf('sync'));
    await house.app.get(Traces).settled();
    const said = await house.call(authKeys.list, { key: keyOf('sync') });
    expect(said.body.items[0]).toMatchObject({ lastUsedIp: '127.0.0.1', lastUsedAt: expect.stringMatching(/Z$/) });
  });

  it('stops with the very next request after its user is disabled, and so does the session', async () => {
    const browser = new Browser(house);
    await browser.signIn(usernameOf('editor'), worldPassword);
    expect((await browser.call(tags.list)).status).toBe(200);
    expect((await ask(keyOf('editor'))).status).toBe(200);
    const params = { ref: String(world.users.editor.id) };
    expect((await house.call(users.update, { params, body: { disabled: true } })).status).toBe(200);
    expect((await ask(keyOf('editor'))).status).toBe(401);
    expect((await browser.call(tags.list)).status).toBe(401);
    expect((await house.call(users.update, { params, body: { disabled: false } })).status).toBe(200);
    expect((await ask(keyOf('editor'))).status).toBe(200);
    expect((await browser.call(tags.list)).status).toBe(401);
  });

  it('follows a new role with the very next request', async () => {
    const body = { name: 'added by somebody promoted' };
    expect((await house.call(tags.create, { key: keyOf('viewer'), body })).status).toBe(403);
    const params = { ref: String(world.users.viewer.id) };
    await house.call(users.update, { params, body: { roleId: world.users.community.roleId } });
    expect((await house.call(tags.create, { key: keyOf('viewer'), body })).status).toBe(201);
    await house.call(users.update, { params, body: { roleId: world.users.viewer.roleId } });
    expect((await house.call(tags.create, { key: keyOf('viewer'), body: { name: 'again' } })).status).toBe(403);
  });

  it('stops in every other process too', async () => {
    const other = await startHouse({ DATABASE_URL: house.databaseUrl });
    const { body } = await house.call(authKeys.create, { key: keyOf('plain'), body: {} });
    expect((await other.call(session.get, { key: body.key })).body.signedIn).toBe(true);
    expect((await house.call(authKeys.remove, { key: keyOf('plain'), params: { ref: String(body.id) } })).status).toBe(
      200,
    );
    await vi.waitFor(async () => expect((await other.call(session.get, { key: body.key })).body.signedIn).toBe(false), {
      timeout: 10_000,
    });
    await other.stop();
  });

  it('is forgotten when the tables change by another door than ours', async () => {
    expect((await ask(keyOf('orgAdmin'))).status).toBe(200);
    await house.rows('update users set disabled = true where id = $1', [world.users.orgAdmin.id]);
    await vi.waitFor(async () => expect((await ask(keyOf('orgAdmin'))).status).toBe(401), { timeout: 10_000 });
    await house.rows('update users set disabled = false where id = $1', [world.users.orgAdmin.id]);
  });
});
