import { type Individual, listRules, parseIndexQuery, selectRows } from '@cerebrate/cerebrate-wire';
import { world } from '@cerebrate/cerebrate-wire/fixtures';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, type Said, startHouse } from '../../test/house.js';
import { buildRecordedWorld } from '../../test/recorded-world.js';

const keyOf = (who: string): string => world().auth_keys.find((one) => one.as === who)?.raw ?? '';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house.stop());

const ask = (path: string, who = 'admin', init: { method?: string; body?: object } = {}): Promise<Said<unknown>> =>
  house.ask(path, {
    headers: { accept: 'application/json', 'content-type': 'application/json', authorization: keyOf(who) },
    ...(init.method ? { method: init.method } : {}),
    ...(init.body ? { body: JSON.stringify(init.body) } : {}),
  });
const send = (path: string, body: object, who = 'admin', method = 'POST') => ask(path, who, { method, body });
const rowsAt = async <R = { id: number }>(path: string, who = 'admin') => {
  const said = await ask(path, who);
  expect([path, who, said.status, said.text.slice(0, 300)]).toEqual([path, who, 200, expect.any(String)]);
  return said.body as R[];
};
const idsOf = async (path: string, who = 'admin') => (await rowsAt(path, who)).map(({ id }) => id);

/** What the list of people is asked for; the answers are worked out from the rows in hand, by the wire library. */
describe('the list of people', () => {
  let all: Individual[];
  beforeAll(async () => {
    await buildRecordedWorld(house, []);
    all = await rowsAt<Individual>('/individuals/index.json');
  });

  const rules = listRules.individuals;
  if (!rules) throw new Error('people have no rules');
  const { alignments } = world();
  const further = ({ id }: Individual) => {
    const own = alignments.filter((one) => one.individual_id === id);
    return {
      'Alignments.type': own.map(({ type }) => type),
      'Organisations.id': own.map((one) => one.organisation_id),
    };
  };
  const expected = (search: string) => selectRows(parseIndexQuery(rules, { search }), all, further).rows;

  it.each([
    'email=PERSON01%40csirt01.example',
    'email=%25csirt1%25',
    'email_!%3D=person01%40csirt01.example',
    'email[]=person01%40csirt01.example&email[]=person02%40csirt02.example',
    'email_%3E%3D=person2',
    'email_%3C%3D=person02%40csirt02.example',
    'first_name=br%25',
    'first_name=chlo%C3%A9',
    'first_name=%25lo_',
    'first_name_!%3D=Bram',
    'first_name=Bram&last_name=rossi&position=Liaison',
    'last_name[]=Rossi&last_name[]=Novak',
    'last_name_!%3D[]=Rossi&last_name_!%3D[]=Novak',
    'last_name_%3E%3D=r',
    'position=head%20of%20csirt',
    'position=head',
    'position=%25%5C',
    'position_!%3D=Analyst',
    'uuid=4a1a881e-b070-45c9-9411-0efb592590ad',
    'uuid=%25590ad',
    'uuid[]=4A1A881E-b070-45c9-9411-0efb592590ad&uuid[]=none',
    'uuid_!%3D=4a1a881e-b070-45c9-9411-0efb592590ad',
    'Alignments_type=liaison',
    'Alignments.type=%25contact',
    'Alignments_type[]=Staff&Alignments_type[]=Liaison',
    'Organisations_id=11',
    'Organisations_id[]=11&Organisations_id[]=5',
    'Organisations_id_%3E%3D=9',
    'Organisations_id_%3C%3D=10',
    'Organisations_id=eleven',
    '_metafield_2_8=alt03%40mail.example',
    '_metafield_2_8=alt0%25',
    '_metafield_2_8=!alt03%40mail.example',
    '_metafield_2_8_!%3D=alt03%40mail.example',
    '_metafield_2_8=alt03%40mail.example&_metafield_2_9=%25003',
    'quickFilter=rossi',
    'quickFilter=ROSSI',
    'quickFilter=csirt07',
    'quickFilter=alt06%40mail',
    'quickFilter=Incident%20handler',
    'quickFilter=Incident',
    'quickFilter=8498fff9-3866-49d2-815a-2e6875da7e80',
    'quickFilter=%2B352621000003',
    'full_name=Bram%20Rossi',
    'name=Bram',
    'last_name=%20Rossi%20',
    'last_name=',
  ])('answers %s as rows in hand would', async (search) => {
    const found = await idsOf(`/individuals/index.json?${search}`);
    expect(new Set(found)).toEqual(new Set(expected(search).map(({ id }) => id)));
    expect(found).toHaveLength(new Set(found).size);
  });

  it.each(rules.sortable)('is sorted by %s both ways', async (column) => {
    for (const direction of ['asc', 'desc']) {
      const search = `sort=Individuals.${column}&direction=${direction}`;
      const values = (await rowsAt<Individual>(`/individuals/index.json?${search}`)).map(
        (row) => row[column as 'email'],
      );
      expect([search, values.map(plain)]).toEqual([
        search,
        expected(search).map((row) => plain(row[column as 'email'])),
      ]);
    }
  });

  it('is paged without a gap or a row twice, counts before paging and has no page after the last', async () => {
    const ids: number[] = [];
    for (let page = 1; page <= Math.ceil(all.length / 7); page++) {
      const said = await ask(`/individuals/index.json?limit=7&page=${page}`);
      expect(said.headers.get('x-total-count')).toBe(String(all.length));
      ids.push(...(said.body as Individual[]).map(({ id }) => id));
    }
    expect(ids).toEqual(all.map(({ id }) => id));
    for (const page of ['6', '99999999999999999999'])
      expect((await ask(`/individuals/index.json?limit=7&page=${page}`)).status).toBe(404);
    for (const limit of ['0', '-3', 'abc']) expect(await idsOf(`/individuals/index.json?limit=${limit}`)).toEqual([1]);
    expect(await idsOf('/individuals/index.json?last_name=nobody&limit=5')).toEqual([]);
  });

  it('takes filters from a body, lists too, and names a meta-field that does not exist', async () => {
    const found = async (body: object) =>
      ((await send('/individuals/index.json', body)).body as { id: number }[]).map(({ id }) => id);
    expect(await found({ first_name: 'Hugo', 'Alignments.type': 'Member' })).toEqual([8]);
    expect(await found({ email: ['person01@csirt01.example', 'person04@csirt04.example'] })).toEqual([2, 5]);
    expect(await found({ quickFilter: 'a\u0000b' })).toEqual([]);
    expect((await ask('/individuals/index.json?_metafield_2_999=x')).status).toBe(404);
    expect((await ask('/individuals/index.json?_metafield_1_8=x')).status).toBe(404);
  });

  it('is CSV of a page of twenty, with meta-fields under their template and dates without a zone', async () => {
    const said = await ask('/individuals/index.csv?sort=id');
    expect([said.status, said.headers.get('content-type')]).toEqual([200, 'text/csv; charset=UTF-8']);
    expect(said.headers.get('x-total-count')).toBe(String(all.length));
    const [head = '', ...rows] = said.text.trimEnd().split('\n');
    expect(rows).toHaveLength(20);
    expect(head).toContain('"email"');
    expect(head).toMatch(/"meta_fields\.[^"]+_v\d+:alternate_email"/);
    expect(rows[0]).toContain('"2026-11-22 01:04:53"');
    expect((await ask('/individuals/index.csv?limit=3&last_name=Rossi')).text.trimEnd().split('\n')).toHaveLength(4);
  });
});

