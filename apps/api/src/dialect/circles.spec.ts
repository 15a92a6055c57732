import { mispHeaders, PlayedMisp, world } from '@cerebrate/cerebrate-wire/fixtures';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, type Said, startHouse } from '../../test/house.js';
import { buildRecordedWorld } from '../../test/recorded-world.js';

const keyOf = (who: string): string => world().auth_keys.find((one) => one.as === who)?.raw ?? '';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house.stop());
beforeEach(() => buildRecordedWorld(house, []));

const ask = (path: string, who = 'admin', init: { method?: string; body?: object } = {}): Promise<Said<unknown>> =>
  house.ask(path, {
    headers: { accept: 'application/json', 'content-type': 'application/json', authorization: keyOf(who) },
    ...(init.method ? { method: init.method } : {}),
    ...(init.body ? { body: JSON.stringify(init.body) } : {}),
  });
const send = (path: string, body: object, who = 'admin', method = 'POST') => ask(path, who, { method, body });
const idsOf = async (path: string, who = 'admin') => {
  const said = await ask(path, who);
  expect([path, who, said.status, said.text.slice(0, 300)]).toEqual([path, who, 200, expect.any(String)]);
  return (said.body as { id: number }[]).map(({ id }) => id);
};
const rowsOf = (csv: string) => csv.split('\n').filter((line) => /^"\d+",/.test(line)).length;

describe('a MISP that pulls sharing groups', () => {
  const misp = (who = 'admin') =>
    new PlayedMisp(async (path) => {
      const said = await house.ask(path, { headers: mispHeaders(keyOf(who)) });
      return { status: said.status, text: said.text };
    });

  it('takes over every group with all members, and whoever may extend here may extend there', async () => {
    const puller = misp();
    const { sharing_groups: groups, organisations } = world();
    expect(await puller.pull()).toBe(
      `Added ${groups.length} new sharing groups, updated 0 existing sharing groups, 0 failures.`,
    );
    for (const { uuid, name, members } of groups) {
      const wanted = members.map(({ organisation_id: id, extend }) => [
        organisations.find((one) => one.id === id)?.uuid,
        extend,
      ]);
      expect([name, [...(puller.groups.get(uuid)?.members ?? [])]]).toEqual([name, wanted]);
    }
    expect([...puller.groups.values()].flatMap(({ members }) => [...members.values()])).toContain(true);
    for (const row of await puller.preview()) expect(row).toMatchObject({ exists_locally: true, differences: [] });
  });

  it('sees a member that joined and a flag that changed at the next pull, and a single group by its id', async () => {
    const puller = misp();
    await puller.pull();
    const uuid = world().sharing_groups[0]?.uuid ?? '';
    const joining = world().organisations.find(({ id }) => id === 22)?.uuid ?? '';
    await send('/sharingGroups/addOrg/1', { organisation_id: [22], extend: true });
    expect(await puller.preview({ quickFilter: 'Baltic' })).toEqual([
      { uuid, exists_locally: true, differences: ['members'] },
    ]);
    expect((await puller.download(1)).members.get(joining)).toBe(true);
    await send('/sharingGroups/addOrg/1', { organisation_id: 22, extend: false });
    await puller.pull();
    expect(puller.groups.get(uuid)?.members.get(joining)).toBe(false);
  });

  it('is given every group for a name or a uuid alone, as by the original, and one of them for a quick filter', async () => {
    // The original knows a group's own columns as `SharingGroups.name`; what MISP calls `name` it passes over (§2.6).
    const all = world().sharing_groups.map(({ uuid }) => uuid);
    const uuids = async (search: object) => (await misp().preview(search)).map(({ uuid }) => uuid);
    expect(await uuids({ name: 'Baltic exchange' })).toEqual(all);
    expect(await uuids({ name: 'Baltic exchange||BENELUX finance' })).toEqual(all);
    expect(await uuids({ uuid: all[1] })).toEqual(all);
    expect(await uuids({ quickFilter: 'Baltic' })).toEqual([all[0]]);
    expect(await uuids({ quickFilter: all[1] })).toEqual([all[1]]);
    expect(await uuids({ quickFilter: 'foo' })).toEqual([]);
  });

  it('counts a group without members as a failure, as it did with the original', async () => {
    await send('/sharingGroups/add', { name: 'Nobody yet', releasability: '', organisation_id: 2 });
    expect(await misp().pull()).toBe('Added 3 new sharing groups, updated 0 existing sharing groups, 1 failures.');
  });

  it('pulls what its key sees and no more, and is told of a key that is none', async () => {
    const puller = misp('plainuser');
    expect(await puller.pull()).toMatch(/^Added 1 new/);
    await expect(puller.download(2)).rejects.toThrow('400 ');
    await expect(misp('nobody').pull()).rejects.toThrow('400 ');
  });
});

