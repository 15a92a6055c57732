import { authKeys, roles, settings, users } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type UserName, usernameOf, type World } from '../../../test/world.js';

interface Told {
  id: string;
  userName: string;
  displayName: string;
  scimType?: string;
  detail: string;
  totalResults: number;
  startIndex: number;
  meta: { version: string; location: string };
  Resources: Told[];
  [more: string]: unknown;
}

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const userSearch = ['', 'Users', '.search'].join('/');
const searchRequest = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

/** The parts of RFC 7644 beside adding and changing: order, search in a body, oneself, what one has already, new names. */
describe('SCIM, read by an identity provider', () => {
  let house: House;
  let world: World;
  const tokens: Partial<Record<UserName, string>> = {};
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    for (const user of ['community', 'orgAdmin'] as const)
      tokens[user] = (await house.call(authKeys.create, { key: keyOf(user), body: { resources: ['scim'] } })).body.key;
    await house.call(settings.update, { params: { name: 'scim.enabled' }, body: { value: true } });
    await house.call(roles.create, { body: { name: 'User', isDefault: true } });
  });
  afterAll(() => house.stop());

  async function ask(
    method: string,
    path: string,
    body?: unknown,
    { by = 'community', ...headers }: { by?: UserName; 'if-none-match'?: string } = {},
  ) {
    const said = await house.ask(`/scim/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokens[by]}`,
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { ...said, body: said.body as Told };
  }
  const names = (told: Told) => told.Resources.map(({ userName }) => userName);

  it('lists in the order it asks for, without regard to letter case, and says that it can', async () => {
    expect((await ask('GET', '/ServiceProviderConfig')).body['sort']).toEqual({ supported: true });
    const all = names((await ask('GET', '/Users?count=200')).body);
    const up = names((await ask('GET', '/Users?count=200&sortBy=userName')).body);
    expect(up).toEqual([...all].sort());
    const down = (await ask('GET', '/Users?count=200&sortBy=emails&sortOrder=descending')).body;
    const mails = down.Resources.map((one) => (one['emails'] as { value: string }[])[0]?.value);
    expect(mails).toEqual([...mails].sort().reverse());
    const page = (
      await ask('GET', '/Users?sortBy=urn:ietf:params:scim:schemas:core:2.0:User:userName&startIndex=2&count=2')
    ).body;
    expect(names(page)).toEqual(up.slice(1, 3));
    const roles = (await ask('GET', '/Groups?sortBy=displayName&sortOrder=descending')).body.Resources;
    expect(roles.map(({ displayName }) => displayName)).toEqual(
      roles.map(({ displayName }) => displayName).sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? 1 : -1)),
    );
    const wrong = await ask('GET', '/Users?sortBy=password');
    expect([wrong.status, wrong.body.scimType]).toEqual([400, 'invalidPath']);
    expect((await ask('GET', '/Users?sortBy=userName&sortOrder=upwards')).status).toBe(400);
  });

  it('searches by a body as by an address, in its own view', async () => {
    const name = usernameOf('viewer');
    const body = {
      schemas: [searchRequest],
      filter: `userName eq "${name}"`,
      attributes: ['userName'],
      sortBy: 'userName',
      startIndex: 1,
      count: 10,
    };
    const found = await ask('POST', userSearch, body);
    expect([found.status, found.body.totalResults, names(found.body)]).toEqual([200, 1, [name]]);
    expect(Object.keys(found.body.Resources[0] ?? {}).sort()).toEqual(['id', 'meta', 'schemas', 'userName']);
    expect((await ask('POST', userSearch, body, { by: 'orgAdmin' })).body.totalResults).toBe(0);
    const groups = await ask('POST', '/Groups/.search', { schemas: [searchRequest], excludedAttributes: ['members'] });
    expect(groups.body.totalResults).toBeGreaterThan(5);
    expect(groups.body.Resources[0]).not.toHaveProperty('members');
    const wrong = await ask('POST', userSearch, { schemas: [searchRequest], count: 'ten' });
    expect([wrong.status, wrong.body.scimType]).toEqual([400, 'invalidValue']);
    expect(wrong.body.detail).toContain('count');
  });

  it('asks for what has changed since it last looked, and is told in few words that nothing has', async () => {
    const path = `/Users/${world.users.viewer.uuid}`;
    const seen = await ask('GET', path);
    const version = seen.headers.get('etag') ?? '';
    for (const tag of [version, version.replace('W/', ''), `"other", ${version}`, '*']) {
      const again = await ask('GET', path, undefined, { 'if-none-match': tag });
      expect([tag, again.status, again.text, again.headers.get('etag')]).toEqual([tag, 304, '', version]);
    }
    expect((await ask('GET', path, undefined, { 'if-none-match': 'W/"0"' })).status).toBe(200);
    await house.call(users.update, { params: { ref: world.users.viewer.uuid }, body: { disabled: true } });
    expect((await ask('GET', path, undefined, { 'if-none-match': version })).status).toBe(200);
    const [role] = (await ask('GET', '/Groups?count=1')).body.Resources;
    const group = await ask('GET', `/Groups/${role?.id}`, undefined, { 'if-none-match': role?.meta.version ?? '' });
    expect(group.status).toBe(304);
  });

  it('is somebody itself, who changes nothing about themselves that others decide', async () => {
    const me = await ask('GET', '/Me');
    expect([me.status, me.body.userName]).toEqual([200, usernameOf('community')]);
    const patch = (value: object) =>
      ask('PATCH', '/Me', { schemas: [patchOp], Operations: [{ op: 'replace', value }] });
    expect((await patch({ active: false })).status).toBe(403);
    expect((await patch({ userName: 'somebody-else' })).status).toBe(403);
    expect((await ask('GET', '/Me')).body).toMatchObject({ userName: usernameOf('community'), active: true });
  });

  describe('renames', () => {
    const rename = (uuid: string, userName: string, by: UserName = 'community') =>
      ask(
        'PATCH',
        `/Users/${uuid}`,
        { schemas: [patchOp], Operations: [{ op: 'replace', path: 'userName', value: userName }] },
        { by },
      );

    it('an account by PATCH and by PUT, whose keys go on, with the change in its history', async () => {
      const { uuid, id } = world.users.plain;
      const said = await rename(uuid, 'Plain.Renamed');
      expect([said.status, said.body.userName]).toEqual([200, 'plain.renamed']);
      const { body } = await house.call(users.get, { key: keyOf('plain'), params: { ref: uuid } });
      expect(body.username).toBe('plain.renamed');
      const whole = (await ask('GET', `/Users/${uuid}`)).body;
      const put = await ask('PUT', `/Users/${uuid}`, { ...whole, userName: usernameOf('plain') });
      expect([put.status, put.body.userName]).toEqual([200, usernameOf('plain')]);
      const noted = await house.rows<{ after: { username: string } }>(
        `select after from audit_log where kind = 'user' and entity_id = $1 and after ? 'username' order by seq desc limit 2`,
        [id],
      );
      expect(noted.map(({ after }) => after.username)).toEqual([usernameOf('plain'), 'plain.renamed']);
    });

    it('to nothing that is taken or breaks the rules of the instance, and nobody mightier', async () => {
      const { plain, admin } = world.users;
      const taken = await rename(plain.uuid, usernameOf('viewer'));
      expect([taken.status, taken.body.scimType]).toEqual([409, 'uniqueness']);
      expect((await rename(plain.uuid, 'x')).status).toBe(400);
      await house.call(settings.update, { params: { name: 'user.username-must-be-email' }, body: { value: true } });
      expect((await rename(plain.uuid, 'no-address')).status).toBe(400);
      expect((await rename(plain.uuid, 'plain@users.example')).status).toBe(200);
      await house.call(settings.reset, { params: { name: 'user.username-must-be-email' } });
      expect((await rename(admin.uuid, 'lesser-admin', 'orgAdmin')).status).toBe(403);
    });

    it('not the account that gets in for emergencies', async () => {
      const { editor } = world.users;
      const chosen = { params: { name: 'password_auth.break_glass' }, body: { value: usernameOf('editor') } };
      expect((await house.call(settings.update, chosen)).status).toBe(200);
      expect((await rename(editor.uuid, 'other-editor')).status).toBe(409);
    });
  });

  let made = 0;
  const person = (more: object = {}) => {
    const at = ++made;
    return {
      schemas: [core],
      userName: `bulk-${at}`,
      name: { givenName: 'Grace', familyName: `Hopper ${at}` },
      emails: [{ value: `bulk${at}@scim.example`, type: 'work', primary: true }],
      ...more,
    };
  };
  const add = async (more: object = {}): Promise<Told> => {
    const said = await ask('POST', '/Users', person(more));
    expect(said.status, said.text).toBe(201);
    return said.body;
  };
  const patch = (id: string, ...Operations: object[]) =>
    ask('PATCH', `/Users/${id}`, { schemas: [patchOp], Operations });

  describe('carries out many operations at once', () => {
    const bulk = (Operations: object[], more: object = {}) =>
      ask('POST', '/Bulk', { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations, ...more });
    const told = (said: { body: Told }) =>
      said.body['Operations'] as { status: string; bulkId?: string; location?: string; response?: Told }[];

    it('each as it would be alone, in whichever order they refer to each other', async () => {
      const [group] = (await ask('GET', '/Groups?filter=displayName%20eq%20%22role%20of%20plain%22')).body.Resources;
      const members = [{ op: 'add', path: 'members', value: [{ value: 'bulkId:new' }] }];
      const said = await bulk([
        { method: 'PATCH', path: `/Groups/${group?.id}`, data: { schemas: [patchOp], Operations: members } },
        { method: 'post', path: '/Users', bulkId: 'new', data: person({ userName: 'made.in.bulk' }) },
        { method: 'PUT', path: '/users/bulkId:new', data: person({ userName: 'made.in.bulk', active: false }) },
        { method: 'POST', path: '/Groups', bulkId: 'role', data: { displayName: 'Mighty' } },
        { method: 'DELETE', path: '/users/bulkId:new', version: 'W/"1"' },
        { method: 'DELETE', path: '/users/bulkId:nobody' },
        { method: 'DELETE', path: `/Users/${world.users.admin.uuid}` },
      ]);
      expect(said.status, said.text).toBe(200);
      expect(told(said).map(({ status }) => status)).toEqual(['200', '201', '200', '403', '412', '400', '403']);
      const [made] = (await ask('GET', '/Users?filter=userName%20eq%20%22made.in.bulk%22')).body.Resources;
      expect(told(said)[1]).toMatchObject({ bulkId: 'new', location: made?.meta.location });
      expect([made?.active, made?.['groups']]).toEqual([false, [expect.objectContaining({ value: group?.id })]]);
      expect(told(said)[5]?.response).toMatchObject({ status: '400', detail: expect.stringContaining('nobody') });
    });

    it('until as many failed as were allowed, and no more than it says it takes', async () => {
      const bad = { method: 'DELETE', path: '/users/nobody' };
      const good = { method: 'POST', path: '/Users', bulkId: 'x', data: person() };
      expect(told(await bulk([bad, bad, good], { failOnErrors: 2 })).map(({ status }) => status)).toEqual([
        '404',
        '404',
      ]);
      const limits = (await ask('GET', '/ServiceProviderConfig')).body['bulk'] as { maxOperations: number };
      expect(limits).toMatchObject({ supported: true });
      const many = await bulk(Array.from({ length: limits.maxOperations + 1 }, () => bad));
      expect([many.status, many.body.scimType]).toEqual([413, 'tooMany']);
      for (const Operations of [[], [{ method: 'GET', path: '/Users' }], [good, good], 'all'])
        expect((await bulk(Operations as object[])).status).toBe(400);
      for (const path of ['/Users', '/Groups/x/y', '/Me', 'https://elsewhere.example/Users/1', '/Schemas/x'])
        expect(told(await bulk([{ method: 'DELETE', path }])).map(({ status }) => status)).toEqual(['400']);
    });
  });

  it('reaches the organisations and roles alone that the settings name', async () => {
    const choose = async (name: string, value: unknown) =>
      expect((await house.call(settings.update, { params: { name }, body: { value } })).status).toBe(200);
    const { acme, circl } = world.organisations;
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const theirs = await add({ [enterprise]: { organization: circl.uuid } });
    const plain = (await ask('GET', '/Groups?count=200')).body.Resources.find(
      ({ displayName }) => displayName === 'role of plain',
    );
    await choose('scim.organisations', [acme.id]);
    await choose('scim.roles', [world.users.sync.roleId]);
    expect((await ask('GET', `/Users/${theirs.id}`)).status).toBe(404);
    expect((await patch(theirs.id, { op: 'replace', path: 'active', value: false })).status).toBe(404);
    expect(
      (await ask('GET', `/Users?filter=${encodeURIComponent(`userName eq "${theirs.userName}"`)}`)).body.totalResults,
    ).toBe(0);
    expect((await ask('POST', '/Users', person({ [enterprise]: { organization: circl.uuid } }))).status).toBe(400);
    const ours = await add();
    expect(ours[enterprise], 'the only one there is').toEqual({ organization: 'Acme' });
    expect(
      (await patch(ours.id, { op: 'replace', path: `${enterprise}:organization`, value: circl.uuid })).status,
    ).toBe(400);
    expect((await ask('GET', '/Groups')).body.Resources.map(({ displayName }) => displayName)).toEqual([
      'role of sync',
    ]);
    const join = { schemas: [patchOp], Operations: [{ op: 'add', path: 'members', value: [{ value: ours.id }] }] };
    expect((await ask('PATCH', `/Groups/${plain?.id}`, join)).status).toBe(404);
    await choose('scim.roles', [world.users.plain.roleId]);
    expect((await ask('PATCH', `/Groups/${plain?.id}`, join)).status).toBe(200);
    await choose('scim.roles', []);
    await choose('scim.organisations', []);
  });
});
