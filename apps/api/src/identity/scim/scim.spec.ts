import { authKeys, individuals, organisations, roles, session, settings, users } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, type House, type Said, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';

interface Told {
  id: string;
  userName: string;
  active: boolean;
  externalId?: string;
  meta: { version: string; location: string };
  totalResults: number;
  startIndex: number;
  Resources: (Told & { members: { value: string }[]; displayName: string })[];
  members: { value: string }[];
  name: { givenName: string; familyName: string };
  emails: { value: string }[];
  status: string;
  scimType?: string;
  detail: string;
  [more: string]: unknown;
}

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** SCIM 2.0 as Entra, Keycloak and authentik speak it (RFC 7643, RFC 7644; issue 4, point 6). */
describe('SCIM', () => {
  let house: House;
  let world: World;
  const tokens: Partial<Record<UserName, string>> = {};
  beforeAll(async () => {
    house = await startHouse({}, false);
    world = await buildWorld(house);
    for (const user of ['admin', 'community', 'orgAdmin', 'groupAdmin', 'plain'] as const) {
      const made = await house.call(authKeys.create, { key: keyOf(user), body: { resources: ['scim'] } });
      tokens[user] = made.body.key;
    }
    const body = { name: 'User', isDefault: true };
    await house.call(roles.create, { body });
  });
  afterAll(() => house.stop());

  async function ask(
    method: string,
    path: string,
    body?: unknown,
    { by = 'community', ...headers }: { by?: UserName; 'if-match'?: string } = {},
  ): Promise<Said<Told>> {
    const said = await house.ask(`/scim/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokens[by]}`,
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (said.status !== 204) expect(said.headers.get('content-type')).toContain('application/scim+json');
    return said as Said<Told>;
  }
  const open = (value: boolean) =>
    house.call(settings.update, { key: adminKey, params: { name: 'scim.enabled' }, body: { value } });
  let made = 0;
  const person = (more: object = {}) => {
    const at = ++made;
    return {
      schemas: [core],
      userName: `person-${at}`,
      externalId: `ext-${at}`,
      name: { givenName: 'Grace', familyName: `Hopper ${at}` },
      emails: [{ value: `person${at}@scim.example`, type: 'work', primary: true }],
      active: true,
      ...more,
    };
  };
  const add = async (more: object = {}, by: UserName = 'community'): Promise<Told> => {
    const said = await ask('POST', '/Users', person(more), { by });
    expect(said.status, said.text).toBe(201);
    return said.body;
  };
  const patch = (id: string, ...Operations: object[]) =>
    ask('PATCH', `/Users/${id}`, { schemas: [patchOp], Operations });

  it('is not there until somebody switches it on, and says so in its own words', async () => {
    const said = await ask('GET', '/Users');
    expect([said.status, said.body.status]).toEqual([404, '404']);
    expect(said.body['schemas']).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error']);
    expect((await open(true)).status).toBe(200);
    expect((await ask('GET', '/ServiceProviderConfig')).body['patch']).toEqual({ supported: true });
    expect((await ask('GET', '/Nothing')).body.status).toBe('404');
  });

  it('takes keys alone that name it, and gives them nothing else', async () => {
    const withKey = async (key: string, path = '/scim/v2/Users') => (await house.ask(path, { key })).status;
    expect(await withKey(keyOf('community'))).toBe(403);
    expect(await withKey(tokens.plain ?? '')).toBe(403);
    expect(await withKey('f'.repeat(40))).toBe(401);
    expect(await withKey(tokens.community ?? '')).toBe(200);
    expect(await withKey(tokens.community ?? '', '/api/v1/users')).toBe(403);
    expect(await withKey(tokens.community ?? '', '/api/v1/account/password')).not.toBe(200);
    const told = (await house.call(session.get, { key: tokens.community ?? '' })).body.user?.permissions;
    expect(told).toEqual(['scim:provision']);
  });

  it('describes itself: schemas, kinds and what it can do', async () => {
    const schemas = await ask('GET', '/Schemas');
    expect(schemas.body.totalResults).toBe(3);
    expect((await ask('GET', `/Schemas/${core}`)).body.id).toBe(core);
    expect((await ask('GET', '/ResourceTypes')).body.totalResults).toBe(2);
    expect((await ask('GET', '/ResourceTypes/Group')).status).toBe(200);
    expect((await ask('GET', '/Schemas/urn:nothing')).status).toBe(404);
  });

  it('adds a user with person, default role and organisation of the key, who never has a password', async () => {
    const user = await add({ password: 'chosen by the provider!' });
    const [row] = await house.rows(
      `select u.password_hash, u.organisation_id, r.name as role, i.email from users u join roles r on r.id = u.role_id
       join individuals i on i.id = u.individual_id where u.uuid = $1`,
      [user.id],
    );
    expect(row).toEqual({
      password_hash: null,
      organisation_id: world.organisations.circl.id,
      role: 'User',
      email: user.emails[0]?.value,
    });
    expect(user.meta.location).toMatch(new RegExp(`/scim/v2/Users/${user.id}$`));
    const again = await ask('POST', '/Users', { ...person(), userName: user.userName });
    expect([again.status, again.body.scimType]).toEqual([409, 'uniqueness']);
    const foreign = await add({
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { organization: 'Acme' },
    });
    expect(JSON.stringify(foreign)).toContain('"organization":"Acme"');
  });

  it('takes somebody of the directory who has no account, and leaves their words as they are', async () => {
    const found = await house.call(individuals.create, {
      body: { email: 'known@scim.example', firstName: 'Ada', lastName: 'Known' },
    });
    const user = await add({ emails: [{ value: 'KNOWN@scim.example' }], name: { givenName: 'X', familyName: 'Y' } });
    const [row] = await house.rows('select individual_id from users where uuid = $1', [user.id]);
    expect(row?.['individual_id']).toBe(found.body.id);
    expect(user.name).toMatchObject({ givenName: 'Ada', familyName: 'Known' });
  });

  it('answers the filters of Entra, Keycloak and authentik', async () => {
    const user = await add();
    const mail = user.emails[0]?.value;
    const found = async (filter: string) => {
      const said = await ask('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      expect([filter, said.status]).toEqual([filter, 200]);
      return said.body.Resources.map(({ userName }) => userName);
    };
    for (const filter of [
      `userName eq "${user.userName}"`,
      `userName eq "${user.userName.toUpperCase()}"`,
      `externalId eq "${user.externalId}"`,
      `emails[type eq "work"].value eq "${mail}"`,
      `emails[type eq "work" and value eq "${mail}"]`,
      `emails.value eq "${mail}"`,
      `emails eq "${mail}"`,
      `id eq "${user.id}"`,
      `displayName eq "Grace ${user.name.familyName}"`,
      `name.familyName ew "${user.name.familyName}" and active eq true`,
      `active eq "True" and not (userName ne "${user.userName}")`,
      `${core}:userName eq "${user.userName}"`,
      `(userName eq "nobody" or externalId eq "${user.externalId}") and meta.lastModified gt "2020-01-01T00:00:00Z"`,
    ])
      expect([filter, await found(filter)]).toEqual([filter, [user.userName]]);
    expect(await found('emails[type eq "home"].value pr')).toEqual([]);
    expect(await found(`externalId eq "' or true --"`)).toEqual([]);
    for (const filter of [
      'password eq "x"',
      'userName eq',
      'nonsense',
      'active gt true',
      'id co "a"',
      'userName xx "y"',
    ]) {
      const said = await ask('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      expect([filter, said.status, said.body.scimType]).toEqual([filter, 400, 'invalidFilter']);
    }
  });

  it('pages and leaves out what is not asked for', async () => {
    await add();
    const all = (await ask('GET', '/Users?count=200')).body;
    const second = (await ask('GET', '/Users?startIndex=2&count=1')).body;
    expect([second.totalResults, second.startIndex, second.Resources.length]).toEqual([all.totalResults, 2, 1]);
    expect(second.Resources[0]?.id).toBe(all.Resources[1]?.id);
    expect((await ask('GET', '/Users?count=0')).body.Resources).toEqual([]);
    expect((await ask('GET', '/Users?startIndex=-5&count=1')).body.startIndex).toBe(1);
    const [short] = (await ask('GET', '/Users?count=1&attributes=userName,name.givenName')).body.Resources;
    expect(Object.keys(short ?? {}).sort()).toEqual(['id', 'meta', 'name', 'schemas', 'userName']);
    const [long] = (await ask('GET', '/Users?count=1&excludedAttributes=emails')).body.Resources;
    expect(long).not.toHaveProperty('emails');
  });

  it.each([
    ['Entra', [{ op: 'Replace', path: 'active', value: 'False' }], { active: false }],
    [
      'Entra without a path',
      [{ op: 'Replace', value: { active: 'False', 'name.givenName': 'Ann' } }],
      { active: false },
    ],
    ['Okta', [{ op: 'replace', value: { active: false } }], { active: false }],
    ['a path of the core schema', [{ op: 'replace', path: `${core}:active`, value: false }], { active: false }],
    [
      'a path into a list',
      [{ op: 'Replace', path: 'emails[type eq "work"].value', value: 'new@scim.example' }],
      { emails: [{ value: 'new@scim.example', type: 'work', primary: true }] },
    ],
    [
      'a name',
      [{ op: 'add', path: 'name.familyName', value: 'Murray' }],
      { name: { givenName: 'Grace', familyName: 'Murray', formatted: 'Grace Murray' } },
    ],
    ['an external id', [{ op: 'replace', path: 'externalId', value: 'other' }], { externalId: 'other' }],
    ['what nobody has', [{ op: 'remove', path: 'title' }], { active: true }],
  ])('patches as %s does', async (_who, operations, expected) => {
    const user = await add();
    const said = await patch(user.id, ...operations);
    expect(said.status, said.text).toBe(200);
    expect(said.body).toMatchObject(expected);
  });

  it('refuses a patch that it cannot read, and changes nothing', async () => {
    const user = await add();
    for (const [operation, type] of [
      [{ op: 'move', path: 'active', value: false }, 'invalidSyntax'],
      [{ op: 'remove' }, 'noTarget'],
      [{ op: 'replace', path: 'userName', value: 'x' }, 'invalidValue'],
      [{ op: 'replace', path: 'active', value: 'perhaps' }, 'invalidValue'],
      [{ op: 'replace', value: 'active' }, 'invalidValue'],
      [{ op: 'add', path: '__proto__.polluted', value: 'yes' }, 'invalidPath'],
      [{ op: 'add', path: 'name.__proto__.polluted', value: 'yes' }, 'invalidPath'],
      [{ op: 'add', path: `${core}:constructor.prototype.polluted`, value: 'yes' }, 'invalidPath'],
      [{ op: 'add', path: '__proto__[value eq "x"].polluted', value: 'yes' }, 'invalidPath'],
      [{ op: 'replace', value: { 'constructor.prototype.polluted': 'yes' } }, 'invalidPath'],
      [{ op: 'add', path: 'name', value: JSON.parse('{"__proto__": {"polluted": "yes"}}') as object }, 'invalidPath'],
    ] as const) {
      const said = await patch(user.id, operation);
      expect([said.status, said.body.scimType]).toEqual([400, type]);
    }
    expect(({} as Record<string, unknown>)['polluted'], 'what all objects share').toBeUndefined();
    expect((await ask('GET', `/Users/${user.id}`)).body).toEqual(user);
  });

  it('disables a user, whose key and session end with it, by PATCH and by PUT', async () => {
    for (const how of ['PATCH', 'PUT'] as const) {
      const user = await add();
      const id = (await house.rows<{ id: number }>('select id from users where uuid = $1', [user.id]))[0]?.id ?? 0;
      const { key } = (await house.call(authKeys.create, { body: { userId: id } })).body;
      expect((await house.call(roles.list, { key })).status).toBe(200);
      const said =
        how === 'PUT'
          ? await ask('PUT', `/Users/${user.id}`, { ...user, active: false })
          : await patch(user.id, { op: 'Replace', path: 'active', value: 'False' });
      expect([said.status, said.body.active]).toEqual([200, false]);
      expect((await house.call(roles.list, { key })).status).toBe(401);
    }
  });

  it('deletes by disabling; the same user comes back as the same account', async () => {
    const user = await add();
    expect((await ask('DELETE', `/Users/${user.id}`)).status).toBe(204);
    expect((await ask('GET', `/Users/${user.id}`)).status).toBe(404);
    expect((await ask('DELETE', `/Users/${user.id}`)).status).toBe(404);
    expect((await house.call(users.get, { params: { ref: user.id } })).body.disabled).toBe(true);
    const back = await ask('POST', '/Users', { ...person(), userName: user.userName, emails: user.emails });
    expect([back.status, back.body.id, back.body.active]).toEqual([201, user.id, true]);
  });

  it('guards against two writers by ETag', async () => {
    const user = await add();
    const now = await ask('GET', `/Users/${user.id}`);
    expect(now.headers.get('etag')).toBe(user.meta.version);
    const body = { schemas: [patchOp], Operations: [{ op: 'replace', path: 'name.givenName', value: 'Jean' }] };
    expect((await ask('PATCH', `/Users/${user.id}`, body, { 'if-match': user.meta.version })).status).toBe(200);
    const stale = await ask('PATCH', `/Users/${user.id}`, body, { 'if-match': user.meta.version });
    expect([stale.status, stale.body.status]).toEqual([412, '412']);
  });

  it('reaches whom the owner of the key reaches, and nobody mightier', async () => {
    const uuidOf = (user: UserName) => world.users[user].uuid;
    expect((await ask('GET', `/Users/${uuidOf('viewer')}`, undefined, { by: 'orgAdmin' })).status).toBe(404);
    const listed = (await ask('GET', '/Users?count=200', undefined, { by: 'groupAdmin' })).body.Resources;
    expect(listed.map(({ id }) => id)).not.toContain(uuidOf('plain'));
    for (const whom of ['admin', 'community', 'orgAdmin'] as const) {
      const body = { schemas: [patchOp], Operations: [{ op: 'replace', path: 'active', value: false }] };
      expect((await ask('PATCH', `/Users/${uuidOf(whom)}`, body, { by: 'orgAdmin' })).status).toBe(403);
      expect((await ask('DELETE', `/Users/${uuidOf(whom)}`, undefined, { by: 'orgAdmin' })).status).toBe(403);
    }
    const inAcme = person({
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { organization: world.organisations.acme.uuid },
    });
    expect((await ask('POST', '/Users', inAcme, { by: 'orgAdmin' })).status).toBe(400);
    const own = await add({}, 'orgAdmin');
    expect(
      (await house.call(organisations.get, { params: { ref: String(world.organisations.circl.id) } })).status,
    ).toBe(200);
    expect(own.active).toBe(true);
  });

  it('never raises what a user may do: groups are roles, and only lesser ones are given', async () => {
    const groups = (await ask('GET', '/Groups?count=200')).body.Resources;
    const idOf = (name: string) => groups.find((group) => group.displayName === name)?.id ?? '';
    const user = await add();
    const member = (op: string, path: string | undefined, value: unknown) => ({
      schemas: [patchOp],
      Operations: [{ op, path, value }],
    });
    for (const mighty of ['role of orgAdmin', 'role of viewer', 'role of admin', 'role of sync']) {
      const said = await ask('PATCH', `/Groups/${idOf(mighty)}`, member('Add', 'members', [{ value: user.id }]));
      expect([mighty, said.status]).toEqual([mighty, 403]);
    }
    const plain = idOf('role of plain');
    const joined = await ask('PATCH', `/Groups/${plain}`, member('Add', 'members', [{ value: user.id }]));
    expect(joined.status, joined.text).toBe(200);
    expect(joined.body.members.map(({ value }) => value)).toContain(user.id);
    const found = await ask(
      'GET',
      `/Groups?filter=${encodeURIComponent(`members[value eq "${user.id}"]`)}&excludedAttributes=members`,
    );
    expect(found.body.Resources.map(({ id }) => id)).toEqual([plain]);
    expect(found.body.Resources[0]).not.toHaveProperty('members');
    const left = await ask('PATCH', `/Groups/${plain}`, member('Remove', 'members', [{ value: user.id }]));
    expect(left.body.members.map(({ value }) => value)).not.toContain(user.id);
    expect((await house.call(users.get, { params: { ref: user.id } })).body.role.name).toBe('User');
    expect(
      (await ask('GET', `/Groups?filter=${encodeURIComponent('displayName eq "ROLE OF PLAIN"')}`)).body.totalResults,
    ).toBe(1);
  });

  it('neither makes, renames nor deletes roles', async () => {
    const [group] = (await ask('GET', '/Groups?filter=displayName%20eq%20%22role%20of%20plain%22')).body.Resources;
    expect((await ask('POST', '/Groups', { displayName: 'Mighty' })).status).toBe(403);
    expect((await ask('DELETE', `/Groups/${group?.id}`)).status).toBe(403);
    const said = await ask('PUT', `/Groups/${group?.id}`, { ...group, displayName: 'Other' });
    expect([said.status, said.body.scimType]).toEqual([400, 'mutability']);
    expect((await ask('GET', '/Groups/00000000-0000-4000-8000-000000000000')).status).toBe(404);
  });
});
