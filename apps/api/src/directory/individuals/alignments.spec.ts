import { alignments, enumerations, individuals } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { battery } from '../../../test/battery.js';
import { type House, startHouse } from '../../../test/house.js';
import { expectFacesAgree } from '../../../test/scope-agreement.js';
import { buildWorld, keyOf, type World } from '../../../test/world.js';
import { alignmentScope, type JoinedAlignment } from './alignment.scope.js';

battery('alignments', {
  endpoints: alignments,
  kind: 'alignment',
  sample: (world, at) => ({
    individualId: world.people.fatima.id,
    organisationId: world.organisations.circl.id,
    type: `Role ${at}`,
    validFrom: '2026-01-01',
  }),
  change: () => ({ body: { validUntil: '2999-12-31' }, field: 'validUntil', value: '2999-12-31' }),
  changes: (_world, at) => ({ type: `Role ${at}` }),
  statements: 4,
});

describe('alignments', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const add = (body: Record<string, unknown>, key?: string) =>
    house.call(alignments.create, { body: body as never, ...(key ? { key } : {}) });
  const pair = (person: keyof World['people'], organisation: keyof World['organisations'], type = 'Guest') => ({
    individualId: world.people[person].id,
    organisationId: world.organisations[organisation].id,
    type,
  });

  it('are seen and changed by exactly those who see and change both ends', async () => {
    const rows = await house.rows<Record<string, unknown>>(`
      select a.*, to_jsonb(i) as i, to_jsonb(o) as o,
        array(select organisation_id from alignments where individual_id = i.id) as every
      from alignments a join individuals i on i.id = a.individual_id join organisations o on o.id = a.organisation_id`);
    const judged = rows.map((row) => ({
      ...row,
      individual: { ...(row['i'] as object), deletedAt: null, alignedWith: row['every'], currentlyWith: row['every'] },
      organisation: { ...(row['o'] as object), deletedAt: null },
    })) as unknown as JoinedAlignment[];
    expect(await expectFacesAgree(house, alignmentScope, 'alignments', judged)).toBeGreaterThan(100);
  });

  it('of other organisations and people are in nobody’s list, count or CSV', async () => {
    const key = keyOf('plain');
    const said = await house.call(alignments.list, { query: { limit: '500' }, key });
    expect(new Set(said.body.items.map(({ organisation }) => organisation.name))).toEqual(new Set(['CIRCL']));
    expect(said.body.total).toBe(said.body.items.length);
    expect((await house.call(alignments.csv, { key })).text).not.toContain('Acme');
    const guess = { organisationId: String(world.organisations.acme.id) };
    expect((await house.call(alignments.list, { query: guess, key })).body.total).toBe(0);
    const [foreign] = (await house.call(alignments.list, { query: guess })).body.items;
    const params = { ref: String(foreign?.id) };
    expect((await house.call(alignments.get, { params, key })).status).toBe(404);
    expect((await house.call(alignments.remove, { params, key: keyOf('orgAdmin') })).status).toBe(404);
  });

  it('are made only between people and organisations the caller administers', async () => {
    const orgAdmin = keyOf('orgAdmin');
    const groupAdmin = keyOf('groupAdmin');
    expect((await add(pair('alice', 'circl', 'Trainer'), orgAdmin)).status).toBe(201);
    expect((await add(pair('carla', 'circl'), orgAdmin)).status).toBe(400);
    expect((await add(pair('alice', 'acme'), orgAdmin)).status).toBe(400);
    expect((await add(pair('carla', 'cert-ee'), groupAdmin)).status).toBe(201);
    expect((await add(pair('alice', 'cert-ee'), groupAdmin)).status).toBe(400);
    expect((await add(pair('fatima', 'acme'), keyOf('community'))).status).toBe(201);
    expect((await add(pair('alice', 'circl'), keyOf('plain'))).status).toBe(403);
  });

  it('that ended are not renewed by the organisation they were with', async () => {
    const ended = await add({ ...pair('fatima', 'circl', 'Former'), validUntil: '2020-01-01' });
    const params = { ref: String(ended.body.id) };
    const key = keyOf('orgAdmin');
    expect((await house.call(alignments.get, { params, key })).body).toMatchObject({ isCurrent: false });
    expect((await house.call(alignments.update, { params, body: { validUntil: null }, key })).status).toBe(403);
    expect((await add(pair('fatima', 'circl', 'Member'), key)).status).toBe(403);
    const list = await house.call(alignments.list, { query: { current: 'false' } });
    expect(list.body.items.map(({ id }) => id)).toContain(ended.body.id);
  });

  it('are one to a person, organisation and role, and end after they begin', async () => {
    expect((await add(pair('eero', 'cert-ee', 'Lead'))).status).toBe(201);
    const twice = await add(pair('eero', 'cert-ee', 'lead'));
    expect(twice.status).toBe(409);
    expect(twice.body.issues?.[0]?.path).toEqual(['type']);
    const backwards = await add({ ...pair('eero', 'acme'), validFrom: '2026-05-01', validUntil: '2026-04-30' });
    expect(backwards.body.issues?.[0]?.path).toEqual(['validUntil']);
    const open = await add({ ...pair('eero', 'acme', 'Late'), validFrom: '2026-05-01' });
    const params = { ref: String(open.body.id) };
    expect((await house.call(alignments.update, { params, body: { validUntil: '2026-04-30' } })).status).toBe(400);
    expect(
      (await house.call(alignments.create, { body: { ...pair('eero', 'circl'), validFrom: 'soon' } })).status,
    ).toBe(400);
  });

  it('stand in the history of the person', async () => {
    const { body } = await add(pair('deniz', 'circl', 'Visitor'));
    await house.call(alignments.remove, { params: { ref: String(body.id) } });
    const history = await house.call(individuals.history, { params: { ref: String(world.people.deniz.id) } });
    expect(history.body.entries.slice(0, 2).map(({ kind, action }) => `${kind} ${action}`)).toEqual([
      'alignment delete',
      'alignment add',
    ]);
  });

  it('take their role from the collection that governs it', async () => {
    expect((await house.call(alignments.roles, {})).body).toMatchObject({ isClosed: false });
    await house.call(enumerations.create, {
      body: { name: 'Roles', targetModel: 'Alignments', targetField: 'type', values: ['Member', 'Head'] } as never,
    });
    expect((await house.call(alignments.roles, {})).body).toEqual({ roles: ['Member', 'Head'], isClosed: true });
    expect((await add(pair('bob', 'circl', 'Head'))).status).toBe(201);
    const refused = await add(pair('bob', 'circl', 'King'));
    expect(refused.status).toBe(400);
    expect(refused.body.issues?.[0]?.path).toEqual(['type']);
  });
});
