import { type Call, roles, users } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/browser.js';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type UserName, usernameOf, type World, worldPassword } from '../../../test/world.js';

type Body = NonNullable<Call<typeof users.create>['body']>;

describe('users', () => {
  let house: House;
  let world: World;
  let made = 0;
  beforeAll(async () => {
    house = await startHouse({}, false);
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const seen = async (user: UserName): Promise<string[]> =>
    (await house.call(users.list, { key: keyOf(user), query: { sort: 'username' } })).body.items.map(
      (one) => one.username,
    );
  const person = () => ({ email: `new${++made}@people.example`, firstName: 'New', lastName: `Person ${made}` });
  const create = (by: UserName, body: Partial<Body>) =>
    house.call(users.create, {
      key: keyOf(by),
      body: {
        username: `new-user-${++made}`,
        organisationId: world.organisations.circl.id,
        roleId: world.users.plain.roleId,
        ...(body.individualId === undefined ? { individual: person() } : {}),
        ...body,
      },
    });
  const update = (by: UserName, whom: { id: number }, body: Call<typeof users.update>['body'], ifMatch?: number) =>
    house.call(users.update, { key: keyOf(by), params: { ref: String(whom.id) }, body, ifMatch });

  describe('seeing', () => {
    it('everybody sees themselves, administrators their organisations, community administrators all', async () => {
      expect(await seen('plain')).toEqual([usernameOf('plain')]);
      expect(await seen('viewer')).toEqual([usernameOf('viewer')]);
      expect(await seen('instance')).toEqual([usernameOf('instance')]);
      expect(await seen('orgAdmin')).toEqual(
        ['admin', 'community', 'instance', 'orgAdmin', 'plain'].map((name) => usernameOf(name as UserName)),
      );
      expect(await seen('groupAdmin')).toEqual(
        ['editor', 'groupAdmin', 'sync', 'viewer'].map((name) => usernameOf(name as UserName)),
      );
      expect(await seen('community')).toHaveLength(10);
    });

    it('what is outside the view is absent from record, count and CSV alike', async () => {
      const key = keyOf('orgAdmin');
      expect((await house.call(users.get, { key, params: { ref: world.users.viewer.uuid } })).status).toBe(404);
      expect((await house.call(users.list, { key, query: { limit: '0' } })).body.total).toBe(5);
      const csv = await house.ask('/api/v1/users.csv', { key });
      expect(csv.text.trim().split('\n')).toHaveLength(6);
      expect(csv.text).not.toContain(usernameOf('viewer'));
    });

    it('says of each whether the caller may change them', async () => {
      const said = await house.call(users.list, { key: keyOf('orgAdmin'), query: {} });
      const changeable = said.body.items.filter((one) => one.mayChange).map((one) => one.username);
      expect(changeable).toEqual([usernameOf('plain')]);
    });

    it('filters, sorts and searches by what is declared', async () => {
      const find = async (query: Record<string, string>) =>
        (await house.call(users.list, { query })).body.items.map((one) => one.username);
      expect(await find({ q: 'VIEWER' })).toEqual([usernameOf('viewer')]);
      expect(await find({ organisationId: String(world.organisations.acme.id), sort: '-username' })).toEqual([
        'viewer-user',
        'editor-user',
      ]);
      expect(await find({ country: 'EE' })).toEqual(['groupadmin-user', 'sync-user']);
      expect(await find({ role: 'role of sync' })).toEqual(['sync-user']);
      expect(await find({ email: 'plain@users.example' })).toEqual(['plain-user']);
      expect(await find({ disabled: 'true' })).toEqual([]);
      expect((await house.call(users.list, { query: { password: 'x' } })).status).toBe(400);
    });

    it('shows the groups somebody administers and never a password', async () => {
      const said = await house.call(users.get, { params: { ref: String(world.users.groupAdmin.id) } });
      expect(said.body.administeredGroups).toEqual([{ id: world.group.id, uuid: world.group.uuid, name: 'nordics' }]);
      expect(said.body.hasPassword).toBe(true);
      expect(said.text).not.toMatch(/argon2|password_hash|passwordHash/);
    });

    it('costs two statements a page', async () => {
      await house.call(users.list, { key: keyOf('community'), query: { limit: '3' } });
      const before = house.store.statements;
      await house.call(users.list, { key: keyOf('community'), query: { limit: '3' } });
      expect(house.store.statements - before).toBe(2);
    });
  });

  describe('adding', () => {
    it('makes the account, the person and their membership in one change', async () => {
      const said = await create('orgAdmin', { username: ' New-Colleague ', password: 'a long enough password' });
      expect(said.status).toBe(201);
      expect(said.body).toMatchObject({
        username: 'new-colleague',
        organisation: { name: 'CIRCL' },
        disabled: false,
        hasPassword: true,
      });
      const aligned = await house.rows('select organisation_id, type from alignments where individual_id = $1', [
        said.body.individual.id,
      ]);
      expect(aligned).toEqual([{ organisation_id: world.organisations.circl.id, type: 'Member' }]);
      expect((await new Browser(house).signIn('new-colleague', 'a long enough password')).status).toBe(200);
      const [change] = await house.rows<{ after: Record<string, unknown> }>(
        `select after from audit_log where kind = 'user' and entity_id = $1 and action = 'add'`,
        [said.body.id],
      );
      expect(change?.after['passwordHash']).toBe('•••');
    });

    it('takes somebody of the directory whom the caller sees, once', async () => {
      const body = { individualId: world.people.alice.id };
      expect((await create('orgAdmin', body)).status).toBe(201);
      const again = await create('orgAdmin', body);
      expect(again.status).toBe(409);
      expect(again.body.issues?.[0]?.path).toEqual(['individualId']);
      const hidden = await create('orgAdmin', { individualId: world.people.eero.id });
      const absent = await create('orgAdmin', { individualId: 999_999 });
      expect(hidden.status).toBe(400);
      expect(hidden.body.detail).toBe(absent.body.detail);
    });

    it('offers the people one sees who have no account', async () => {
      const offered = async (by: UserName, q: string) =>
        (await house.call(users.candidates, { key: keyOf(by), query: { q } })).body.items.map((one) => one.email);
      expect(await offered('orgAdmin', 'people.example')).toContain('bob@people.example');
      expect(await offered('orgAdmin', 'eero')).toEqual([]);
      expect(await offered('groupAdmin', 'CONTI')).toEqual(['carla@people.example']);
      expect(await offered('community', 'plain@')).toEqual([]);
      expect(await offered('community', '%')).toEqual([]);
    });

    it('never overwrites a person who has that e-mail address', async () => {
      const said = await create('orgAdmin', {
        individual: { email: 'EERO@people.example', firstName: 'Mallory', lastName: 'M' },
      });
      expect(said.status).toBe(409);
      expect(said.body.issues?.[0]?.path).toEqual(['individual', 'email']);
      const rows = await house.rows('select first_name from individuals where id = $1', [world.people.eero.id]);
      expect(rows).toEqual([{ first_name: 'Eero' }]);
    });

    it('gives the default role, and refuses a taken or short name, a weak password and both kinds of person', async () => {
      const byDefault = await house.call(users.create, {
        key: keyOf('orgAdmin'),
        body: { username: 'by-default', organisationId: world.organisations.circl.id, individual: person() },
      });
      expect(byDefault.body.role?.name).toBe('User');
      expect((await create('community', { username: 'BY-default' })).status).toBe(409);
      expect((await create('community', { username: 'abcd' })).status).toBe(400);
      for (const password of ['short', 'onlylowercase', 'twelve chars'])
        expect((await create('community', { password })).body.issues?.[0]?.path).toEqual(['password']);
      expect((await create('community', { individualId: world.people.bob.id, individual: person() })).status).toBe(400);
    });

    it('happens only in the organisations one administers', async () => {
      const { circl, acme, 'cert-ee': certEe } = world.organisations;
      expect((await create('orgAdmin', { organisationId: acme.id })).status).toBe(403);
      expect((await create('groupAdmin', { organisationId: circl.id })).status).toBe(403);
      expect((await create('groupAdmin', { organisationId: acme.id })).status).toBe(201);
      expect((await create('groupAdmin', { organisationId: certEe.id })).status).toBe(201);
      expect((await create('community', { organisationId: 999_999 })).status).toBe(400);
    });

    it('never gives a role that is mightier than the caller may give', async () => {
      const ask = async (by: UserName, role: UserName, organisationId?: number) =>
        (await create(by, { roleId: world.users[role].roleId, ...(organisationId ? { organisationId } : {}) })).status;
      for (const role of ['admin', 'instance', 'community', 'orgAdmin', 'groupAdmin', 'sync', 'viewer'] as const)
        expect([role, await ask('orgAdmin', role)]).toEqual([role, 403]);
      for (const role of ['editor', 'plain'] as const) expect([role, await ask('orgAdmin', role)]).toEqual([role, 201]);
      const acme = world.organisations.acme.id;
      for (const role of ['admin', 'instance', 'community', 'groupAdmin', 'sync'] as const)
        expect([role, await ask('groupAdmin', role, acme)]).toEqual([role, 403]);
      expect(await ask('community', 'instance')).toBe(403);
      for (const role of ['community', 'orgAdmin', 'groupAdmin', 'sync', 'viewer'] as const)
        expect([role, await ask('community', role)]).toEqual([role, 201]);
    });
  });

  describe('changing', () => {
    it('changes role, organisation and password of somebody one administers, and nothing else', async () => {
      const { body: user } = await create('community', {});
      const said = await update(
        'community',
        user,
        { roleId: world.users.editor.roleId, organisationId: world.organisations.acme.id },
        1,
      );
      expect(said.body).toMatchObject({
        role: { id: world.users.editor.roleId },
        organisation: { name: 'Acme' },
        version: 2,
      });
      expect((await update('community', user, { disabled: true }, 1)).status).toBe(412);
      for (const extra of [
        { username: 'other-name' },
        { individualId: 1 },
        { id: 1 },
        { uuid: world.users.plain.uuid },
        { passwordHash: 'x' },
      ])
        expect((await update('community', user, extra as object)).status).toBe(400);
    });

    it('nobody changes their own role, disables themselves, or sets their own password this way', async () => {
      expect((await update('community', world.users.community, { roleId: world.users.plain.roleId })).status).toBe(403);
      expect((await update('community', world.users.community, { disabled: true })).status).toBe(403);
      expect((await update('community', world.users.community, { password: 'another long password' })).status).toBe(
        403,
      );
      expect((await update('orgAdmin', world.users.orgAdmin, { roleId: world.users.plain.roleId })).status).toBe(403);
    });

    it('nobody takes over somebody mightier: not by password, role or organisation', async () => {
      const attacks: [UserName, UserName][] = [
        ['orgAdmin', 'admin'],
        ['orgAdmin', 'instance'],
        ['orgAdmin', 'community'],
        ['community', 'instance'],
        ['community', 'admin'],
        ['groupAdmin', 'sync'],
      ];
      for (const [by, whom] of attacks)
        for (const body of [
          { password: 'taken over by me now' },
          { disabled: true },
          { roleId: world.users.plain.roleId },
        ])
          expect([by, whom, (await update(by, world.users[whom], body)).status]).toEqual([by, whom, 403]);
    });

    it('an organisation administrator moves nobody out, a group administrator only within the group', async () => {
      const { body: mine } = await create('orgAdmin', {});
      expect((await update('orgAdmin', mine, { organisationId: world.organisations.acme.id })).status).toBe(403);
      const { body: theirs } = await create('groupAdmin', { organisationId: world.organisations.acme.id });
      expect((await update('groupAdmin', theirs, { organisationId: world.organisations['cert-ee'].id })).status).toBe(
        200,
      );
      expect((await update('groupAdmin', theirs, { organisationId: world.organisations.circl.id })).status).toBe(403);
    });

    it('a group administrator makes organisation administrators, an organisation administrator does not', async () => {
      const { body: theirs } = await create('groupAdmin', { organisationId: world.organisations.acme.id });
      const { body: role } = await house.call(roles.create, {
        body: { name: 'Only org admin', flags: { perm_org_admin: true } },
      });
      expect((await update('groupAdmin', theirs, { roleId: role.id })).status).toBe(200);
      const { body: mine } = await create('orgAdmin', {});
      expect((await update('orgAdmin', mine, { roleId: role.id })).status).toBe(403);
    });

    it('a new password ends the sessions of the user', async () => {
      const { body: user } = await create('orgAdmin', { username: 'forgetful', password: 'the first password' });
      const browser = new Browser(house);
      await browser.signIn('forgetful', 'the first password');
      expect((await update('orgAdmin', user, { password: 'the second password' })).status).toBe(200);
      expect((await browser.call(users.list)).status).toBe(401);
      expect((await new Browser(house).signIn('forgetful', 'the first password')).status).toBe(401);
      expect((await new Browser(house).signIn('forgetful', 'the second password')).status).toBe(200);
    });

    it('somebody outside the view is not there, somebody without the right is refused before the look', async () => {
      expect((await update('orgAdmin', world.users.viewer, { disabled: true })).status).toBe(404);
      expect((await update('plain', world.users.plain, { disabled: true })).status).toBe(403);
      expect((await update('instance', world.users.plain, { disabled: true })).status).toBe(403);
    });
  });

  it('tell their history to whoever sees them, without the password', async () => {
    const { body: user } = await create('orgAdmin', { password: 'the very first password' });
    await update('orgAdmin', user, { disabled: true, password: 'the very second password' });
    const params = { ref: user.uuid };
    const said = await house.call(users.history, { key: keyOf('orgAdmin'), params });
    expect(said.body.entries.map((entry) => entry.action)).toEqual(['edit', 'add']);
    expect(said.body.entries[0]?.actor.name).toBe(usernameOf('orgAdmin'));
    expect(said.text).not.toMatch(/argon2/);
    expect((await house.call(users.history, { key: keyOf('groupAdmin'), params })).status).toBe(404);
  });

  it('two administrators cannot lock each other out at the same moment', async () => {
    const lonely = await startHouse({}, false);
    const small = await buildWorld(lonely);
    const disable = (by: UserName | undefined, id: number) =>
      lonely.call(users.update, {
        ...(by ? { key: keyOf(by) } : {}),
        params: { ref: String(id) },
        body: { disabled: true },
      });
    expect((await disable('admin', small.users.instance.id)).status).toBe(200);
    const [me] = (await lonely.call(users.list, { query: { username: 'admin-of-tests' } })).body.items;
    const statuses = (await Promise.all([disable('admin', me?.id ?? 0), disable(undefined, small.users.admin.id)])).map(
      (said) => said.status,
    );
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
    const left = await lonely.rows(
      'select 1 from users u join roles r on r.id = u.role_id where r.perm_admin and not u.disabled',
    );
    expect(left.length).toBeGreaterThan(0);
    await lonely.stop();
  });

  it('the world signs in with its password', async () => {
    expect((await new Browser(house).signIn(usernameOf('plain'), worldPassword)).status).toBe(200);
  });
});
