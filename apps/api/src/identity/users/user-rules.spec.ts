import {
  authKeys,
  type Call,
  mailingLists,
  metaTemplates,
  orgGroups,
  permissionLimitations,
  roleFlags,
  roles,
  settings,
  userRights,
  users,
} from '@cerebrate/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/browser.js';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type UserName, usernameOf, type World, worldPassword } from '../../../test/world.js';

type Body = NonNullable<Call<typeof users.create>['body']>;

describe('accounts', () => {
  let house: House;
  let world: World;
  let made = 0;
  const chosen = new Set<string>();
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterEach(async () => {
    for (const name of chosen) await house.call(settings.reset, { params: { name } });
    chosen.clear();
  });
  afterAll(() => house.stop());

  async function choose(name: string, value: unknown): Promise<void> {
    chosen.add(name);
    const said = await house.call(settings.update, { params: { name }, body: { value } });
    expect(said.status, said.text).toBe(200);
  }
  const create = (by: UserName, body: Partial<Body> = {}) =>
    house.call(users.create, {
      key: keyOf(by),
      body: {
        username: `rules-user-${++made}`,
        organisationId: world.organisations.circl.id,
        roleId: world.users.plain.roleId,
        ...(body.individualId === undefined
          ? { individual: { email: `rules${made}@people.example`, firstName: 'New', lastName: `Person ${made}` } }
          : {}),
        ...body,
      },
    });
  const account = async (by: UserName = 'orgAdmin', body: Partial<Body> = {}) => {
    const said = await create(by, body);
    expect(said.status, said.text).toBe(201);
    return said.body;
  };
  const found = async ({ id }: { id: number }) => (await house.call(users.get, { params: { ref: String(id) } })).body;

  describe('many at once', () => {
    const massEdit = (by: UserName, body: NonNullable<Call<typeof users.massEdit>['body']>) =>
      house.call(users.massEdit, { key: keyOf(by), body });

    it('change alike in what is named; what is left out stays as each has it', async () => {
      const [one, other] = [await account(), await account('community', { disabled: true })];
      const said = await massEdit('orgAdmin', { ids: [one.id, other.id], roleId: world.users.editor.roleId });
      expect(said.body).toEqual({ done: 2, refused: [] });
      expect([await found(one), await found(other)]).toMatchObject([
        { role: { id: world.users.editor.roleId }, disabled: false, version: 2 },
        { role: { id: world.users.editor.roleId }, disabled: true, version: 2 },
      ]);
    });

    it('are judged one by one: the foreign, the mightier and oneself are left alone, each with the reason', async () => {
      const mine = await account();
      const { viewer, community, orgAdmin } = world.users;
      const ids = [mine.id, viewer.id, community.id, orgAdmin.id, 999_999];
      const said = await massEdit('orgAdmin', { ids, disabled: true });
      expect(said.body.done).toBe(1);
      const reasons = new Map(said.body.refused.map(({ id, reason }) => [id, reason]));
      expect([...reasons.keys()].sort((a, b) => a - b)).toEqual(ids.slice(1).sort((a, b) => a - b));
      expect(reasons.get(viewer.id), 'a foreign user is not told from one that is not there').toBe(
        reasons.get(999_999),
      );
      expect(reasons.get(community.id)).toMatch(/role is not one you may give/);
      expect(reasons.get(orgAdmin.id)).toMatch(/role is not one you may give|own account/);
      for (const one of [viewer, community, orgAdmin]) expect((await found(one)).disabled).toBe(false);
      expect((await found(mine)).disabled).toBe(true);
    });

    it('never give a role or an organisation that is not the caller’s to give', async () => {
      const mine = await account();
      const role = await massEdit('orgAdmin', { ids: [mine.id], roleId: world.users.community.roleId });
      const place = await massEdit('orgAdmin', { ids: [mine.id], organisationId: world.organisations.acme.id });
      expect([role.body.done, place.body.done]).toEqual([0, 0]);
      expect(await found(mine)).toMatchObject({ version: 1, organisation: { name: 'CIRCL' } });
    });

    it('end sessions and keys of whom they disable, at once', async () => {
      const mine = await account('orgAdmin', { username: 'mass-disabled', password: 'violet tractor on 7 hills' });
      const browser = new Browser(house);
      await browser.signIn('mass-disabled', 'violet tractor on 7 hills');
      const { body: key } = await house.call(authKeys.create, { body: { userId: mine.id } });
      await massEdit('orgAdmin', { ids: [mine.id], disabled: true });
      expect((await browser.call(users.list)).status).toBe(401);
      expect((await house.call(users.list, { key: key.key })).status).toBe(401);
    });

    it('take no more places of a limit than there are: the first ones get them', async () => {
      const template = await house.call(metaTemplates.importDefinition, {
        body: {
          uuid: 'a1b2c3d4-0000-4000-8000-0000000000a1',
          name: 'Doors',
          namespace: 'tests',
          description: '',
          version: 1,
          scope: 'user',
          source: 'tests',
          metaFields: [{ field: 'perm_door', type: 'boolean' }],
        } as never,
      });
      const fieldId = template.body.fields[0]?.id ?? 0;
      await house.call(metaTemplates.change, { params: { ref: String(template.body.id) }, body: { enabled: true } });
      await house.call(permissionLimitations.create, {
        body: { scope: 'global', permission: 'perm_door', value: null, maxOccurrence: 2, comment: '' },
      });
      const three = [await account(), await account(), await account()];
      const said = await massEdit('community', {
        ids: three.map(({ id }) => id),
        metaFields: [{ fieldId, values: ['1'] }],
      });
      expect(said.body.done).toBe(2);
      expect(said.body.refused).toEqual([{ id: three[2]?.id, reason: expect.stringContaining('at most 2') }]);
      expect((await found(three[2] ?? { id: 0 })).metaFields).toEqual([]);
    });

    it('name somebody and something, at most five hundred', async () => {
      for (const body of [
        { ids: [], disabled: true },
        { ids: [1] },
        { ids: Array.from({ length: 501 }, (_, at) => at + 1), disabled: true },
        { ids: [1], username: 'other' },
        { ids: [1], password: 'violet tractor on 7 hills' },
      ])
        expect((await massEdit('community', body as never)).status).toBe(400);
      expect((await massEdit('plain', { ids: [1], disabled: true })).status).toBe(403);
    });
  });

  describe('deleting', () => {
    const remove = (by: UserName, { id }: { id: number }, ifMatch?: number) =>
      house.call(users.remove, { key: keyOf(by), params: { ref: String(id) }, ifMatch });
    const impact = (by: UserName, { id }: { id: number }) =>
      house.call(users.impact, { key: keyOf(by), params: { ref: String(id) } });

    it('is refused unless the instance allows it, and says so beforehand', async () => {
      const mine = await account();
      expect((await impact('orgAdmin', mine)).body.refusal).toMatch(/disable the account instead/);
      const said = await remove('orgAdmin', mine);
      expect([said.status, said.body.detail]).toEqual([409, expect.stringMatching(/disable the account instead/)]);
      expect((await found(mine)).username).toBe(mine.username);
    });

    it('ends keys and sessions, and leaves what the user made', async () => {
      await choose('user.allow-user-deletion', true);
      const mine = await account('community', {
        username: 'maker-of-lists',
        password: 'violet tractor on 7 hills',
        roleId: world.users.orgAdmin.roleId,
      });
      const { body: key } = await house.call(authKeys.create, { body: { userId: mine.id } });
      const list = await house.call(mailingLists.create, { key: key.key, body: { name: 'Outlives its maker' } });
      expect(list.status, list.text).toBe(201);
      const told = await impact('community', mine);
      expect(told.body).toMatchObject({ refusal: null, ends: { 'auth keys': 1 }, stays: { 'mailing lists': 1 } });
      expect((await remove('community', mine, mine.version)).status).toBe(200);
      expect((await house.call(users.get, { params: { ref: String(mine.id) } })).status).toBe(404);
      expect((await house.call(users.list, { key: key.key })).status).toBe(401);
      const kept = await house.call(mailingLists.get, { params: { ref: String(list.body.id) } });
      expect(kept.body.name).toBe('Outlives its maker');
      const person = await house.rows('select 1 from individuals where id = $1', [mine.individual.id]);
      expect(person).toHaveLength(1);
      const [noted] = await house.rows<{ action: string }>(
        `select action from audit_log where kind = 'user' and entity_id = $1 order by seq desc limit 1`,
        [mine.id],
      );
      expect(noted?.action).toBe('delete');
    });

    it('is nobody’s for themselves, the mightier, the foreign or an older version', async () => {
      await choose('user.allow-user-deletion', true);
      const mine = await account();
      expect((await remove('community', world.users.community)).status).toBe(403);
      expect((await impact('community', world.users.community)).body.refusal).toMatch(/own account/);
      expect((await remove('orgAdmin', world.users.admin)).status).toBe(403);
      expect((await impact('orgAdmin', world.users.admin)).status).toBe(403);
      expect((await remove('orgAdmin', world.users.viewer)).status).toBe(404);
      expect((await impact('orgAdmin', world.users.viewer)).status).toBe(404);
      expect((await remove('plain', mine)).status).toBe(403);
      await house.call(users.update, { params: { ref: String(mine.id) }, body: { disabled: true } });
      expect((await remove('orgAdmin', mine, 1)).status).toBe(412);
    });
  });

  describe('names', () => {
    it('are e-mail addresses where the instance says so, for new accounts only', async () => {
      const before = await account();
      await choose('user.username-must-be-email', true);
      const refused = await create('orgAdmin', { username: 'no-address' });
      expect([refused.status, refused.body.issues?.[0]]).toMatchObject([
        400,
        { path: ['username'], message: expect.stringContaining('e-mail address') },
      ]);
      expect((await create('orgAdmin', { username: 'Nora@People.example' })).body.username).toBe('nora@people.example');
      const changed = await house.call(users.update, {
        params: { ref: String(before.id) },
        body: { disabled: true },
      });
      expect(changed.status).toBe(200);
    });

    it('match the pattern of the instance as a whole', async () => {
      await choose('user.username-validation-regex', '[a-z]+\\.[a-z]+');
      expect((await create('orgAdmin', { username: 'nora.new' })).status).toBe(201);
      for (const username of ['nora-new', 'nora.new2', 'x.nora.new']) {
        const said = await create('orgAdmin', { username });
        expect([username, said.status, said.body.issues?.[0]?.path]).toEqual([username, 400, ['username']]);
      }
    });

    it('have a pattern that can be read, and does not run for ever', async () => {
      for (const value of ['[a-z', '(a+)+$(?!'])
        expect(
          (await house.call(settings.update, { params: { name: 'user.username-validation-regex' }, body: { value } }))
            .status,
        ).toBe(400);
    });
  });

  describe('of one person', () => {
    it('are one, also when two administrators add them at the same moment', async () => {
      const body = { individualId: world.people.alice.id };
      const statuses = (await Promise.all([1, 2, 3].map(() => create('orgAdmin', body)))).map(({ status }) => status);
      expect(statuses.sort()).toEqual([201, 409, 409]);
    });

    it('may be several where the instance says so, but never with single sign-on', async () => {
      const body = { individualId: world.people.bob.id };
      await account('orgAdmin', body);
      expect((await create('orgAdmin', body)).body.issues?.[0]?.path).toEqual(['individualId']);
      await choose('user.multiple-users-per-individual', true);
      await account('orgAdmin', body);
      for (const [name, value] of [
        ['keycloak.kind', 'oidc'],
        ['keycloak.issuer', 'https://login.example'],
        ['keycloak.provider.applicationId', 'cerebrate'],
        ['keycloak.provider.applicationSecret', 'a secret'],
        ['keycloak.enabled', true],
      ] as const)
        await choose(name, value);
      expect((await create('orgAdmin', body)).status).toBe(409);
      const offered = await house.call(users.candidates, { query: { q: 'bob@people' } });
      expect(offered.body.items).toEqual([]);
      await house.call(settings.reset, { params: { name: 'keycloak.enabled' } });
    });
  });

  describe('what somebody may do, and why', () => {
    const rightsOf = async (whom: { id: number }, by?: UserName) =>
      house.call(userRights.get, { params: { ref: String(whom.id) }, ...(by ? { key: keyOf(by) } : {}) });

    it('names for each permission the flags it comes from, and those that are lacking', async () => {
      const { body } = await rightsOf(world.users.orgAdmin);
      expect(body.flags).toEqual(['perm_org_admin', 'perm_meta_field_editor']);
      expect(body.permissions.find(({ permission }) => permission === 'metaField:write')?.from).toEqual([
        'perm_meta_field_editor',
      ]);
      const from = (permission: string) => body.permissions.find((one) => one.permission === permission)?.from;
      expect(from('user:write')).toEqual(['perm_org_admin']);
      expect(from('organisation:read')).toEqual(['everyone']);
      expect(body.lacks).toContain('instance:manage');
      expect(body.permissions.map(({ permission }) => permission)).not.toContain('instance:manage');
    });

    it('agrees with what each of them is answered', async () => {
      for (const name of ['plain', 'orgAdmin', 'groupAdmin', 'viewer', 'community', 'instance'] as const) {
        const { body } = await rightsOf(world.users[name]);
        const row = (noun: string) => body.rows.find((one) => one.noun === noun);
        const list = await house.call(users.list, { key: keyOf(name), query: { limit: '500' } });
        expect([name, row('user')?.sees]).toEqual([name, list.body.items.length]);
        expect([name, row('user')?.changes]).toEqual([
          name,
          list.body.items.filter(({ mayChange }) => mayChange).length,
        ]);
        const { body: own } = await house.ask('/api/v1/organisations?limit=500', {
          headers: { authorization: keyOf(name) },
        });
        expect([name, row('organisation')?.sees]).toEqual([name, (own as { items: unknown[] }).items.length]);
      }
    });

    it('tells organisations by what reaches them, and which roles may be given there', async () => {
      const { body } = await rightsOf(world.users.groupAdmin);
      expect(body.reach.map(({ organisation, because, group }) => [organisation.name, because, group?.name])).toEqual([
        ['CERT-EE', 'own', undefined],
        ['Acme', 'group', 'nordics'],
        ['CERT-EE', 'group', 'nordics'],
      ]);
      expect(body.mayGive.own).toBeNull();
      expect(body.mayGive.groups).toContain('perm_org_admin');
      expect(body.mayGive.groups).not.toContain('perm_community_admin');
      expect(body.everyOrganisation).toBeNull();
      expect((await rightsOf(world.users.viewer)).body.everyOrganisation).toBe('perm_view_all_orgs');
      expect((await rightsOf(world.users.community)).body.everyOrganisation).toBe('perm_community_admin');
    });

    it('says of a disabled account that it may do nothing now, and what it may once it is enabled', async () => {
      const mine = await account('community', { disabled: true, roleId: world.users.orgAdmin.roleId });
      const { body } = await rightsOf(mine);
      expect(body.isActive).toBe(false);
      expect(body.permissions.length).toBeGreaterThan(0);
    });

    it('is told by whoever sees the user, counting no record that they do not see', async () => {
      const seen = async (by: UserName, noun: string) =>
        (await rightsOf(world.users.plain, by)).body.rows.find((one) => one.noun === noun)?.total;
      const own = await house.call(users.list, { key: keyOf('orgAdmin'), query: { limit: '0' } });
      expect(await seen('orgAdmin', 'user')).toBe(own.body.total);
      expect(await seen('plain', 'user')).toBe(1);
      expect((await rightsOf(world.users.plain, 'viewer')).status).toBe(404);
    });

    it('follows a change of the role and of the groups at once', async () => {
      const { body: role } = await house.call(roles.create, {
        body: { name: 'Follows', flags: { perm_group_admin: true } },
      });
      const mine = await account('community', { roleId: role.id });
      expect((await rightsOf(mine)).body.reach).toHaveLength(1);
      const said = await house.call(orgGroups.assign, {
        params: { ref: String(world.group.id) },
        body: { userId: mine.id },
      });
      expect(said.status, said.text).toBeLessThan(300);
      expect((await rightsOf(mine)).body.reach).toHaveLength(3);
      await house.call(roles.update, {
        params: { ref: String(role.id) },
        body: { flags: Object.fromEntries(roleFlags.map((flag) => [flag, false])) },
      });
      expect((await rightsOf(mine)).body.reach).toHaveLength(1);
    });
  });

  it('of the world still sign in with their password', async () => {
    expect((await new Browser(house).signIn(usernameOf('plain'), worldPassword)).status).toBe(200);
  });
});
