import { authKeys, organisations, roles, session, tags, users } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type World } from '../../../test/world.js';
import { Traces } from '../sign-in/traces.js';
import { RetiredKeys } from './retired-keys.js';

/** What a key may be limited to, and how it is rotated (FEATURES AKY-04). */
describe('a limited auth key', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse({ TRUSTED_PROXIES: '127.0.0.1' }, false);
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const make = async (body: object, by = keyOf('admin')) => {
    const said = await house.call(authKeys.create, { key: by, body });
    expect(said.status, said.text).toBe(201);
    return said.body;
  };
  const askFrom = async (ip: string, key: string) =>
    (await house.ask('/api/v1/roles', { key, headers: { 'x-forwarded-for': ip } })).status;

  it('that only reads is refused every change, in our words and in the original’s, and changes nothing', async () => {
    const { key } = await make({ readOnly: true });
    expect((await house.call(roles.list, { key })).status).toBe(200);
    const before = await house.rows('select seq from audit_head');
    const said = await house.call(tags.create, { key, body: { name: 'x', colour: '#aabbcc' } });
    expect([said.status, said.body.detail]).toEqual([403, expect.stringContaining('only reads')]);
    for (const [method, path, status] of [
      ['POST', '/organisations/index.json', 200],
      ['GET', '/organisations/getRoleAccess.json', 200],
      ['POST', '/organisations/add.json', 405],
      ['DELETE', `/organisations/delete/${world.organisations.acme.id}.json`, 405],
    ] as const) {
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      const wire = await house.ask(path, {
        method,
        key,
        headers,
        ...(method === 'POST' ? { body: '{"name":"x"}' } : {}),
      });
      expect([path, wire.status]).toEqual([path, status]);
    }
    expect(await house.rows('select seq from audit_head')).toEqual(before);
  });

  it('that is for some resources reaches no others, not even what everybody may call', async () => {
    const { key } = await make({ resources: ['organisation', 'tag'] });
    expect((await house.call(organisations.list, { key })).status).toBe(200);
    expect((await house.call(tags.create, { key, body: { name: 'made', colour: '#aabbcc' } })).status).toBe(201);
    for (const endpoint of [roles.list, users.list, authKeys.list])
      expect((await house.call(endpoint, { key })).status).toBe(403);
    expect((await house.ask('/api/v1/sessions', { key })).status).toBe(403);
    const told = (await house.call(session.get, { key })).body.user?.permissions ?? [];
    expect(told.every((permission) => /^(organisation|tag):/.test(permission))).toBe(true);
    const account = await make({ resources: ['account'] });
    expect((await house.ask('/api/v1/saved-views?list=users', { key: account.key })).status).toBe(200);
  });

  it('that is tied to networks is unknown elsewhere; the address is the client’s, behind a proxy one trusts', async () => {
    const { id, key } = await make({ networks: ['192.0.2.77/24', '2001:db8::/32', '198.51.100.7'] });
    expect((await house.call(authKeys.get, { params: { ref: String(id) } })).body.networks).toEqual([
      '192.0.2.0/24',
      '2001:db8::/32',
      '198.51.100.7/32',
    ]);
    for (const ip of ['192.0.2.1', '192.0.2.255', '::ffff:192.0.2.9', '2001:db8:ffff::1', '198.51.100.7'])
      expect([ip, await askFrom(ip, key)]).toEqual([ip, 200]);
    for (const ip of ['192.0.3.1', '198.51.100.8', '2001:db9::1', '::ffff:192.0.3.9'])
      expect([ip, await askFrom(ip, key)]).toEqual([ip, 401]);
    expect((await house.call(roles.list, { key })).status).toBe(401);
    await house.app.get(Traces).settled();
    const shown = (await house.call(authKeys.get, { params: { ref: String(id) } })).body;
    expect(shown.lastUsedIp).toBe('192.0.2.1');
    expect(shown.lastRefused?.ip).toBe('192.0.3.1');
  });

  it('names each network that is none', async () => {
    for (const network of ['192.0.2.0/33', '192.0.2', 'example.org', '192.0.2.0/24/1', '']) {
      const said = await house.call(authKeys.create, { body: { networks: ['10.0.0.0/8', network] } });
      expect([network, said.status, said.body.issues?.[0]?.path]).toEqual([network, 400, ['networks', 1]]);
    }
    expect((await house.call(authKeys.create, { body: { resources: [] } })).status).toBe(400);
    expect((await house.call(authKeys.create, { body: { resources: ['everything' as 'tag'] } })).status).toBe(400);
  });

  it('makes no key that is not limited, and loosens none', async () => {
    for (const limits of [{ resources: ['authKey'] }, { networks: ['127.0.0.0/8'] }]) {
      const limited = await make(limits);
      const { key } = limited;
      expect((await house.call(authKeys.create, { key, body: {} })).status).toBe(403);
      const params = { ref: String(limited.id) };
      expect((await house.call(authKeys.update, { key, params, body: { resources: null } })).status).toBe(403);
      const other = await make({});
      expect((await house.call(authKeys.rotate, { key, params: { ref: String(other.id) }, body: {} })).status).toBe(
        403,
      );
    }
  });

  it('feels a change of its limits with its next request', async () => {
    const { id, key, version } = await make({});
    expect((await house.call(roles.list, { key })).status).toBe(200);
    const params = { ref: String(id) };
    const said = await house.call(authKeys.update, { params, body: { resources: ['tag'] }, ifMatch: version });
    expect([said.status, said.body.resources]).toEqual([200, ['tag']]);
    expect((await house.call(roles.list, { key })).status).toBe(403);
    expect((await house.call(authKeys.update, { params, body: { comment: 'x' }, ifMatch: version })).status).toBe(412);
    const { entries } = (await house.call(authKeys.history, { params })).body;
    expect(entries.map(({ action }) => action)).toEqual(['edit', 'add']);
  });

  it('rotates itself: the new key has the same limits, the old one ends with the overlap', async () => {
    const old = await make({ comment: 'scanner', resources: ['authKey', 'role'], networks: ['127.0.0.0/8', '::1'] });
    const params = { ref: String(old.id) };
    const made = await house.call(authKeys.rotate, { key: old.key, params, body: { overlapHours: 1 } });
    expect(made.status, made.text).toBe(201);
    expect(made.headers.get('cache-control')).toBe('no-store');
    const { comment, resources, networks, user } = made.body;
    expect({ comment, resources, networks }).toEqual({
      comment: 'scanner',
      resources: ['authKey', 'role'],
      networks: ['127.0.0.0/8', '::1/128'],
    });
    expect(user).toEqual(old.user);
    for (const key of [old.key, made.body.key]) expect((await house.call(roles.list, { key })).status).toBe(200);
    const shown = (await house.call(authKeys.get, { params })).body;
    expect(shown.successorId).toBe(made.body.id);
    expect(Date.parse(shown.expiresAt ?? '') - Date.now()).toBeLessThanOrEqual(3_600_000);
    expect((await house.call(authKeys.rotate, { params, body: {} })).status).toBe(409);
    expect(JSON.stringify(await house.rows('select * from audit_log'))).not.toContain(made.body.key);
    await house.rows("update auth_keys set expires_at = now() - interval '1 second' where id = $1", [old.id]);
    // written behind the program's back: the table's trigger tells it, a moment later
    await expect.poll(async () => (await house.call(roles.list, { key: old.key })).status).toBe(401);
    await house.app.get(RetiredKeys).remove();
    expect((await house.call(authKeys.get, { params })).status).toBe(404);
    expect((await house.call(roles.list, { key: made.body.key })).status).toBe(200);
  });

  it('ends at once when it is rotated without an overlap', async () => {
    const old = await make({});
    const made = await house.call(authKeys.rotate, { params: { ref: String(old.id) }, body: { overlapHours: 0 } });
    expect(made.status).toBe(201);
    expect((await house.call(roles.list, { key: old.key })).status).toBe(401);
    expect((await house.call(roles.list, { key: made.body.key })).status).toBe(200);
  });

  it('is written down at most once a minute, however often it is used', async () => {
    const { id, key } = await make({});
    const used = async () => (await house.rows('select last_used_at from auth_keys where id = $1', [id]))[0];
    await house.call(roles.list, { key });
    await house.app.get(Traces).settled();
    const first = await used();
    expect(first?.['last_used_at']).not.toBeNull();
    for (let time = 0; time < 5; time++) await house.call(roles.list, { key });
    await house.app.get(Traces).settled();
    expect(await used()).toEqual(first);
  });
});
