import { exploration, home } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';

describe('the graph of people, organisations and groups', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse({}, false);
    world = await buildWorld(house);
    const { circl, acme } = world.organisations;
    const [group] = await house.rows<{ id: number }>(
      `insert into sharing_groups (uuid, name, organisation_id, created, modified)
       values (gen_random_uuid(), 'Inner circle', $1, now(), now()) returning id`,
      [circl.id],
    );
    await house.rows(
      `insert into sharing_group_members (sharing_group_id, organisation_id, since) select $1, unnest($2::int[]), now()`,
      [group?.id, [circl.id, acme.id]],
    );
  });
  afterAll(() => house.stop());

  const graph = async (user: UserName, query = {}) => {
    const { body } = await house.call(exploration.graph, { key: keyOf(user), query });
    const labels = body.nodes.map(({ label }) => label);
    const links = body.links.map(([from, to]) => `${labels[from]} – ${labels[to]}`);
    return { ...body, labels, links };
  };

  it('holds what the caller may see and nothing else', async () => {
    const all = await graph('community');
    expect(all.labels).toEqual(
      expect.arrayContaining(['CIRCL', 'CERT-EE', 'Acme', 'nordics', 'Inner circle', 'Bob Brown']),
    );
    expect(all.links).toEqual(
      expect.arrayContaining(['Bob Brown – CIRCL', 'Bob Brown – Acme', 'nordics – Acme', 'Inner circle – CIRCL']),
    );
    expect(all.truncated).toBe(false);
    const mine = await graph('plain');
    expect(mine.labels).toEqual(expect.arrayContaining(['CIRCL', 'Alice Adams', 'Inner circle']));
    for (const hidden of ['Acme', 'CERT-EE', 'Carla Conti', 'nordics']) expect(mine.labels).not.toContain(hidden);
    // a viewer of all organisations sees no circle from outside, and no people of others
    const viewer = await graph('groupAdmin');
    expect(viewer.labels).not.toContain('Inner circle');
  });

  it('is filtered by country, sector, group and kind', async () => {
    expect((await graph('community', { country: 'LU' })).labels).not.toContain('Acme');
    expect((await graph('community', { sector: 'finance' })).labels).toContain('Acme');
    const [group] = await house.rows<{ id: number }>('select id from sharing_groups');
    expect((await graph('community', { sharingGroup: String(group?.id) })).labels).not.toContain('CERT-EE');
    expect((await graph('groupAdmin', { sharingGroup: String(group?.id) })).labels).toEqual([]);
    expect((await graph('community', { orgGroup: String(world.group.id) })).labels).not.toContain('CIRCL');
    expect((await graph('community', { people: 'false' })).nodes.some(({ kind }) => kind === 'individual')).toBe(false);
  });

  it('shows the surroundings of one record, step by step, and only of a visible one', async () => {
    const focus = `individual:${world.people.bob.id}`;
    expect((await graph('community', { focus, depth: '1' })).labels.sort()).toEqual(['Acme', 'Bob Brown', 'CIRCL']);
    expect((await graph('community', { focus, depth: '2' })).labels).toContain('nordics');
    const hidden = `organisation:${world.organisations.acme.id}`;
    expect((await house.call(exploration.graph, { key: keyOf('plain'), query: { focus: hidden } })).status).toBe(404);
    expect((await house.call(exploration.graph, { query: { focus: 'user:1' } })).status).toBe(400);
  });

  it('never grows beyond the limit, and says that it was cut', async () => {
    const cut = await graph('community', { limit: '10' });
    expect(cut.nodes.length).toBeLessThanOrEqual(10);
    expect(cut.truncated).toBe(true);
    const near = await graph('community', {
      focus: `organisation:${world.organisations.circl.id}`,
      limit: '10',
      depth: '4',
    });
    expect(near.nodes.length).toBeLessThanOrEqual(10);
    expect(near.truncated).toBe(true);
  });

  it('takes a handful of statements', async () => {
    const before = house.store.statements;
    await graph('community');
    expect(house.store.statements - before).toBeLessThanOrEqual(6);
  });

  it('comes with numbers over what the caller may see', async () => {
    const countries = async (user: UserName) => (await house.call(exploration.countries, { key: keyOf(user) })).body;
    expect((await countries('plain')).items).toEqual([{ code: 'LU', organisations: 1 }]);
    expect((await countries('community')).items.map(({ code }) => code).sort()).toEqual(['DE', 'EE', 'LU']);
    expect((await house.call(exploration.fields, { key: keyOf('plain') })).body.items).toEqual([]);
    const activity = async (user: UserName) => {
      const { body } = await house.call(home.activity, { key: keyOf(user) });
      return Object.fromEntries(body.items.map(({ noun, total }) => [noun, total]));
    };
    expect(await activity('plain')).toMatchObject({ organisation: 1, sharingGroup: 1, user: 1, encryptionKey: 0 });
    expect(await activity('plain')).not.toHaveProperty('brood');
    expect(await activity('community')).toMatchObject({
      organisation: expect.any(Number),
      orgGroup: 1,
      sharingGroup: 1,
      encryptionKey: 0,
      brood: expect.any(Number),
    });
    expect((await activity('plain'))['individual']).toBeLessThan((await activity('community'))['individual'] ?? 0);
  });
});
