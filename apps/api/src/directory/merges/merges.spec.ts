import { individuals, mailingLists, merges, organisations, sharingGroupBlueprints, users } from '@cerebrate/contract';
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
      // groups whose owner changed for a while are stamped for their consumers
      const rows = await house.rows(
        `select to_jsonb(t) - 'modified' - 'version' as row from ${from} t where t."${column}" = $1 order by 1`,
        [id],
      );
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

  it('keeps the right to extend a sharing group, and tells consumers of groups whose owner it was', async () => {
    const [here, there] = [await make('Extends not'), await make('Extends')];
    const group = async (owner: number) =>
      (
        await house.rows<{ id: number }>(
          `insert into sharing_groups (uuid, name, organisation_id, created, modified)
           values (gen_random_uuid(), 'Circle', $1, now() - interval '1 day', now() - interval '1 day') returning id`,
          [owner],
        )
      )[0]?.id ?? 0;
    const [shared, owned] = [await group(world.organisations.circl.id), await group(there.id)];
    await house.rows(
      `insert into sharing_group_members (sharing_group_id, organisation_id, extend, since) values ($1, $2, false, now()), ($1, $3, true, now())`,
      [shared, here.id, there.id],
    );
    const members = () =>
      house.rows('select organisation_id, extend from sharing_group_members where sharing_group_id = $1 order by 1', [
        shared,
      ]);
    const age = async (id: number) =>
      (
        await house.rows<{ old: boolean }>(
          `select modified < now() - interval '1 hour' as old from sharing_groups where id = $1`,
          [id],
        )
      )[0]?.old;
    const before = await members();
    const { body } = await merge(here.id, there.id);
    expect(await members()).toEqual([{ organisation_id: here.id, extend: true }]);
    expect([await age(shared), await age(owned)]).toEqual([false, false]);
    expect((await undo(here.id, body.id)).status).toBe(200);
    expect(await members()).toEqual(before);
  });

  it('keeps the addresses chosen on a list on which both were, and who was put there by hand', async () => {
    const person = async (email: string) =>
      (
        await house.call(individuals.create, {
          body: { email, emails: [{ address: 'both@lists.example', kind: 'duty' }] },
        })
      ).body;
    const [here, there] = [await person('here@lists.example'), await person('there@lists.example')];
    const [list] = await house.rows<{ id: number }>(
      `insert into mailing_lists (uuid, name, created, modified) values (gen_random_uuid(), 'L', now(), now()) returning id`,
    );
    await house.rows(
      `insert into mailing_list_members (mailing_list_id, individual_id, origin, created) values ($1, $2, 'rule', now()), ($1, $3, 'hand', now())`,
      [list?.id, here.id, there.id],
    );
    await house.rows(
      `insert into mailing_list_emails (member_id, email_id) select m.id, e.id from mailing_list_members m
       join individual_emails e on e.individual_id = m.individual_id where m.individual_id = $1`,
      [there.id],
    );
    const chosen = () =>
      house.rows(`select m.individual_id as id, m.origin, e.address::text from mailing_list_members m
        left join mailing_list_emails x on x.member_id = m.id left join individual_emails e on e.id = x.email_id
        where m.mailing_list_id = ${list?.id} order by 1`);
    const before = await chosen();
    const { body } = await house.call(merges.mergeIndividual, { params: at(here.id), body: { other: there.id } });
    expect(await chosen()).toEqual([{ id: here.id, origin: 'hand', address: 'both@lists.example' }]);
    const undone = await house.call(merges.undoIndividual, { params: at(here.id), body: { merge: body.id } });
    expect(undone.status, undone.text).toBe(200);
    expect(await chosen()).toEqual(before);
  });

  it('leaves a merged person on the lists where only they were, at the typed addresses chosen there and no others', async () => {
    const here = (await house.call(individuals.create, { body: { email: 'stays@lists.example' } })).body;
    const there = (
      await house.call(individuals.create, {
        body: {
          email: 'goes@lists.example',
          emails: [
            { address: 'duty@lists.example', kind: 'duty' },
            { address: 'home@lists.example', kind: 'private' },
          ],
        },
      })
    ).body;
    const [duty] = await house.rows<{ id: number }>(
      `select id from individual_emails where individual_id = ${there.id} and kind = 'duty'`,
    );
    const list = at((await house.call(mailingLists.create, { body: { name: 'Duty of the merged' } })).body.id);
    const said = await house.call(mailingLists.addMembers, {
      params: list,
      body: {
        individualIds: [there.id],
        addresses: { [there.id]: { primary: false, addressIds: [duty?.id ?? 0] } },
      },
    });
    expect(said.status, said.text).toBe(200);
    const used = async () =>
      (await house.call(mailingLists.members, { params: list })).body.items.map(({ individual, addresses }) => ({
        id: individual.id,
        at: addresses.filter(({ chosen }) => chosen).map(({ address }) => address),
      }));
    const { body } = await house.call(merges.mergeIndividual, { params: at(here.id), body: { other: there.id } });
    expect(await used()).toEqual([{ id: here.id, at: ['duty@lists.example'] }]);
    expect(
      (await house.call(individuals.get, { params: at(here.id) })).body.emails.map(({ address }) => address),
    ).toEqual(['duty@lists.example', 'home@lists.example']);
    await house.call(merges.undoIndividual, { params: at(here.id), body: { merge: body.id } });
    expect(await used()).toEqual([{ id: there.id, at: ['duty@lists.example'] }]);
  });

  it('brings keys, consent and confirmation over; where both agreed, what the survivor agreed to holds', async () => {
    const person = async (email: string) => (await house.call(individuals.create, { body: { email } })).body;
    const [here, there] = [await person('here@keys.example'), await person('there@keys.example')];
    for (const [id, field] of [
      [here.id, 'position'],
      [there.id, 'email'],
    ])
      await house.rows(
        `insert into public_consents (individual_id, fields, agreed_by, agreed_at, created, modified)
         values ($1, array[$2], 'they', now(), now(), now())`,
        [id, field],
      );
    await house.rows('insert into confirmations (individual_id, confirmed_at) values ($1, now())', [there.id]);
    await house.rows(
      `insert into encryption_keys (uuid, individual_id, type, text, created, modified)
       values (gen_random_uuid(), $1, 'pgp', 'x', now(), now())`,
      [there.id],
    );
    const { body } = await house.call(merges.mergeIndividual, { params: at(here.id), body: { other: there.id } });
    const told = () =>
      house.rows(`select 'consent' as what, individual_id as id, fields[1] as field from public_consents where individual_id in (${here.id}, ${there.id})
        union all select 'confirmed', individual_id, null from confirmations where individual_id in (${here.id}, ${there.id})
        union all select 'key', individual_id, null from encryption_keys where individual_id in (${here.id}, ${there.id}) order by 1, 2`);
    expect(await told()).toEqual([
      { what: 'confirmed', id: here.id, field: null },
      { what: 'consent', id: here.id, field: 'position' },
      { what: 'key', id: here.id, field: null },
    ]);
    await house.call(merges.undoIndividual, { params: at(here.id), body: { merge: body.id } });
    expect((await told()).map((row) => row['id'])).toEqual([there.id, here.id, there.id, there.id]);
  });

  it('lets the old uuid find the survivor in lists, searches, rules and what peers ask', async () => {
    const [here, there] = [await make('Found by both'), await make('Old name')];
    await merge(here.id, there.id);
    const listed = async (query: Record<string, string>) =>
      (await house.call(organisations.list, { query })).body.items.map(({ id }) => id);
    for (const uuid of [here.uuid, there.uuid]) {
      expect(await listed({ uuid })).toEqual([here.id]);
      expect(await listed({ 'uuid.in': `${uuid},${world.organisations.acme.uuid}` })).toHaveLength(2);
      expect(await listed({ q: uuid })).toEqual([here.id]);
      expect(await listed({ 'uuid.not': uuid, limit: '500' })).not.toContain(here.id);
      const indexed = await house.ask(`/organisations/index.json?uuid=${uuid}`, { key: keyOf('admin') });
      expect(indexed.body).toMatchObject([{ id: here.id, uuid: here.uuid }]);
    }
    const body = { rules: { kind: 'or', rules: [{ kind: 'uuid', uuids: [there.uuid] }] } };
    const preview = await house.call(sharingGroupBlueprints.preview, { body: body as never });
    expect(preview.body, preview.text).toMatchObject({ matched: 1 });
    const [one, two] = [world.people.carla, world.people.deniz];
    await house.call(merges.mergeIndividual, { params: at(one.id), body: { other: two.id } });
    for (const path of [`/individuals/view/${two.uuid}.json`, `/individuals/index.json?uuid=${two.uuid}`]) {
      const said = await house.ask(path, { key: keyOf('admin') });
      expect([said.body].flat(), path).toMatchObject([{ id: one.id, uuid: one.uuid }]);
    }
    const found = await house.call(individuals.list, { query: { uuid: two.uuid } });
    expect(found.body.items.map(({ id }) => id)).toEqual([one.id]);
    const removed = await house.call(individuals.remove, { params: { ref: two.uuid } });
    expect([removed.status, removed.body.detail]).toEqual([409, expect.stringContaining('was merged into')]);
  });
});