describe('mailing lists over the API of the original', () => {
  beforeEach(async () => {
    for (const [name, releasability, description] of [
      ['Analysts', 'analysts', 'Daily notes'],
      ['Zeta', 'heads of CSIRT', null],
    ])
      await send('/mailingLists/add.json', { name, releasability, description });
  });

  it.each([
    ['', [1, 2, 3]],
    ['MailingLists_name=baltic%20LEADS', [1]],
    ['MailingLists.name=Baltic%20leads', [1]],
    ['MailingLists_name=%25eta', [3]],
    ['MailingLists_name[]=Analysts&MailingLists_name[]=Zeta', [2, 3]],
    ['MailingLists_name_!%3D=Zeta', [1, 2]],
    ['MailingLists_name_%3E%3D=b', [1, 3]],
    ['MailingLists_uuid=55EB4506-863A-492B-B953-E90F03E2EBE4', [1]],
    ['MailingLists_uuid=no-uuid', []],
    ['description=%25notes', [2]],
    ['description_!%3D=x', [1, 2]],
    ['releasability=heads%25', [1, 3]],
    ['name=Zeta', [1, 2, 3]],
    ['active=0', [1, 2, 3]],
    ['nothing=known', [1, 2, 3]],
    ['quickFilter=heads', [1, 3]],
    ['quickFilter=DAILY', [2]],
    ['quickFilter=55eb4506-863a-492b-b953-e90f03e2ebe4', [1]],
    ['quickFilter=nowhere', []],
    ['sort=name&direction=desc', [3, 1, 2]],
    ['sort=description', [3, 2, 1]],
    ['sort=Users.username&direction=asc', [1, 2, 3]],
    ['sort=nothing', [1, 2, 3]],
    ['limit=2', [1, 2]],
    ['limit=2&page=2', [3]],
    ['limit=-1', [1]],
    ['limit=0', [1]],
  ])('are found by %s', async (search, ids) => {
    expect(await idsOf(`/mailingLists/index.json?${search}`)).toEqual(ids);
  });

  it('have no page after the last, tell the number before paging, and take filters from a body as well', async () => {
    expect((await ask('/mailingLists/index.json?limit=2&page=3')).status).toBe(404);
    expect((await ask('/mailingLists/index.json?limit=1')).headers.get('x-total-count')).toBe('3');
    const said = await send('/mailingLists/index.json', { 'MailingLists.name': 'Zeta' });
    expect((said.body as { id: number }[]).map(({ id }) => id)).toEqual([3]);
    const csv = await ask('/mailingLists/index.csv');
    expect([csv.headers.get('content-type'), rowsOf(csv.text)]).toEqual(['text/csv; charset=UTF-8', 3]);
  });

  it('are opened, changed and deleted by uuid as by id', async () => {
    const uuid = '55eb4506-863a-492b-b953-e90f03e2ebe4';
    expect((await ask(`/mailingLists/view/${uuid}.json`)).body).toEqual((await ask('/mailingLists/view/1.json')).body);
    expect((await send(`/mailingLists/edit/${uuid}.json`, { description: 'x' })).body).toMatchObject({ id: 1 });
    expect((await ask(`/mailing-lists/list-individuals/${uuid}.json`)).body).toHaveLength(2);
    expect((await send(`/mailingLists/delete/${uuid}.json`, {})).text).toBe('[]');
    expect((await ask(`/mailingLists/view/${uuid}.json`)).status).toBe(404);
    expect((await send(`/mailingLists/delete/${uuid}.json`, {})).status).toBe(404);
  });

  it('are seen by maker, members and community administrators, and changed by administrators alone', async () => {
    expect(await idsOf('/mailingLists/index.json', 'sync_b')).toEqual([1, 2, 3]);
    for (const who of ['orgadmin', 'plainuser', 'groupadmin', 'sync_only']) {
      const isMember = who === 'orgadmin';
      expect(await idsOf('/mailingLists/index.json', who), who).toEqual(isMember ? [1] : []);
      expect((await ask('/mailingLists/view/1.json', who)).status, who).toBe(isMember ? 200 : 404);
      const total = (await ask('/mailingLists/index.json', who)).headers.get('x-total-count');
      expect([who, total]).toEqual([who, isMember ? '1' : '0']);
    }
    for (const who of ['plainuser', 'sync_only']) {
      for (const path of ['add', 'edit/1', 'delete/1', 'addIndividual/1', 'removeIndividual/1/2'])
        expect([who, path, (await send(`/mailingLists/${path}.json`, { name: 'x' }, who)).status]).toEqual([
          who,
          path,
          405,
        ]);
      expect((await ask('/mailingLists/listIndividuals/1.json', who)).status).toBe(405);
    }
    // A member who administers an organisation sees the list of others and may not change it.
    expect((await send('/mailingLists/edit/1.json', { name: 'Mine' }, 'orgadmin')).status).toBe(405);
    expect((await send('/mailingLists/delete/1.json', {}, 'orgadmin')).status).toBe(405);
    expect((await send('/mailingLists/edit/2.json', { name: 'Mine' }, 'orgadmin')).status).toBe(404);
    const own = await send('/mailingLists/add.json', { name: 'Own', releasability: 'us' }, 'orgadmin');
    expect(own.body).toMatchObject({ name: 'Own', user_id: 4 });
  });

  it('refuse what cannot be stored, and say which field', async () => {
    for (const [body, field] of [
      [{ name: '', releasability: 'x' }, 'name'],
      [{ name: 'x' }, 'releasability'],
      [{ name: 'x'.repeat(192), releasability: 'x' }, 'name'],
      [{ name: 'x', releasability: 'x', uuid: 'no-uuid' }, 'uuid'],
      [{ name: ['x'], releasability: 'x' }, 'name'],
    ] as const) {
      const said = await send('/mailingLists/add.json', body);
      expect([said.status, Object.keys(said.body as object)]).toEqual([200, ['message']]);
      expect(said.text).toContain(field);
    }
    const refused = await send('/mailingLists/edit/1.json', { name: '' });
    expect([refused.status, Object.keys(refused.body as object)]).toEqual([200, ['message']]);
    expect((await ask('/mailingLists/view/1.json')).body).toMatchObject({ name: 'Baltic leads' });
    expect((await send('/mailingLists/add.json', {})).status).toBe(400);
    expect(await idsOf('/mailingLists/index.json')).toEqual([1, 2, 3]);
  });

  it('take people by id or by JSON text, once each, and name what is wrong without adding anybody', async () => {
    const people = async () => (await idsOf('/mailingLists/listIndividuals/1.json')).sort((a, b) => a - b);
    const add = (body: object, who = 'admin') => send('/mailingLists/addIndividual/1.json', body, who);
    for (const body of [
      {},
      { individuals: [] },
      { individuals: ['x'] },
      { individuals: [9_999] },
      { individuals: [8, 9_999] },
      { individuals: [8], chosen_emails: 'no json' },
      { individuals: [8], chosen_emails: '{"8": "primary"}' },
      { individuals: [8], chosen_emails: '{"8": [999999]}' },
    ]) {
      const said = await add(body);
      expect([body, said.status]).toEqual([body, 400]);
      expect(said.body).toMatchObject({ message: expect.stringMatching(/individual|chosen_emails|address|person/i) });
    }
    expect(await people()).toEqual([2, 5]);
    expect((await add({ individuals: '[8]', chosen_emails: '' })).status).toBe(200);
    expect((await add({ individuals: [8, '9'], chosen_emails: '[]' })).status).toBe(200);
    expect(await people()).toEqual([2, 5, 8, 9]);
    expect((await send('/mailingLists/removeIndividual/1.json', { ids: '[8,9]' })).status).toBe(200);
    expect(await people()).toEqual([2, 5]);
    expect((await send('/mailingLists/removeIndividual/1/8.json', {})).status).toBe(404);
    expect((await send('/mailingLists/removeIndividual/1.json', {})).status).toBe(404);
    expect((await send('/mailingLists/addIndividual/999999.json', { individuals: [8] })).status).toBe(404);
  });

  it('go together when several are named, those that are there though one is not', async () => {
    expect((await send('/mailingLists/delete/2.json', { ids: '["2","3","999"]' })).text).toBe('[]');
    expect(await idsOf('/mailingLists/index.json')).toEqual([1]);
    expect((await send('/mailingLists/delete/2.json', { ids: '["2","3"]' })).status).toBe(404);
  });
});