const plain = (value: string | number | null | undefined): unknown =>
  typeof value === 'string' ? value.toLowerCase() : value;

describe('people over the API of the original', () => {
  beforeEach(() => buildRecordedWorld(house, []));
  const uuid = '4a1a881e-b070-45c9-9411-0efb592590ad';

  it('are opened, changed, tagged and deleted by uuid as by id', async () => {
    expect((await ask(`/individuals/view/${uuid}.json`)).body).toEqual((await ask('/individuals/view/2.json')).body);
    expect((await send(`/individuals/edit/${uuid}.json`, { position: 'Chair' })).body).toMatchObject({ id: 2 });
    expect((await send(`/individuals/tag/${uuid}.json`, { tag_list: '["new:tag"]' })).body).toMatchObject({
      id: 2,
      tags: [{ name: 'new:tag', colour: '#924da6' }],
    });
    expect((await ask(`/individuals/viewTags/${uuid}.json`)).body).toMatchObject({ tags: [{ name: 'new:tag' }] });
    expect(await idsOf('/individuals/index.json?filteringTags[]=new:tag')).toEqual([2]);
    expect(await idsOf('/individuals/index.json?filteringTags=new%3A%25&limit=1')).toEqual([2]);
    expect(await idsOf('/individuals/index.json?filteringTags[]=!new:tag')).not.toContain(2);
    expect((await send(`/individuals/untag/${uuid}.json`, { tag_list: ['new:tag'] })).body).toMatchObject({ tags: [] });
    expect((await send(`/individuals/delete/${uuid}.json`, {})).text).toBe('[]');
    expect((await ask(`/individuals/view/${uuid}.json`)).status).toBe(404);
  });

  it('are seen and written by each role as far as it reaches, and nobody else is in list, count or view', async () => {
    expect(await idsOf('/individuals/index.json', 'sync_b')).toHaveLength(31);
    const seen = { orgadmin: [5, 30], plainuser: [6], groupadmin: [6, 11, 12, 13], sync_only: [4] };
    for (const [who, own] of Object.entries(seen)) {
      const found = await idsOf('/individuals/index.json', who);
      expect([who, found]).toEqual([who, own]);
      expect((await ask('/individuals/index.json', who)).headers.get('x-total-count')).toBe(String(own.length));
      expect((await ask('/individuals/view/2.json', who)).status).toBe(404);
      expect(await idsOf('/individuals/index.json?email=person01%40csirt01.example', who)).toEqual([]);
      expect(await idsOf('/individuals/index.json?quickFilter=Hugo', who)).toEqual([]);
      expect((await send('/individuals/delete/2.json', {}, who)).status).toBe(405);
    }
    expect((await send('/individuals/edit/5.json', { position: 'x' }, 'orgadmin')).body).toMatchObject({
      position: 'x',
    });
    expect((await send('/individuals/edit/12.json', { position: 'x' }, 'groupadmin')).body).toMatchObject({ id: 12 });
    for (const who of ['orgadmin', 'groupadmin'])
      expect([who, (await send('/individuals/edit/2.json', { position: 'x' }, who)).status]).toEqual([who, 404]);
    for (const who of ['plainuser', 'sync_only'])
      expect([who, (await send('/individuals/edit/2.json', { position: 'x' }, who)).status]).toEqual([who, 405]);
    expect((await ask('/individuals/view/2.json')).body).toMatchObject({ position: 'Head of CSIRT' });
  });

  it('added by an administrator of an organisation belong to it', async () => {
    const person = { email: 'new@csirt04.example', first_name: 'New', last_name: 'Comer' };
    const added = (await send('/individuals/add.json', person, 'orgadmin')).body as { id: number };
    expect((await ask(`/individuals/view/${added.id}.json`, 'orgadmin')).body).toMatchObject({
      alignments: { organisation: [{ id: 5 }] },
      full_name: 'New Comer',
    });
  });

  it('are refused with the field that is wrong, and nothing is kept', async () => {
    const good = { email: 'one@more.example', first_name: 'One', last_name: 'More' };
    for (const [change, field] of [
      [{ email: 'PERSON01@CSIRT01.example' }, 'email'],
      [{ email: 'no address' }, 'email'],
      [{ email: '' }, 'email'],
      [{ email: ['a@b.example'] }, 'email'],
      [{ uuid }, 'uuid'],
      [{ uuid: 'no-uuid' }, 'uuid'],
      [{ first_name: 'x'.repeat(192) }, 'first_name'],
      [{ meta_fields: [{ template_uuid: uuid, template_version: '1', field: 'x', value: {} }] }, 'meta_fields'],
    ] as const) {
      const said = await send('/individuals/add.json', { ...good, ...change });
      expect([change, said.status, Object.keys(said.body as object)]).toEqual([change, 200, ['message']]);
      expect(said.text).toContain(field);
    }
    expect(await idsOf('/individuals/index.json')).toHaveLength(31);
    const said = await send('/individuals/edit/3.json', { email: 'person01@csirt01.example' });
    expect([said.status, Object.keys(said.body as object)]).toEqual([200, ['message']]);
    expect((await send('/individuals/edit/9999.json', { position: 'x' })).status).toBe(404);
    expect((await send('/individuals/delete/3.json', {})).status).toBe(403);
  });

  it('go together when several are named, but for those with an account', async () => {
    expect((await send('/individuals/delete/8.json', { ids: '["8","9","3","9999"]' })).text).toBe('[]');
    const left = await idsOf('/individuals/index.json');
    expect([left.includes(3), left.includes(8), left.includes(9)]).toEqual([true, false, false]);
    expect((await send('/individuals/delete/8.json', { ids: '["8","9"]' })).status).toBe(404);
  });
});

