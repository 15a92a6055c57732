import { permissionLimitations, users } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { battery } from '../../../test/battery.js';
import { type House, startHouse } from '../../../test/house.js';
import { expectFacesAgree } from '../../../test/scope-agreement.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';
import { sql, systemPrincipal } from '../../kernel/index.js';
import { PermissionLimitationEntity } from './permission-limitation.entity.js';
import { permissionLimitationScope } from './permission-limitation.scope.js';

const fields = ['perm_mattermost', 'perm_bigbluebutton', 'perm_sharepoint', 'perm_misp', 'perm_mailing_list'];
const templateUuid = '447ded8b-314b-41c7-a913-4ce32535b28d';

battery('permission limitations', {
  endpoints: permissionLimitations,
  kind: 'permissionLimitation',
  sample: (_world, at) => ({
    scope: at % 2 ? 'global' : 'organisation',
    permission: fields[at % fields.length],
    value: `value ${at}`,
    maxOccurrence: at,
  }),
  change: () => ({ body: { comment: 'as agreed', maxOccurrence: 77 }, field: 'comment', value: 'as agreed' }),
  statements: 2,
});

describe('quotas on meta-fields of users', () => {
  let house: House;
  let world: World;
  let made = 0;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    await house.rows('update meta_templates set enabled = true where uuid = $1', [templateUuid]);
  });
  beforeEach(async () => {
    await house.rows('delete from permission_limitations');
    await house.rows('delete from meta_fields where user_id is not null');
  });
  afterAll(() => house.stop());

  const limit = (body: Partial<Parameters<typeof bodyOf>[0]> = {}) =>
    house.call(permissionLimitations.create, { body: bodyOf(body) });
  const bodyOf = (body: {
    scope?: 'global' | 'organisation';
    value?: string | null;
    maxOccurrence?: number;
    permission?: string;
  }) => ({
    scope: 'global' as const,
    permission: 'perm_misp',
    maxOccurrence: 1,
    ...body,
  });
  const holding = (value = '1', field = 'perm_misp') => [{ templateUuid, field, values: value === '' ? [] : [value] }];
  const give = (whom: UserName | number, value = '1', key?: string) =>
    house.call(users.update, {
      params: { ref: String(typeof whom === 'number' ? whom : world.users[whom].id) },
      body: { metaFields: holding(value) },
      ...(key ? { key } : {}),
    });
  const add = (organisation: keyof World['organisations'], value = '1') =>
    house.call(users.create, {
      body: {
        username: `quota-user-${++made}`,
        organisationId: world.organisations[organisation].id,
        roleId: world.users.plain.roleId,
        individual: { email: `quota${made}@people.example`, firstName: 'Quota', lastName: String(made) },
        metaFields: holding(value),
      },
    });
  const holders = async () =>
    (
      await house.rows(
        "select 1 from meta_fields m join users u on u.id = m.user_id and not u.disabled where m.field = 'perm_misp' and m.value = '1'",
      )
    ).length;

  it('refuse what is beyond the limit, say why, and change nothing', async () => {
    await limit();
    expect((await give('plain')).status).toBe(200);
    const said = await give('viewer');
    expect(said.status).toBe(409);
    expect(said.text).toContain('at most 1 enabled users of this instance');
    const refused = await add('acme');
    expect(refused.status).toBe(409);
    expect(await house.rows('select 1 from users where username = $1', [`quota-user-${made}`])).toEqual([]);
    expect(await holders()).toBe(1);
  });

  it('count for each organisation by itself', async () => {
    await limit({ scope: 'organisation' });
    expect((await give('plain')).status).toBe(200);
    expect((await give('viewer')).status).toBe(200);
    expect((await give('orgAdmin')).status).toBe(409);
    const moved = await house.call(users.update, {
      params: { ref: String(world.users.viewer.id) },
      body: { organisationId: world.organisations.circl.id },
    });
    expect(moved.status).toBe(409);
  });

  it('do not count a value that means no, nor disabled users, but count them again once enabled', async () => {
    await limit();
    expect((await give('viewer', '0')).status).toBe(200);
    const { body: first } = await add('circl');
    const set = (disabled: boolean) =>
      house.call(users.update, { params: { ref: String(first.id) }, body: { disabled } });
    expect((await set(true)).status).toBe(200);
    expect((await give('plain')).status).toBe(200);
    const again = await set(false);
    expect(again.status, again.text).toBe(409);
    expect((await give('plain', '')).status).toBe(200);
    expect((await set(false)).status).toBe(200);
  });

  it('can be set for one value', async () => {
    await limit({ value: '1', maxOccurrence: 0 });
    expect((await give('plain', '1')).status).toBe(409);
    expect((await give('plain', '0')).status).toBe(200);
  });

  it('take nothing from those who hold more when they are lowered, and let them be changed', async () => {
    await give('plain');
    await give('viewer');
    await limit();
    const edited = await house.call(users.update, {
      params: { ref: String(world.users.plain.id) },
      body: { roleId: world.users.editor.roleId },
    });
    expect(edited.status, edited.text).toBe(200);
    await house.call(users.update, {
      params: { ref: String(world.users.plain.id) },
      body: { roleId: world.users.plain.roleId },
    });
    expect((await give('viewer', '')).status).toBe(200);
    expect(await holders()).toBe(1);
  });

  it('are never exceeded by saves at the same moment', async () => {
    await limit({ maxOccurrence: 3 });
    const names: UserName[] = ['plain', 'viewer', 'editor', 'sync', 'orgAdmin', 'groupAdmin'];
    const saves = [...names.map((name) => give(name)), ...Array.from({ length: 4 }, () => add('acme'))];
    const statuses = (await Promise.all(saves)).map(({ status }) => status);
    expect(statuses.filter((status) => status < 300)).toHaveLength(3);
    expect(statuses.filter((status) => status === 409)).toHaveLength(7);
    expect(await holders()).toBe(3);
  });

  it('are kept by the database itself, whoever writes, at the end of the transaction', async () => {
    await limit({ maxOccurrence: 1 });
    const write = (userId: number) =>
      house.store.work(systemPrincipal('another door'), (work) =>
        work.query(sql`
          insert into meta_fields (uuid, user_id, template_id, field_id, directory_id, field, value, created, modified)
          select gen_random_uuid(), ${userId}, t.id, f.id, t.directory_id, f.field, '1', now(), now()
          from meta_templates t join meta_template_fields f on f.template_id = t.id
          where t.uuid = ${templateUuid} and f.field = 'perm_misp'`),
      );
    const ids = (['plain', 'viewer', 'editor', 'sync'] as const).map((name) => world.users[name].id);
    const outcomes = await Promise.allSettled(ids.map(write));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [refused] = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
    expect(refused?.message).toContain("may hold 'perm_misp'");
    expect(await holders()).toBe(1);
  });

  it('show a counter for the chosen organisation, without the user who is edited', async () => {
    await limit({ maxOccurrence: 5 });
    await limit({ scope: 'organisation', maxOccurrence: 2 });
    await give('plain');
    await give('viewer');
    const counters = async (organisation: keyof World['organisations'], user?: UserName, key?: string) => {
      const query = {
        organisationId: String(world.organisations[organisation].id),
        ...(user ? { userId: String(world.users[user].id) } : {}),
      };
      return house.call(permissionLimitations.counters, { query, ...(key ? { key } : {}) });
    };
    const used = async (...asked: Parameters<typeof counters>) =>
      (await counters(...asked)).body.items.map(({ scope, used: n, max }) => [scope, n, max]);
    expect(await used('circl')).toEqual([
      ['global', 2, 5],
      ['organisation', 1, 2],
    ]);
    expect(await used('cert-ee')).toEqual([
      ['global', 2, 5],
      ['organisation', 0, 2],
    ]);
    expect(await used('circl', 'plain')).toEqual([
      ['global', 1, 5],
      ['organisation', 0, 2],
    ]);
    expect(await used('circl', undefined, keyOf('orgAdmin'))).toEqual([
      ['global', 2, 5],
      ['organisation', 1, 2],
    ]);
    expect((await counters('acme', undefined, keyOf('orgAdmin'))).status).toBe(403);
    expect((await counters('acme', undefined, keyOf('plain'))).status).toBe(403);
  });

  it('tell how far they are used up by value and organisation, of the users one sees', async () => {
    const { body } = await limit({ maxOccurrence: 5 });
    await give('plain');
    await give('viewer', '0');
    await give('editor');
    const usage = async (key?: string) =>
      (await house.call(permissionLimitations.usage, { params: { ref: String(body.id) }, ...(key ? { key } : {}) }))
        .body;
    expect(await usage()).toMatchObject({
      used: 2,
      values: [
        { value: '1', enabled: 2, disabled: 0, counts: true },
        { value: '0', enabled: 1, disabled: 0, counts: false },
      ],
    });
    const own = await usage(keyOf('orgAdmin'));
    expect(own.values).toEqual([{ value: '1', enabled: 1, disabled: 0, counts: true }]);
    expect(own.organisations.map(({ name }) => name)).toEqual(['CIRCL']);
  });

  it('are set on fields there are, once each, by who runs the instance', async () => {
    expect((await limit({ permission: 'perm_mips' })).status).toBe(400);
    expect((await limit()).status).toBe(201);
    expect((await limit()).status).toBe(409);
    const body = bodyOf({ permission: 'perm_misp' });
    expect((await house.call(permissionLimitations.create, { body, key: keyOf('community') })).status).toBe(403);
    expect((await house.call(permissionLimitations.list, { key: keyOf('plain') })).body.items).toHaveLength(1);
  });

  it('have a scope whose faces agree', async () => {
    await limit();
    const rows = await house.store.read<PermissionLimitationEntity>(sql`select * from permission_limitations`);
    expect(await expectFacesAgree(house, permissionLimitationScope, 'permission_limitations', rows)).toBeGreaterThan(5);
  });
});