describe('encryption keys over the API of the original', () => {
  const [organisationOfKey, personOfKey] = [2, 2];
  const nameOf = (id: number) => world().organisations.find((one) => one.id === id)?.name ?? '';
  const emailOf = (id: number) => world().individuals.find((one) => one.id === id)?.email ?? '';

  it('are found by each filter of the original, sorted and paged', async () => {
    const found = (search: string) => idsOf(`/encryptionKeys/index.json?${search}`);
    expect(await found('')).toEqual([1, 2, 3]);
    expect(await found('owner_model=Organisation')).toEqual([1]);
    expect(await found('owner_model_!%3D=organisation')).toEqual([2, 3]);
    expect(await found(`owner_model=individual&owner_id=${personOfKey}`)).toEqual([2]);
    expect(await found('owner_id[]=2&owner_id[]=3')).toEqual([1, 2, 3]);
    expect(await found('owner_id_%3E%3D=3')).toEqual([3]);
    expect(await found('encryption_key=%25MIIBfake%25')).toEqual([3]);
    expect(await found(`Organisations_name=${encodeURIComponent(nameOf(organisationOfKey))}`)).toEqual([1]);
    expect(await found(`Individuals.email=${encodeURIComponent(emailOf(personOfKey))}`)).toEqual([2]);
    expect(await found(`quickFilter=${encodeURIComponent(emailOf(3))}`)).toEqual([3]);
    expect(await found(`quickFilter=${encodeURIComponent(nameOf(organisationOfKey).slice(2))}`)).toEqual([1]);
    expect(await found('quickFilter=MIIBfake')).toEqual([3]);
    expect(await found('type=pgp')).toEqual([1, 2, 3]);
    expect(await found('sort=id&direction=desc')).toEqual([3, 2, 1]);
    expect((await found('sort=type&direction=desc'))[0]).toBe(3);
    expect(await found('sort=owner_id&direction=desc')).toEqual([3, 1, 2]);
    expect(await found('sort=Organisations.name&direction=desc')).toEqual([1, 2, 3]);
    expect(await found('sort=Individuals.last_name')).toEqual([1, 3, 2]);
    expect(await found('sort=Individuals.password')).toEqual([1, 2, 3]);
    expect(await found('owner_id_%3E%3D=10')).toEqual([]);
    expect(await found('owner_id_%3E%3D=many')).toEqual([]);
    expect(await found('encryption_key=%25%5C')).toEqual([]);
    expect(await found('quickFilter=%25')).toEqual([]);
    expect((await ask('/encryptionKeys/index.json?limit=1')).headers.get('x-total-count')).toBe('3');
    expect(await found('limit=2&page=2')).toEqual([3]);
    expect((await ask('/encryptionKeys/index.json?limit=2&page=3')).status).toBe(404);
    const csv = await ask('/encryptionKeys/index.csv');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=UTF-8');
    expect(csv.text.match(/-----BEGIN/g)).toHaveLength(3);
  });

  it('are opened, changed and deleted by uuid as by id', async () => {
    const uuid = world().encryption_keys[0]?.uuid;
    expect((await ask(`/encryptionKeys/view/${uuid}.json`)).body).toEqual(
      (await ask('/encryptionKeys/view/1.json')).body,
    );
    expect((await send(`/encryptionKeys/edit/${uuid}.json`, { revoked: true }, 'admin', 'PUT')).body).toMatchObject({
      id: 1,
      revoked: true,
    });
    expect((await ask('/encryptionKeys/index.json?owner_model=organisation')).body).toMatchObject([
      { id: 1, status: expect.stringContaining('revoked') },
    ]);
    expect((await send(`/encryptionKeys/delete/${uuid}.json`, {})).text).toBe('[]');
    expect((await send('/encryptionKeys/delete/1.json', {})).status).toBe(404);
    expect((await send('/encryptionKeys/delete/2.json', { ids: '["2","3","77"]' })).text).toBe('[]');
    expect(await idsOf('/encryptionKeys/index.json')).toEqual([]);
  });

  it('are seen with their owner and written by whoever may change the owner', async () => {
    expect(await idsOf('/encryptionKeys/index.json', 'plainuser')).toEqual([]);
    expect((await ask('/encryptionKeys/view/2.json', 'plainuser')).status).toBe(404);
    expect(await idsOf('/encryptionKeys/index.json', 'sync_only')).toEqual([1]);
    const text = world().encryption_keys[0]?.encryption_key;
    const add = (owner_model: string, owner_id: number, who: string) =>
      send('/encryptionKeys/add.json', { type: 'pgp', encryption_key: text, owner_model, owner_id }, who);
    expect((await add('individual', 6, 'plainuser')).body).toMatchObject({ owner_id: 6, owner_model: 'individual' });
    expect((await add('organisation', 5, 'orgadmin')).body).toMatchObject({ owner_id: 5, owner_model: 'organisation' });
    for (const [model, id, who] of [
      ['individual', 5, 'plainuser'],
      ['organisation', 6, 'plainuser'],
      ['organisation', 2, 'orgadmin'],
      ['organisation', 999_999, 'admin'],
    ] as const) {
      const said = await add(model, id, who);
      expect([model, id, said.status, Object.keys(said.body as object)]).toEqual([model, id, 200, ['message']]);
    }
    // Who sees a key and may not write it is refused; who does not see it finds nothing.
    expect((await send('/encryptionKeys/edit/1.json', { revoked: true }, 'orgadmin')).status).toBe(405);
    expect((await send('/encryptionKeys/delete/1.json', {}, 'orgadmin')).status).toBe(405);
    expect((await send('/encryptionKeys/edit/1.json', { revoked: true }, 'plainuser')).status).toBe(404);
    expect((await ask('/encryptionKeys/view/1.json')).body).toMatchObject({ revoked: false });
  });

  it('refuse what cannot be stored, and say which field', async () => {
    const good = { type: 'pgp', encryption_key: 'x', owner_model: 'organisation', owner_id: 2 };
    for (const [change, field] of [
      [{ type: 'ssh' }, 'type'],
      [{ owner_model: 'user' }, 'owner_model'],
      [{ owner_id: 'two' }, 'owner_id'],
      [{ owner_id: [2] }, 'owner_id'],
      [{ encryption_key: '' }, 'encryption_key'],
      [{ encryption_key: 'x'.repeat(262_145) }, 'encryption_key'],
      [{ revoked: 'perhaps' }, 'revoked'],
    ] as const) {
      const said = await send('/encryptionKeys/add.json', { ...good, ...change });
      expect([change, said.status, Object.keys(said.body as object)]).toEqual([change, 200, ['message']]);
      expect(said.text).toContain(field);
    }
    expect(await idsOf('/encryptionKeys/index.json')).toEqual([1, 2, 3]);
  });
});
