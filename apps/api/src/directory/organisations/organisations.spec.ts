import { organisations } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { battery } from '../../../test/battery.js';
import { type House, startHouse } from '../../../test/house.js';
import { expectFacesAgree } from '../../../test/scope-agreement.js';
import { buildWorld, keyOf, type World } from '../../../test/world.js';
import { OrganisationEntity } from './organisation.entity.js';
import { organisationScope } from './organisation.scope.js';

battery('organisations', {
  endpoints: organisations,
  kind: 'organisation',
  sample: (_world, at) => ({
    name: `Sample ${at}`,
    url: 'https://sample.example',
    country: 'LU',
    sector: 'Finance',
    type: 'CSIRT',
    contacts: 'one\ntwo',
  }),
  change: () => ({ body: { sector: 'Energy' }, field: 'sector', value: 'Energy' }),
  statements: 4,
  invisible: (world) => [
    { user: 'plain', id: world.organisations.acme.id },
    { user: 'orgAdmin', id: world.organisations['cert-ee'].id },
    { user: 'groupAdmin', id: world.organisations.circl.id },
  ],
});

describe('organisations', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const add = async (body: Record<string, unknown>) => {
    const said = await house.call(organisations.create, { body: body as never });
    expect(said.status, said.text).toBe(201);
    return said.body;
  };
  const listed = async (query: Record<string, string>, key?: string) => {
    const said = await house.call(organisations.list, { query, ...(key ? { key } : {}) });
    expect(said.status, said.text).toBe(200);
    return said.body.items.map((item) => item.name);
  };

  it('are seen and changed by exactly those whom the query lets see and change them', async () => {
    const rows = (await house.rows<Record<string, unknown>>('select * from organisations')).map((row) =>
      Object.assign(new OrganisationEntity(), row, { deletedAt: row['deleted_at'] }),
    );
    expect(await expectFacesAgree(house, organisationScope, 'organisations', rows)).toBeGreaterThan(20);
  });

  it('are found by uuid as by id, and a foreign shape of reference is refused', async () => {
    const made = await add({ name: 'By uuid' });
    const byUuid = await house.call(organisations.get, { params: { ref: made.uuid } });
    expect(byUuid.body).toEqual(made);
    for (const ref of ['0', '-1', '1e3', '99999999999', 'abc', "1' or '1'='1"])
      expect((await house.call(organisations.get, { params: { ref } })).status, ref).toBe(400);
  });

  it('keep a country as ISO code and refuse one that does not exist', async () => {
    expect((await add({ name: 'Lower case', country: 'ee' })).country).toBe('EE');
    const said = await house.call(organisations.create, { body: { name: 'Nowhere', country: 'ZQ' } });
    expect(said.status).toBe(400);
    expect(said.body.issues?.[0]?.path).toEqual(['country']);
  });

  it('refuse a web address that would run code', async () => {
    const said = await house.call(organisations.create, { body: { name: 'Evil', url: 'javascript:alert(1)' } });
    expect(said.status).toBe(400);
    expect(said.body.issues?.[0]?.path).toEqual(['url']);
  });

  it('refuse a uuid that another has, and let a deleted one go', async () => {
    const made = await add({ name: 'First' });
    expect((await house.call(organisations.create, { body: { name: 'Second', uuid: made.uuid } })).status).toBe(409);
    await house.call(organisations.remove, { params: { ref: made.uuid } });
    expect((await house.call(organisations.create, { body: { name: 'Third', uuid: made.uuid } })).status).toBe(201);
    const changed = await house.call(organisations.update, { params: { ref: made.uuid }, body: { sector: 'Energy' } });
    expect(changed.body).toMatchObject({ name: 'Third', sector: 'Energy' });
    expect((await house.call(organisations.restore, { params: { ref: String(made.id) } })).status).toBe(409);
  });

  it('let only community administrators change a uuid', async () => {
    const uuid = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
    const { id } = world.organisations.circl;
    expect(
      (await house.call(organisations.update, { params: { ref: String(id) }, body: { uuid }, key: keyOf('orgAdmin') }))
        .status,
    ).toBe(403);
    expect(
      (await house.call(organisations.update, { params: { ref: String(id) }, body: { uuid }, key: keyOf('community') }))
        .body.uuid,
    ).toBe(uuid);
  });

  it('may be changed by the administrators of their group', async () => {
    const params = { ref: String(world.organisations.acme.id) };
    const said = await house.call(organisations.update, {
      params,
      body: { sector: 'Energy' },
      key: keyOf('groupAdmin'),
    });
    expect(said.status, said.text).toBe(200);
    expect(
      (await house.call(organisations.update, { params, body: { sector: 'x' }, key: keyOf('viewer') })).status,
    ).toBe(403);
  });

  it('count only the people their reader may see', async () => {
    const params = { ref: String(world.organisations.acme.id) };
    const all = await house.call(organisations.get, { params });
    const few = await house.call(organisations.get, { params, key: keyOf('viewer') });
    expect(all.body.people).toBe(few.body.people);
    const outside = await house.call(organisations.get, {
      params: { ref: String(world.organisations.circl.id) },
      key: keyOf('viewer'),
    });
    expect(outside.body.people).toBeLessThan(all.body.people + 10);
    expect(outside.body.alignments.map((one) => one.individual.name)).not.toContain('Alice Adams');
  });

  it('are deleted with a preview, disappear everywhere, and come back whole', async () => {
    const made = await add({ name: 'Deletable', sector: 'Finance', tags: ['tlp:green'] });
    const params = { ref: String(made.id) };
    const impact = await house.call(organisations.impact, { params });
    expect(impact.body).toMatchObject({ name: 'Deletable', takesAlong: { tags: 1 }, blockedBy: [] });
    expect((await house.call(organisations.remove, { params, ifMatch: made.version })).status).toBe(200);
    expect(await listed({ q: 'Deletable' })).toEqual([]);
    const back = await house.call(organisations.restore, { params });
    expect(back.status, back.text).toBe(200);
    expect(back.body).toMatchObject({ name: 'Deletable', tags: [{ name: 'tlp:green' }] });
  });

  it('cannot be deleted while users belong to them, and say so', async () => {
    const said = await house.call(organisations.remove, { params: { ref: String(world.organisations.circl.id) } });
    expect(said.status).toBe(409);
    expect(said.body.detail).toContain('users belong to it');
  });

  it('are tagged and untagged by those who may change them, in one change each', async () => {
    const made = await add({ name: 'Taggable' });
    const params = { ref: String(made.id) };
    const tagged = await house.call(organisations.tag, { params, body: { add: ['one', 'two'] } });
    expect(tagged.body.map((tag) => tag.name)).toEqual(['one', 'two']);
    const untagged = await house.call(organisations.tag, { params, body: { remove: ['one'], add: ['three'] } });
    expect(untagged.body.map((tag) => tag.name)).toEqual(['three', 'two']);
    const history = await house.call(organisations.history, { params });
    expect(history.body.entries[0]?.changes).toEqual([
      { field: 'tags', before: ['one', 'two'], after: ['three', 'two'] },
    ]);
    expect(await listed({ tag: 'three', 'tag.not': 'one' })).toEqual(['Taggable']);
    expect((await house.call(organisations.tag, { params, body: { add: ['x'] }, key: keyOf('orgAdmin') })).status).toBe(
      404,
    );
  });

  it('are set back to an earlier version as one more change', async () => {
    const made = await add({ name: 'Version one', sector: 'Finance', country: 'LU' });
    const params = { ref: String(made.id) };
    await house.call(organisations.update, { params, body: { name: 'Version two', sector: null } });
    await house.call(organisations.update, { params, body: { country: 'EE' } });
    await house.call(organisations.tag, { params, body: { add: ['later'] } });
    const history = await house.call(organisations.history, { params });
    const first = history.body.entries.at(-1);
    expect(history.body.entries).toHaveLength(4);
    const reverted = await house.call(organisations.revert, { params, body: { seq: first?.seq ?? 0 } });
    expect(reverted.status, reverted.text).toBe(200);
    expect(reverted.body).toMatchObject({ name: 'Version one', sector: 'Finance', country: 'LU', tags: [] });
    const after = await house.call(organisations.history, { params });
    expect(after.body.entries).toHaveLength(5);
    expect(after.body.entries[0]?.message).toContain('set back to version');
  });

  it('show their history to whoever sees them and to nobody else', async () => {
    const params = { ref: String(world.organisations.circl.id) };
    expect((await house.call(organisations.history, { params, key: keyOf('plain') })).status).toBe(200);
    expect((await house.call(organisations.history, { params, key: keyOf('editor') })).status).toBe(404);
  });

  it('are done to in bulk, one refused never stopping the others', async () => {
    const [a, b] = [await add({ name: 'Bulk a' }), await add({ name: 'Bulk b' })];
    const ids = [a.id, b.id, world.organisations.circl.id, 999_999];
    const tagged = await house.call(organisations.bulkTag, { body: { ids: [a.id, b.id], add: ['bulk'] } });
    expect(tagged.body).toEqual({ done: 2, refused: [] });
    const removed = await house.call(organisations.bulkRemove, { body: { ids } });
    expect(removed.body.done).toBe(2);
    expect(removed.body.refused.map((one) => one.id).sort()).toEqual([world.organisations.circl.id, 999_999]);
    expect((await house.call(organisations.bulkRestore, { body: { ids: [a.id, b.id] } })).body.done).toBe(2);
    expect((await listed({ tag: 'bulk' })).sort()).toEqual(['Bulk a', 'Bulk b']);
  });

  it('are changed alike in bulk, each keeping what is not named', async () => {
    const [a, b] = [
      await add({ name: 'Alike a', sector: 'Energy' }),
      await add({ name: 'Alike b', url: 'https://b.example' }),
    ];
    const ids = [a.id, b.id, world.organisations.acme.id];
    const changes = { sector: 'Water', country: 'lu', contacts: null };
    const said = await house.call(organisations.bulkUpdate, { key: keyOf('orgAdmin'), body: { ids, changes } });
    expect(said.body.done).toBe(0);
    expect(said.body.refused).toHaveLength(3);
    expect((await house.call(organisations.bulkUpdate, { body: { ids: [a.id, b.id], changes } })).body.done).toBe(2);
    const after = await Promise.all(
      [a, b].map(async ({ id }) => (await house.call(organisations.get, { params: { ref: String(id) } })).body),
    );
    expect(after.map(({ sector, country, url, version }) => [sector, country, url, version])).toEqual([
      ['Water', 'LU', null, 2],
      ['Water', 'LU', 'https://b.example', 2],
    ]);
  });

  it.each([
    ['nothing to change', {}],
    ['a name', { name: 'One for all' }],
    ['a uuid', { uuid: 'd6a4cd7e-3c38-4b8b-a4c6-79ae8d0a5d1e' }],
    ['an empty sector', { sector: '' }],
  ])('refuse %s in bulk', async (_, changes) => {
    const said = await house.call(organisations.bulkUpdate, {
      body: { ids: [world.organisations.circl.id], changes } as never,
    });
    expect(said.status).toBe(400);
  });

  it('give numbers over what their reader sees', async () => {
    const all = await house.call(organisations.statistics, { query: { days: 7 } });
    expect(all.body.series).toHaveLength(7);
    expect(all.body.total).toBe((await house.call(organisations.list, { query: { limit: '0' } })).body.total);
    const own = await house.call(organisations.statistics, { key: keyOf('plain') });
    expect(own.body.total).toBe(1);
    expect(own.body.nationality).toEqual([{ key: 'LU', label: 'Luxembourg', count: 1 }]);
  });

  it('keep their total right after every change', async () => {
    const total = async () => (await house.call(organisations.list, { query: { limit: '1' } })).body.total ?? 0;
    const before = await total();
    const made = await add({ name: 'One more' });
    expect(await total()).toBe(before + 1);
    await house.call(organisations.remove, { params: { ref: String(made.id) } });
    expect(await total()).toBe(before);
  });

  it('are not found by the address of a person their reader may not see', async () => {
    const q = 'alice@people.example';
    expect(await listed({ q })).toEqual(['CIRCL']);
    expect(await listed({ q }, keyOf('plain'))).toEqual(['CIRCL']);
    expect(await listed({ q }, keyOf('viewer'))).toEqual([]);
    const searched = await house.ask(`/api/v1/search?q=${q}`, { key: keyOf('viewer') });
    expect(searched.text).not.toContain('CIRCL');
    const asPeer = await house.ask(`/organisations/index.json?quickFilter=${q}`, { key: keyOf('viewer') });
    expect(asPeer.body).toEqual([]);
  });

  it('are found by each of their groups, and left out by each', async () => {
    const { id } = world.organisations.acme;
    const [second] = await house.rows<{ id: number }>(
      "insert into org_groups (uuid, name, created, modified) values (gen_random_uuid(), 'second', now(), now()) returning id",
    );
    await house.rows('insert into org_group_organisations (org_group_id, organisation_id) values ($1, $2)', [
      second?.id,
      id,
    ]);
    for (const group of [world.group.id, second?.id ?? 0]) {
      expect(await listed({ group: String(group), limit: '500' })).toContain('Acme');
      expect(await listed({ 'group.in': `${group},999999`, limit: '500' })).toContain('Acme');
      expect(await listed({ 'group.not': String(group), limit: '500' })).not.toContain('Acme');
    }
    expect(await listed({ 'group.empty': 'true', limit: '500' })).not.toContain('Acme');
    expect(await listed({ 'group.empty': 'true', q: 'CIRCL' })).toContain('CIRCL');
  });

  it('are found by one of several conditions, beside all the others (IDX-04)', async () => {
    const either = {
      'any.1.name.starts': 'cert-',
      'any.1.name.contains': 'circ',
      'any.1.tag': 'no-such-tag',
      limit: '500',
    };
    expect((await listed(either)).sort()).toEqual(['CERT-EE', 'CIRCL']);
    expect(await listed({ ...either, 'country.not': 'LU' })).toEqual(['CERT-EE']);
    expect(await listed({ ...either, 'any.2.sector': 'none', 'any.2.country': 'LU' })).toEqual(['CIRCL']);
    expect(await listed({ ...either, q: 'acme' })).toEqual([]);
  });

  it('are the same rows on a deep page as on shallow ones, also right after a change', async () => {
    await house.rows(
      "insert into organisations (uuid, name, created, modified) select gen_random_uuid(), 'Deep ' || lpad(g::text, 5, '0'), now(), now() from generate_series(1, 2600) g",
    );
    await add({ name: 'Deep 00000' });
    const page = async (number: number) => listed({ 'name.starts': 'Deep ', limit: '100', page: String(number) });
    expect((await page(1))[0]).toBe('Deep 00000');
    expect(await page(22)).toEqual(Array.from({ length: 100 }, (_, at) => `Deep 0${2100 + at}`));
    await add({ name: 'Deep 00000a' });
    expect((await page(22))[0]).toBe('Deep 02099');
    expect(await page(28)).toEqual([]);
  });

  it('take one of two changes made at once on the same version', async () => {
    const made = await add({ name: 'Raced' });
    const both = await Promise.all(
      ['a', 'b'].map((sector) =>
        house.call(organisations.update, { params: { ref: String(made.id) }, body: { sector }, ifMatch: made.version }),
      ),
    );
    expect(both.map((said) => said.status).sort()).toEqual([200, 412]);
  });
});
