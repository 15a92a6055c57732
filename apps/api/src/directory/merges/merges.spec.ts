import { individuals, merges, organisations, users } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';

describe('merging', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const at = (id: number) => ({ ref: String(id) });
  const make = async (name: string, more: object = {}) =>
    (await house.call(organisations.create, { body: { name, ...more } })).body;
  const merge = (here: number, other: number, take: string[] = [], user?: UserName) =>
    house.call(merges.mergeOrganisation, {
      params: at(here),
      body: { other, take },
      ...(user ? { key: keyOf(user) } : {}),
    });
  const undo = (here: number, id: number) =>
    house.call(merges.undoOrganisation, { params: at(here), body: { merge: id } });
  const fill = (id: number) =>
    Promise.all([
      house.rows(
        `insert into alignments (individual_id, organisation_id, type, created, modified) values ($1, $2, 'Member', now(), now()), ($3, $2, 'Member', now(), now())`,
        [world.people.alice.id, id, world.people.fatima.id],
      ),
      house.rows('insert into org_group_organisations (org_group_id, organisation_id) values ($1, $2)', [
        world.group.id,
        id,
      ]),
      house.call(organisations.tag, { params: at(id), body: { add: ['both', `only:${id}`] } }),
    ]);
  /** Every row that refers to a record, by table and column, as the catalogue knows them. */
  const references = async (table: string, id: number) => {
    const columns = await house.rows<{ table: string; column: string }>(
      `select c.conrelid::regclass::text as table, a.attname as column from pg_constraint c
       join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
       where c.contype = 'f' and c.confrelid = $1::regclass order by 1, 2`,
      [table],
    );
    const found: Record<string, unknown[]> = {};
    for (const { table: from, column } of columns) {
      const rows = await house.rows(`select to_jsonb(t) as row from ${from} t where t."${column}" = $1 order by 1`, [
        id,
      ]);
      if (rows.length > 0) found[`${from}.${column}`] = rows;
    }
    return { columns, found };
  };

  it('brings everything over that refers to the other one, and the undo puts every row back as it was', async () => {
    await house.rows(`create table if not exists badges (owner integer not null references organisations,
      colour text not null, primary key (owner, colour), shade text generated always as (colour || '!') stored)`);
    const here = await make('Survivor');
    const there = await make('Double', { url: 'https://double.example' });
    await fill(here.id);
    await fill(there.id);
    await house.rows(
      `insert into badges (owner, colour) values (${here.id}, 'red'), (${there.id}, 'red'), (${there.id}, 'blue')`,
    );
    await house.rows('update users set organisation_id = $1 where id = $2', [there.id, world.users.plain.id]);
    await house
      .rows(`insert into sharing_groups (uuid, name, organisation_id, created, modified)
      select gen_random_uuid(), 'A circle', ${there.id}, now(), now()`)
      .catch(() => undefined);
    const before = [await references('organisations', here.id), await references('organisations', there.id)];
    expect(Object.keys(before[1]?.found ?? {}).length).toBeGreaterThan(4);

    const preview = await house.call(merges.previewOrganisation, { params: at(here.id), body: { other: there.id } });
    expect(preview.body.fields).toContainEqual({ field: 'url', here: null, there: 'https://double.example' });
    expect(preview.body.relations).toContainEqual({ label: 'alignments', moves: 0, folds: 2 });
    expect(preview.body.relations).toContainEqual({ label: 'badges (owner)', moves: 1, folds: 1 });
    expect(preview.body.relations).toContainEqual({ label: 'users', moves: 1, folds: 0 });
    expect([await references('organisations', here.id), await references('organisations', there.id)]).toEqual(before);

    const merged = await merge(here.id, there.id, ['url']);
    expect(merged.status, merged.text).toBe(200);
    const left = await references('organisations', there.id);
    expect(left.columns.length).toBeGreaterThan(5);
    expect(left.found).toEqual({});
    const got = await house.call(organisations.get, { params: at(here.id) });
    expect(got.body).toMatchObject({ name: 'Survivor', url: 'https://double.example', people: 2 });
    expect(got.body.tags.map(({ name }) => name).sort()).toEqual(['both', `only:${here.id}`, `only:${there.id}`]);
    expect((await house.call(organisations.get, { params: at(there.id) })).status).toBe(404);

    const undone = await undo(here.id, merged.body.id);
    expect(undone.status, undone.text).toBe(200);
    expect([await references('organisations', here.id), await references('organisations', there.id)]).toEqual(before);
    expect((await house.call(organisations.get, { params: at(here.id) })).body.url).toBeNull();
    expect((await house.call(organisations.get, { params: at(there.id) })).status).toBe(200);
    expect((await undo(here.id, merged.body.id)).status).toBe(404);
    await house.rows('drop table badges');
    await house.rows('update users set organisation_id = $1 where id = $2', [
      world.organisations.circl.id,
      world.users.plain.id,
    ]);
  });

  it('leaves the old uuid leading to the survivor, through several merges, for us and for peers, to read and to write', async () => {
    const [a, b, c] = [await make('First of three'), await make('Second of three'), await make('Third of three')];
    await merge(b.id, a.id);
    await merge(c.id, b.id);
    for (const { uuid } of [a, b, c]) {
      expect((await house.call(organisations.get, { params: { ref: uuid } })).body.id).toBe(c.id);
      const said = await house.ask(`/organisations/view/${uuid}.json`, { key: keyOf('admin') });
      expect(said.body).toMatchObject({ id: c.id, uuid: c.uuid });
    }
    const changed = await house.call(organisations.update, { params: { ref: a.uuid }, body: { sector: 'Energy' } });
    expect(changed.body).toMatchObject({ id: c.id, sector: 'Energy' });
  });

  it('lets nobody make a second record of an alias, nor restore the merged one behind its back', async () => {
    const [here, there] = [await make('Stays'), await make('Goes')];
    await merge(here.id, there.id);
    expect((await house.call(organisations.create, { body: { name: 'Again', uuid: there.uuid } })).status).toBe(409);
    expect((await house.call(organisations.restore, { params: at(there.id) })).status).toBe(409);
    const other = await make('Other');
    const said = await house.call(organisations.update, { params: at(other.id), body: { uuid: there.uuid } });
    expect(said.status).toBe(409);
  });

  it('is refused with oneself, with a record that is gone, and to whoever may not delete organisations', async () => {
    const [here, there] = [await make('One'), await make('Two')];
    expect((await merge(here.id, here.id)).status).toBe(400);
    expect((await merge(here.id, 2_000_000)).status).toBe(404);
    for (const user of ['orgAdmin', 'groupAdmin', 'plain', 'instance', 'sync'] as const)
      expect((await merge(here.id, there.id, [], user)).status).toBe(403);
    expect((await merge(here.id, there.id, ['uuid'])).status).toBe(400);
    await merge(here.id, there.id);
    expect((await merge(there.id, here.id)).status).toBe(404);
    expect((await merge(here.id, there.id)).status).toBe(404);
  });

  it('cannot be undone once the survivor or what came over moved on, and says which', async () => {
    const [here, there] = [await make('Moved on'), await make('Behind')];
    await fill(there.id);
    const { body } = await merge(here.id, there.id);
    await house.rows('delete from alignments where organisation_id = $1', [here.id]);
    const gone = await undo(here.id, body.id);
    expect([gone.status, gone.body.detail]).toEqual([409, expect.stringContaining('alignments was changed since')]);
    await house.call(organisations.update, { params: at(here.id), body: { sector: 'Energy' } });
    const changed = await undo(here.id, body.id);
    expect([changed.status, changed.body.detail]).toEqual([409, expect.stringContaining('Moved on was changed since')]);
    expect((await house.call(organisations.get, { params: at(there.id) })).status).toBe(404);
  });

  it('stands in the histories of both and of the users who came along', async () => {
    const [here, there] = [await make('With history'), await make('Told')];
    await house.rows('update users set organisation_id = $1 where id = $2', [there.id, world.users.editor.id]);
    const { body } = await merge(here.id, there.id);
    const told = await house.call(organisations.history, { params: at(here.id) });
    expect(told.body.entries[0]).toMatchObject({ action: 'merge', actor: { name: 'admin-of-tests' } });
    const user = await house.call(users.history, { params: at(world.users.editor.id) });
    expect(user.body.entries[0]?.action).toBe('merge');
    const listed = await house.call(merges.ofOrganisation, { params: at(here.id) });
    expect(listed.body.items).toMatchObject([{ id: body.id, merged: { name: 'Told' }, undoneAt: null }]);
    expect((await undo(here.id, body.id)).status).toBe(200);
    const after = await house.call(merges.ofOrganisation, { params: at(here.id) });
    expect(after.body.items[0]?.undoneAt).not.toBeNull();
  });

  it('merges people, their addresses chosen, but never two accounts', async () => {
    const { alice, bob } = world.people;
    const body = { other: bob.id, take: ['email', 'lastName'] };
    const merged = await house.call(merges.mergeIndividual, { params: at(alice.id), body });
    expect(merged.status, merged.text).toBe(200);
    const person = async (id: number) =>
      (
        await house.rows('select email::text, last_name, deleted_at is null as alive from individuals where id = $1', [
          id,
        ])
      )[0];
    expect(await person(alice.id)).toEqual({ email: 'bob@people.example', last_name: 'Brown', alive: true });
    expect(await person(bob.id)).toMatchObject({ alive: false });
    expect((await references('individuals', bob.id)).found).toEqual({});
    const byAlias = await house.call(individuals.get, { params: { ref: bob.uuid } });
    expect(byAlias.body).toMatchObject({ id: alice.id, lastName: 'Brown' });
    const undone = await house.call(merges.undoIndividual, { params: at(alice.id), body: { merge: merged.body.id } });
    expect(undone.status, undone.text).toBe(200);
    expect(await person(alice.id)).toEqual({ email: 'alice@people.example', last_name: 'Adams', alive: true });
    const [one, two] = [world.users.plain.individualId, world.users.viewer.individualId];
    const refused = await house.call(merges.mergeIndividual, { params: at(one), body: { other: two } });
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('both have user accounts')]);
  });
});
