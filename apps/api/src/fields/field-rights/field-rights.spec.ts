import { fieldRights, individuals, metaTemplates, organisations, search, userRights, users } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { expectFacesAgree } from '../../../test/scope-agreement.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';
import { sql } from '../../kernel/index.js';
import type { FieldRightEntity } from './field-right.entity.js';
import { fieldRightScope } from './field-right.scope.js';

const secret = 'only for some eyes';
const uuids = {
  organisation: 'a1b2c3d4-0000-4000-8000-000000000001',
  individual: 'a1b2c3d4-0000-4000-8000-000000000002',
  user: 'a1b2c3d4-0000-4000-8000-000000000003',
};
type Scope = keyof typeof uuids;

describe('rights on single meta-fields', () => {
  let house: House;
  let world: World;
  const ids = {} as Record<Scope, number>;

  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    for (const scope of ['organisation', 'individual', 'user'] as const) {
      const said = await house.call(metaTemplates.importDefinition, {
        body: {
          uuid: uuids[scope],
          name: `Kept ${scope}`,
          namespace: 'tests',
          description: '',
          version: 1,
          scope,
          source: 'tests',
          metaFields: [
            { field: 'kept_email', type: 'text' },
            { field: 'open', type: 'text' },
          ],
        },
      });
      expect(said.status, said.text).toBe(201);
      ids[scope] = said.body.fields.find(({ field }) => field === 'kept_email')?.id ?? 0;
      await house.call(metaTemplates.change, { params: { ref: String(said.body.id) }, body: { enabled: true } });
    }
    await house.call(organisations.update, {
      params: { ref: world.organisations.circl.uuid },
      body: { metaFields: [{ fieldId: ids.organisation, values: [secret] }] },
    });
    await house.call(individuals.update, {
      params: { ref: world.people.alice.uuid },
      body: { metaFields: [{ fieldId: ids.individual, values: [secret] }] },
    });
    await house.call(users.update, {
      params: { ref: world.users.plain.uuid },
      body: { metaFields: [{ fieldId: ids.user, values: [secret] }] },
    });
  });
  beforeEach(() => house.rows('delete from field_rights'));
  afterAll(() => house.stop());

  const rule = (scope: Scope, see: string[] | null, write: string[] | null = null, key?: string) =>
    house.call(fieldRights.put, {
      body: { templateUuid: uuids[scope], field: 'kept_email', see, write } as never,
      ...(key ? { key } : {}),
    });
  const keepAll = async (see: string[]) => {
    for (const scope of ['organisation', 'individual', 'user'] as const)
      expect((await rule(scope, see)).status).toBe(200);
  };

  /** Every place a value can be read at, as this user reads it. */
  async function places(who: UserName): Promise<Record<string, string>> {
    const key = keyOf(who);
    const wire = { authorization: key, accept: 'application/json' };
    const ask = async (path: string, headers: Record<string, string> = { authorization: key }) =>
      (await house.ask(path, { headers })).text;
    const org = world.organisations.circl;
    const { alice } = world.people;
    const { plain } = world.users;
    const quoted = encodeURIComponent(secret);
    return {
      'organisation record': await ask(`/api/v1/organisations/${org.id}`),
      'organisation list': await ask(`/api/v1/organisations?columns=${ids.organisation}`),
      'organisation csv': await ask(`/api/v1/organisations.csv?columns=${ids.organisation}`),
      'organisation history': await ask(`/api/v1/organisations/${org.id}/history`),
      'person record': await ask(`/api/v1/individuals/${alice.id}`),
      'person list': await ask(`/api/v1/individuals?columns=${ids.individual}`),
      'person csv': await ask(`/api/v1/individuals.csv?columns=${ids.individual}`),
      'person history': await ask(`/api/v1/individuals/${alice.id}/history`),
      'user record': await ask(`/api/v1/users/${plain.id}`),
      'user list': await ask(`/api/v1/users?columns=${ids.user}`),
      'user csv': await ask(`/api/v1/users.csv?columns=${ids.user}`),
      'user history': await ask(`/api/v1/users/${plain.id}/history`),
      'search by value': await ask(`/api/v1/search?q=${quoted}`),
      'wire organisation': await ask(`/organisations/view/${org.id}.json`, wire),
      'wire organisations': await ask('/organisations/index.json', wire),
      'wire organisations, again': await ask('/organisations/index.json?limit=50', wire),
      'wire person': await ask(`/individuals/view/${alice.id}.json`, wire),
      'wire people': await ask('/individuals/index.json', wire),
      'wire user': await ask(`/users/view/${plain.id}.json`, wire),
      'wire search': await ask(`/instance/searchAll.json?search=${quoted}`, wire),
    };
  }
  const shownIn = async (who: UserName) =>
    Object.entries(await places(who)).flatMap(([place, text]) =>
      text.includes(secret) && !place.includes('search') ? [place] : [],
    );

  /** Every way to find a record by a value: how many records each finds for this user. */
  async function found(who: UserName): Promise<Record<string, number>> {
    const key = keyOf(who);
    const count = async (path: string, headers: Record<string, string> = { authorization: key }) => {
      const { body } = await house.ask(path, { headers });
      return Array.isArray(body) ? body.length : ((body as { total?: number }).total ?? -1);
    };
    const wire = { authorization: key, accept: 'application/json' };
    const q = encodeURIComponent(secret);
    return {
      'organisations by filter': await count(`/api/v1/organisations?meta.${ids.organisation}=${q}`),
      'organisations by search': await count(`/api/v1/organisations?q=${q}`),
      'people by filter': await count(`/api/v1/individuals?meta.${ids.individual}=${q}`),
      'people by search': await count(`/api/v1/individuals?q=${q}`),
      'users by filter': await count(`/api/v1/users?meta.${ids.user}=${q}`),
      'organisations on the wire': await count(`/organisations/index.json?quickFilter=${q}`, wire),
      'organisations by value on the wire': await count(`/organisations/index.json?MetaFields_value=${q}`, wire),
      'people on the wire': await count(`/individuals/index.json?quickFilter=${q}`, wire),
    };
  }

  it('show a value everywhere while nothing is said about its field', async () => {
    expect(await shownIn('orgAdmin')).toHaveLength(Object.keys(await places('orgAdmin')).length - 2);
    expect(new Set(Object.values(await found('orgAdmin')))).toEqual(new Set([1]));
  });

  it('keep a value from everybody who is not meant: in no record, list, CSV, history, search, filter or peer’s answer', async () => {
    await keepAll(['perm_sync']);
    for (const who of ['orgAdmin', 'plain', 'instance'] as const) {
      expect([who, await shownIn(who)]).toEqual([who, []]);
      expect([who, [...new Set(Object.values(await found(who)))]]).toEqual([who, [0]]);
    }
    const said = await house.call(search.overview, { key: keyOf('orgAdmin'), query: { q: secret } } as never);
    expect(JSON.stringify(said.body)).not.toContain('"value"');
  });

  it('show it to those who are meant, by a flag or by their role, and to community administrators', async () => {
    await keepAll([`role:${world.users.orgAdmin.roleId}`]);
    const everywhere = Object.keys(await places('orgAdmin')).length - 2;
    expect(await shownIn('orgAdmin')).toHaveLength(everywhere);
    expect(await shownIn('community')).toHaveLength(everywhere);
    expect(new Set(Object.values(await found('orgAdmin')))).toEqual(new Set([1]));
    await keepAll(['perm_org_admin']);
    expect(await shownIn('orgAdmin')).toHaveLength(everywhere);
  });

  it('are in force at once also where texts of records are kept', async () => {
    const { accept, authorization } = { accept: 'application/json', authorization: keyOf('orgAdmin') };
    const list = async () =>
      (await house.ask('/organisations/index.json', { headers: { accept, authorization } })).text;
    await list();
    expect(await list()).toContain(secret);
    await keepAll([]);
    expect(await list()).not.toContain(secret);
    await rule('organisation', null);
    expect(await list()).toContain(secret);
  });

  it('let a group administrator write a field that is theirs to give, and nobody else', async () => {
    const { body: colleague } = await house.call(users.create, {
      body: {
        username: 'colleague',
        organisationId: world.organisations.acme.id,
        roleId: world.users.plain.roleId,
        individualId: world.people.carla.id,
      },
    });
    const write = (who: UserName, whom: { uuid: string }, value: string) =>
      house.call(users.update, {
        key: keyOf(who),
        params: { ref: whom.uuid },
        body: { metaFields: [{ fieldId: ids.user, values: [value] }] },
      });
    expect((await write('groupAdmin', colleague, 'given')).status).toBe(403);
    await rule('user', null, ['perm_group_admin']);
    const said = await write('groupAdmin', colleague, 'given');
    expect(said.status, said.text).toBe(200);
    expect(said.body.metaFields.map(({ value }) => value)).toEqual(['given']);
    expect((await write('orgAdmin', world.users.plain, 'not mine to give')).status).toBe(403);
    await rule('user', null, []);
    expect((await write('groupAdmin', colleague, 'again')).status).toBe(403);
    expect((await write('community', colleague, 'by the community')).status).toBe(200);
  });

  it('let nobody write what they do not see', async () => {
    await rule('user', ['perm_sync'], ['perm_org_admin']);
    const said = await house.call(users.update, {
      key: keyOf('orgAdmin'),
      params: { ref: world.users.plain.uuid },
      body: { metaFields: [{ fieldId: ids.user, values: [] }] },
    });
    expect(said.status).toBe(403);
    expect(said.text).not.toContain(secret);
  });

  it('are told with what holds for the caller, and explained with a user’s rights', async () => {
    await rule('user', ['perm_sync'], ['perm_org_admin']);
    const { items } = (await house.call(fieldRights.list, { key: keyOf('orgAdmin'), query: {} })).body;
    expect(items).toMatchObject([{ field: 'kept_email', scope: 'user', maySee: false, mayWrite: false }]);
    const said = await house.call(userRights.get, { params: { ref: world.users.plain.uuid } });
    expect(said.body.fields.hidden).toEqual([{ templateUuid: uuids.user, field: 'kept_email' }]);
  });

  it('are set by who manages templates, for fields and roles there are', async () => {
    expect((await rule('user', [], null, keyOf('community'))).status).toBe(403);
    expect((await rule('user', ['role:999999'])).status).toBe(400);
    expect((await rule('user', ['perm_nothing'])).status).toBe(400);
    const strange = { templateUuid: uuids.user, field: 'no such field', see: [], write: null };
    expect((await house.call(fieldRights.put, { body: strange })).status).toBe(400);
  });

  it('have a scope whose faces agree', async () => {
    await keepAll([]);
    const rows = await house.store.read<FieldRightEntity>(sql`select * from field_rights`);
    expect(await expectFacesAgree(house, fieldRightScope, 'field_rights', rows)).toBeGreaterThan(20);
  });
});