describe('alignments over the API of the original', () => {
  beforeEach(() => buildRecordedWorld(house, []));

  it('are listed whole whatever is asked of paging, and of one organisation', async () => {
    expect(await idsOf('/alignments/index.json?limit=2&page=3&sort=type')).toEqual(
      world().alignments.map(({ id }) => id),
    );
    expect(await idsOf('/alignments/index/5.json')).toEqual([5, 37]);
    expect(await idsOf('/alignments/index/9999.json')).toEqual([]);
    expect((await ask('/alignments/index/five.json')).status).toBe(404);
    expect((await ask('/alignments/view/five.json')).status).toBe(404);
    expect((await ask('/alignments/view/9999.json')).status).toBe(404);
  });

  it('join a person and an organisation from either side, once', async () => {
    const added = await send('/alignments/add/organisations/2.json', { individual_id: 8, type: 'Staff' });
    expect(added.body).toMatchObject({ individual_id: 8, type: 'Staff', organisation_id: '2', id: expect.any(Number) });
    const again = await send('/alignments/add/individuals/8.json', { organisation_id: 2, type: 'staff' });
    expect([again.status, again.body]).toMatchObject([403, { saved: false, url: '/individuals/addAlignment' }]);
    expect((await send('/alignments/add/individuals/8.json', { organisation_id: 2 })).body).toMatchObject({
      organisation_id: 2,
      individual_id: '8',
    });
    expect((await ask('/individuals/view/8.json')).body).toMatchObject({
      alignments: { organisation: [{ id: 8 }, { id: 2 }, { id: 2 }] },
    });
  });

  it('are refused without either end, with a strange one and outside of their scopes', async () => {
    for (const [path, body, status] of [
      ['individuals/8', { type: 'Staff' }, 403],
      ['individuals/8', { organisation_id: 'two' }, 403],
      ['individuals/8', { organisation_id: 9_999 }, 403],
      ['organisations/2', { individual_id: 9_999 }, 403],
      ['individuals/9999', { organisation_id: 2 }, 403],
      ['users/8', { organisation_id: 2 }, 405],
      ['individuals/x', { organisation_id: 2 }, 404],
      ['individuals/8', {}, 400],
    ] as const) {
      const said = await send(`/alignments/add/${path}.json`, body);
      expect([path, body, said.status]).toEqual([path, body, status]);
    }
    expect(await idsOf('/alignments/index.json')).toHaveLength(world().alignments.length);
  });

  it('are seen and written by each role within its reach', async () => {
    expect(await idsOf('/alignments/index.json', 'plainuser')).toEqual([6]);
    expect(await idsOf('/alignments/index.json', 'orgadmin')).toEqual([5, 36, 37]);
    expect((await ask('/alignments/view/1.json', 'orgadmin')).status).toBe(404);
    for (const who of ['plainuser', 'sync_only']) {
      expect((await send('/alignments/add/individuals/8.json', { organisation_id: 2 }, who)).status).toBe(405);
      expect((await send('/alignments/delete/6.json', {}, who)).status).toBe(405);
    }
    // Nobody aligns a person of others with their own organisation, nor one of theirs with a foreign one.
    for (const [person, organisation] of [
      [8, 5],
      [5, 2],
    ])
      expect(
        (await send(`/alignments/add/individuals/${person}.json`, { organisation_id: organisation }, 'orgadmin'))
          .status,
      ).toBe(403);
    expect((await send('/alignments/delete/1.json', {}, 'orgadmin')).status).toBe(404);
    expect((await send('/alignments/delete/37.json', {}, 'orgadmin')).body).toMatchObject({ saved: true });
  });
});

describe('what a list can be filtered by', () => {
  beforeEach(() => buildRecordedWorld(house, []));

  it('is told as JSON to who may read the list, and drawn for browsers', async () => {
    expect((await ask('/individuals/filtering.json', 'plainuser')).body).toMatchObject({
      fields: expect.arrayContaining([{ field: 'Organisations.id', kind: 'integer' }]),
      quick: expect.arrayContaining([{ field: 'email', like: true }]),
      filteringTags: true,
      metaFields: true,
    });
    for (const controller of ['organisations', 'orgGroups', 'auditLogs'])
      expect([controller, (await ask(`/${controller}/filtering.json`)).status]).toEqual([controller, 200]);
    expect((await ask('/auditLogs/filtering.json', 'orgadmin')).status).toBe(405);
  });
});
