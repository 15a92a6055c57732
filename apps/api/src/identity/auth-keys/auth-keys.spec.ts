import { authKeys, roles, session } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type UserName, usernameOf, type World } from '../../../test/world.js';

describe('auth keys', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const owners = async (by: UserName): Promise<string[]> =>
    (await house.call(authKeys.list, { key: keyOf(by), query: { sort: 'username' } })).body.items.map(
      (key) => key.user.username,
    );

  it('are told once, and never again in any form', async () => {
    const made = await house.call(authKeys.create, { key: keyOf('plain'), body: { comment: 'for the scanner' } });
    expect(made.status).toBe(201);
    expect(made.body.key).toMatch(/^[0-9a-f]{40}$/);
    expect(made.headers.get('cache-control')).toBe('no-store');
    expect((await house.call(session.get, { key: made.body.key })).body.user?.username).toBe(usernameOf('plain'));
    const stored = await house.rows('select digest from auth_keys');
    for (const path of ['/api/v1/auth-keys', '/api/v1/auth-keys.csv']) {
      const said = await house.ask(path, { key: keyOf('plain') });
      expect(said.text).not.toContain(made.body.key);
      for (const { digest } of stored as { digest: Buffer }[])
        for (const form of ['hex', 'base64', 'base64url'] as const)
          expect(said.text).not.toContain(digest.toString(form));
    }
    const log = JSON.stringify(await house.rows('select * from audit_log'));
    expect(log).not.toContain(made.body.key);
  });

  it('show their first and last four characters, comment and expiry', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const made = await house.call(authKeys.create, { key: keyOf('viewer'), body: { comment: 'nightly', expiresAt } });
    const [listed] = (await house.call(authKeys.list, { key: keyOf('viewer'), query: { comment: 'nightly' } })).body
      .items;
    expect(listed).toMatchObject({
      start: made.body.key.slice(0, 4),
      end: made.body.key.slice(-4),
      comment: 'nightly',
      expiresAt,
      isExpired: false,
    });
  });

  it('expire in the future or never', async () => {
    const past = await house.call(authKeys.create, {
      key: keyOf('plain'),
      body: { expiresAt: '2020-01-01T00:00:00Z' },
    });
    expect(past.status).toBe(400);
    expect(past.body.issues?.[0]?.path).toEqual(['expiresAt']);
    for (const expiresAt of ['2027-01-31 12:00:00', '1893456000', 'tomorrow'])
      expect((await house.call(authKeys.create, { key: keyOf('plain'), body: { expiresAt } })).status).toBe(400);
  });

  it('are listed for their owner and for who administers the owner', async () => {
    expect(new Set(await owners('plain'))).toEqual(new Set([usernameOf('plain')]));
    expect(new Set(await owners('orgAdmin'))).toEqual(
      new Set(['admin', 'community', 'instance', 'orgAdmin', 'plain'].map((name) => usernameOf(name as UserName))),
    );
    expect(new Set(await owners('groupAdmin'))).toEqual(
      new Set(['editor', 'groupAdmin', 'sync', 'viewer'].map((name) => usernameOf(name as UserName))),
    );
    expect(await owners('instance')).toEqual([usernameOf('instance')]);
  });

  it('are made for others only by who may become them anyway', async () => {
    const make = async (by: UserName, whom: UserName) =>
      (await house.call(authKeys.create, { key: keyOf(by), body: { userId: world.users[whom].id } })).status;
    expect(await make('orgAdmin', 'plain')).toBe(201);
    expect(await make('orgAdmin', 'admin')).toBe(403);
    expect(await make('orgAdmin', 'viewer')).toBe(400);
    expect(await make('plain', 'admin')).toBe(400);
    expect(await make('community', 'viewer')).toBe(201);
    expect(await make('community', 'instance')).toBe(403);
    expect(await make('plain', 'plain')).toBe(201);
  });

  it('are ended by their owner and by who may change the owner; others do not even find them', async () => {
    const make = async (whom: UserName) => (await house.call(authKeys.create, { key: keyOf(whom), body: {} })).body;
    const end = async (by: UserName, id: number) =>
      (await house.call(authKeys.remove, { key: keyOf(by), params: { ref: String(id) } })).status;
    const plain = await make('plain');
    expect(await end('viewer', plain.id)).toBe(404);
    expect(await end('groupAdmin', plain.id)).toBe(404);
    expect(await end('orgAdmin', plain.id)).toBe(200);
    expect((await house.call(roles.list, { key: plain.key })).status).toBe(401);
    const admin = await make('admin');
    expect(await end('orgAdmin', admin.id)).toBe(403);
    expect(await end('admin', admin.id)).toBe(200);
    expect(await end('admin', admin.id)).toBe(404);
  });

  it('keep owner, digest, uuid and id to themselves whatever a body says', async () => {
    for (const extra of [
      { id: 1 },
      { uuid: world.users.plain.uuid },
      { key: 'a'.repeat(40) },
      { user_id: 1 },
      { digest: 'x' },
      { authkey: 'x' },
    ]) {
      const said = await house.call(authKeys.create, { key: keyOf('plain'), body: extra as object });
      expect(said.status).toBe(400);
      expect(said.body.issues?.[0]?.path).toEqual(Object.keys(extra));
    }
  });
});
