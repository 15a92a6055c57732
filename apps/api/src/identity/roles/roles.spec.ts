import { permissionsOf, type RoleFlags, roleFlags, roles, users } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type World } from '../../../test/world.js';

describe('roles', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const create = (flags: Partial<RoleFlags>, name = 'A new role') =>
    house.call(roles.create, { body: { name, flags } });

  it('are listed for everybody, with the permissions that follow from their flags', async () => {
    const said = await house.call(roles.list, { key: keyOf('plain'), query: { name: 'role of orgAdmin' } });
    expect(said.body.items).toHaveLength(1);
    const [role] = said.body.items;
    expect(new Set(role?.permissions)).toEqual(permissionsOf(role?.flags as RoleFlags));
    expect(role?.permissions).toContain('user:write');
  });

  it('are filtered by flag and found by name without regard to accents', async () => {
    await create({}, 'Rôle des invités');
    expect(
      (await house.call(roles.list, { query: { q: 'role des inv' } })).body.items.map((role) => role.name),
    ).toEqual(['Rôle des invités']);
    const syncs = await house.call(roles.list, { query: { perm_sync: 'true', limit: '0' } });
    expect(syncs.body.total).toBe(4);
  });

  it('come as CSV with the original names of the flags', async () => {
    const said = await house.ask('/api/v1/roles.csv?sort=name', { key: keyOf('plain') });
    const [head, ...lines] = said.text.trim().split('\n');
    expect(head).toBe(`id,uuid,name,is_default,${roleFlags.join(',')}`);
    expect(lines.length).toBeGreaterThan(10);
  });

  it('are added, read by id and uuid, and changed flag by flag', async () => {
    const made = await create({ perm_sync: true }, 'Peer');
    expect(made.status).toBe(201);
    const { id, uuid } = made.body;
    expect((await house.call(roles.get, { params: { ref: uuid } })).body.id).toBe(id);
    const changed = await house.call(roles.update, {
      params: { ref: String(id) },
      body: { flags: { perm_view_all_orgs: true } },
      ifMatch: 1,
    });
    expect(changed.body.flags).toMatchObject({ perm_sync: true, perm_view_all_orgs: true, perm_admin: false });
    expect(changed.body.version).toBe(2);
    const stale = await house.call(roles.update, { params: { ref: String(id) }, body: { name: 'Late' }, ifMatch: 1 });
    expect(stale.status).toBe(412);
  });

  it('have at most one default: the former steps back', async () => {
    const made = await house.call(roles.create, { body: { name: 'New default', isDefault: true } });
    const defaults = await house.call(roles.list, { query: { isDefault: 'true' } });
    expect(defaults.body.items.map((role) => role.id)).toEqual([made.body.id]);
    const rows = await house.rows(
      `select title from audit_log where kind = 'role' and action = 'edit' order by seq desc limit 1`,
    );
    expect(rows).toEqual([{ title: 'User' }]);
  });

  it('never get a flag that the caller could not hand on', async () => {
    const body = { name: 'Mightier', flags: { perm_admin: true } };
    const said = await house.call(roles.create, { key: keyOf('community'), body });
    expect(said.status).toBe(403);
    expect(said.body.issues).toEqual([{ path: ['flags', 'perm_admin'], message: 'is more than your own role holds' }]);
    const params = { ref: String(world.users.plain.roleId) };
    expect(
      (await house.call(roles.update, { key: keyOf('community'), params, body: { flags: { perm_admin: true } } }))
        .status,
    ).toBe(403);
    const others = Object.fromEntries(roleFlags.filter((flag) => flag !== 'perm_admin').map((flag) => [flag, true]));
    expect(
      (await house.call(roles.create, { key: keyOf('community'), body: { name: 'All but one', flags: others } }))
        .status,
    ).toBe(201);
  });

  it('that are mightier than the caller are not theirs to rename, weaken or delete', async () => {
    const params = { ref: String(world.users.instance.roleId) };
    const key = keyOf('community');
    expect((await house.call(roles.update, { key, params, body: { name: 'Mine' } })).status).toBe(403);
    expect((await house.call(roles.update, { key, params, body: { flags: { perm_admin: false } } })).status).toBe(403);
    expect((await house.call(roles.remove, { key, params })).status).toBe(403);
  });

  it('that somebody has are not deleted, and the refusal says how many have it', async () => {
    const said = await house.call(roles.remove, { params: { ref: String(world.users.plain.roleId) } });
    expect(said.status).toBe(409);
    expect(said.body.detail).toContain("1 user has the role 'role of plain'");
    const made = await create({}, 'Short-lived');
    expect((await house.call(roles.remove, { params: { ref: String(made.body.id) } })).status).toBe(200);
    expect((await house.call(roles.get, { params: { ref: String(made.body.id) } })).status).toBe(404);
  });

  it('keep their id, uuid and owner whatever a body says', async () => {
    for (const extra of [
      { id: 1 },
      { uuid: world.users.plain.uuid },
      { version: 9 },
      { perm_admin: true },
      { permissions: [] },
    ]) {
      const said = await house.ask('/api/v1/roles', {
        method: 'POST',
        key: keyOf('community'),
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'x', ...extra }),
      });
      expect(said.status).toBe(400);
    }
  });

  it('cannot lose the last administrators of instance or community', async () => {
    const lonely = await startHouse();
    const mine = (await lonely.call(users.list)).body.items[0]?.role.id;
    const params = { ref: String(mine) };
    for (const flag of ['perm_admin', 'perm_community_admin'] as const)
      expect((await lonely.call(roles.update, { params, body: { flags: { [flag]: false } } })).status).toBe(409);
    expect((await lonely.call(roles.update, { params, body: { flags: { perm_sync: false } } })).status).toBe(200);
    await lonely.stop();
  });
});
