import { organisations, orgGroups, users } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { battery } from '../../../test/battery.js';
import { type House, startHouse } from '../../../test/house.js';
import { expectFacesAgree } from '../../../test/scope-agreement.js';
import { buildWorld, keyOf, principals, type UserName, type World } from '../../../test/world.js';
import { sql, systemPrincipal } from '../../kernel/index.js';
import { individualScope } from '../individuals/individual.scope.js';
import { OrgGroupEntity } from './org-group.entity.js';
import { orgGroupScope } from './org-group.scope.js';

battery('organisation groups', {
  endpoints: orgGroups,
  kind: 'orgGroup',
  sample: (_world, at) => ({ name: `Group ${at}`, description: 'Teams of a region' }),
  change: () => ({ body: { description: 'Others' }, field: 'description', value: 'Others' }),
  statements: 4,
});

describe('organisation groups', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const group = () => ({ ref: String(world.group.id) });
  const attach = (user: UserName, ids: number[], ref = group().ref) =>
    house.call(orgGroups.attach, { params: { ref }, body: { ids }, key: keyOf(user) });
  const detach = (user: UserName, ids: number[], ref = group().ref) =>
    house.call(orgGroups.detach, { params: { ref }, body: { ids }, key: keyOf(user) });
  const make = async (name: string) => (await house.call(orgGroups.create, { body: { name } })).body;

  it('have a scope whose two faces agree', async () => {
    const rows = await house.store.work(systemPrincipal('tests'), (work) => work.findAll(OrgGroupEntity, {}));
    expect(await expectFacesAgree(house, orgGroupScope, 'org_groups', rows)).toBeGreaterThan(5);
  });

  it('show everybody the group but count and list only the organisations they may see', async () => {
    const seen = async (user: UserName) => {
      const said = await house.call(orgGroups.get, { params: group(), key: keyOf(user) });
      const listed = await house.call(organisations.list, { query: { group: group().ref }, key: keyOf(user) });
      expect(listed.body.items.length).toBe(said.body.organisations);
      return said.body.organisations;
    };
    expect(await seen('plain')).toBe(0);
    expect(await seen('groupAdmin')).toBe(2);
    expect(await seen('community')).toBe(2);
  });

  it('come back from deletion with organisations, administrators and tags, and meanwhile give nobody any right', async () => {
    const { id } = await make('Short lived');
    await house.call(orgGroups.tag, { params: { ref: String(id) }, body: { add: ['kept'] } });
    await attach('community', [world.organisations.circl.id], String(id));
    await house.call(orgGroups.assign, {
      params: { ref: String(id) },
      body: { userId: world.users.groupAdmin.id },
    });
    const circl = { params: { ref: String(world.organisations.circl.id) }, key: keyOf('groupAdmin') };
    expect((await house.call(organisations.get, circl)).status).toBe(200);
    const impact = await house.call(orgGroups.impact, { params: { ref: String(id) } });
    expect(impact.body.takesAlong).toEqual({ memberships: 1, administrators: 1, tags: 1 });
    expect((await house.call(orgGroups.remove, { params: { ref: String(id) } })).status).toBe(200);
    expect((await house.call(organisations.get, circl)).status).toBe(404);
    const back = await house.call(orgGroups.restore, { params: { ref: String(id) } });
    expect(back.body).toMatchObject({ organisations: 1, tags: [{ name: 'kept' }] });
    expect((await house.call(organisations.get, circl)).status).toBe(200);
    await house.call(orgGroups.remove, { params: { ref: String(id) } });
  });

  it('cannot come back while another group has their uuid', async () => {
    const first = await make('First');
    await house.call(orgGroups.remove, { params: { ref: String(first.id) } });
    await house.call(orgGroups.create, { body: { name: 'Second', uuid: first.uuid } });
    expect((await house.call(orgGroups.restore, { params: { ref: String(first.id) } })).status).toBe(409);
  });

  it('are deleted, restored and tagged many at once, those refused with the reason', async () => {
    const ids = [(await make('One')).id, (await make('Two')).id];
    const tagged = await house.call(orgGroups.bulkTag, { body: { ids, add: ['many'] } });
    expect(tagged.body).toEqual({ done: 2, refused: [] });
    const gone = await house.call(orgGroups.bulkRemove, { body: { ids: [...ids, 2_000_000] } });
    expect(gone.body).toMatchObject({ done: 2, refused: [{ id: 2_000_000 }] });
    expect((await house.call(orgGroups.bulkRestore, { body: { ids } })).body.done).toBe(2);
  });

  it('tell their history with members and administrators in it', async () => {
    const { id } = await make('With a history');
    await attach('admin', [world.organisations.circl.id], String(id));
    await house.call(orgGroups.assign, { params: { ref: String(id) }, body: { userId: world.users.groupAdmin.id } });
    const { body } = await house.call(orgGroups.history, { params: { ref: String(id) } });
    expect(body.entries.map(({ kind, action }) => `${kind} ${action}`)).toEqual([
      'orgGroupAdministration add',
      'orgGroupMembership add',
      'orgGroup add',
    ]);
    const circl = await house.call(organisations.history, { params: { ref: String(world.organisations.circl.id) } });
    expect(circl.body.entries[0]?.kind).toBe('orgGroupMembership');
    await house.call(orgGroups.remove, { params: { ref: String(id) } });
  });

  describe('have members', () => {
    it('whom their administrators take out and put in again only where they may change the organisation', async () => {
      const { acme, circl } = world.organisations;
      expect((await attach('groupAdmin', [circl.id])).body).toMatchObject({ done: 0, refused: [{ id: circl.id }] });
      expect((await detach('groupAdmin', [acme.id])).body).toEqual({ done: 1, refused: [] });
      // what was handed over before is no longer theirs: nobody takes it back for themselves
      expect((await attach('groupAdmin', [acme.id])).body.done).toBe(0);
      expect((await attach('community', [acme.id])).body.done).toBe(1);
    });

    it('who are members once', async () => {
      const said = await attach('admin', [world.organisations.acme.id]);
      expect(said.body).toMatchObject({ done: 0, refused: [{ reason: 'Acme is a member already' }] });
    });

    it('whom nobody else chooses: not administrators of other groups, nor of a single organisation', async () => {
      const other = await make('Of others');
      const own = [world.organisations['cert-ee'].id];
      expect((await attach('groupAdmin', own, String(other.id))).status).toBe(403);
      for (const user of ['orgAdmin', 'plain', 'viewer', 'sync', 'instance'] as const)
        expect([user, (await attach(user, own)).status]).toEqual([user, 403]);
    });
  });

  describe('have administrators', () => {
    const candidates = async (q: string) =>
      (await house.call(orgGroups.candidates, { params: group(), query: { q } })).body.items;

    it('whose role allows it', async () => {
      expect((await candidates('user')).map(({ username }) => username)).toEqual(
        expect.arrayContaining(['community-user']),
      );
      expect((await candidates('user')).every(({ isEntitled }) => isEntitled)).toBe(true);
      expect(await candidates('plain')).toEqual([]);
      const said = await house.call(orgGroups.assign, { params: group(), body: { userId: world.users.plain.id } });
      expect(said.status).toBe(400);
      expect(said.body.issues?.[0]?.path).toEqual(['userId']);
    });

    it('who are shown as without right once their role lost it, and administer nothing then', async () => {
      const { groupAdmin, plain } = world.users;
      const role = (roleId: number) =>
        house.call(users.update, { params: { ref: String(groupAdmin.id) }, body: { roleId } });
      expect((await role(plain.roleId)).status).toBe(200);
      const { body } = await house.call(orgGroups.administrators, { params: group() });
      expect(body.items).toMatchObject([{ id: groupAdmin.id, isEntitled: false }]);
      const acme = { params: { ref: String(world.organisations.acme.id) }, key: keyOf('groupAdmin') };
      expect((await house.call(organisations.get, acme)).status).toBe(404);
      await role(groupAdmin.roleId);
      expect((await house.call(organisations.get, acme)).status).toBe(200);
    });

    it('whom only those see who may see the user', async () => {
      const seen = async (user: UserName) =>
        (await house.call(orgGroups.administrators, { params: group(), key: keyOf(user) })).body.items.length;
      expect(await seen('plain')).toBe(0);
      expect(await seen('groupAdmin')).toBe(1);
    });

    it('whom only community administrators name: a group administrator adds no other', async () => {
      const body = { userId: world.users.community.id };
      for (const user of ['groupAdmin', 'orgAdmin', 'plain', 'instance'] as const)
        expect((await house.call(orgGroups.assign, { params: group(), body, key: keyOf(user) })).status).toBe(403);
    });

    it('who stop administering with the call that releases them', async () => {
      const acme = { params: { ref: String(world.organisations.acme.id) }, key: keyOf('groupAdmin') };
      const body = { userId: world.users.groupAdmin.id };
      const release = () => house.call(orgGroups.release, { params: group(), body });
      expect((await release()).status).toBe(200);
      expect((await house.call(organisations.get, acme)).status).toBe(404);
      expect((await release()).status).toBe(404);
      await house.call(orgGroups.assign, { params: group(), body: { userId: world.users.groupAdmin.id } });
      expect((await house.call(organisations.get, acme)).status).toBe(200);
    });
  });

  describe('let their administrators really administer', () => {
    it('the data of the organisations, with tags', async () => {
      const params = { ref: String(world.organisations.acme.id) };
      const key = keyOf('groupAdmin');
      const said = await house.call(organisations.update, { params, body: { contacts: 'soc@acme.test' }, key });
      expect(said.body).toMatchObject({ contacts: 'soc@acme.test', mayChange: true });
      await house.call(organisations.tag, { params, body: { add: ['region:north'] } });
      expect((await house.call(organisations.tag, { params, body: { remove: ['region:north'] }, key })).status).toBe(
        200,
      );
      const circl = { ref: String(world.organisations.circl.id) };
      expect((await house.call(organisations.update, { params: circl, body: { contacts: 'x' }, key })).status).toBe(
        404,
      );
    });

    it('their users, with a person made along', async () => {
      const said = await house.call(users.create, {
        key: keyOf('groupAdmin'),
        body: {
          username: 'new-at-acme',
          organisationId: world.organisations.acme.id,
          roleId: world.users.plain.roleId,
          individual: { email: 'new@acme.test', firstName: 'New', lastName: 'Person' },
        },
      });
      expect(said.status, said.text).toBe(201);
      const params = { ref: String(said.body.id) };
      const disabled = await house.call(users.update, { params, body: { disabled: true }, key: keyOf('groupAdmin') });
      expect(disabled.body.disabled).toBe(true);
    });

    it('their people', async () => {
      const { groupAdmin } = await principals(house);
      const rows = await house.store.read<{ id: number }>(
        sql`select i.id from individuals i where ${individualScope.change.where(groupAdmin, 'i')}`,
      );
      const ids = rows.map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining([world.people.carla.id, world.people.eero.id, world.people.bob.id]));
      expect(ids).not.toContain(world.people.alice.id);
    });
  });
});
