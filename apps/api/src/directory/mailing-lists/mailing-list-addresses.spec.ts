import { individuals, mailingLists, type NewMailingList } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type PersonName, type UserName, type World } from '../../../test/world.js';
import { RuleJobs } from '../rules/rule-jobs.js';

describe('the addresses and people of mailing lists', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const make = async (name: string, more: Partial<NewMailingList> = {}, user: UserName = 'admin') => {
    const said = await house.call(mailingLists.create, { body: { name, ...more }, key: keyOf(user) });
    expect(said.status, said.text).toBe(201);
    return { ref: String(said.body.id) };
  };
  const membersOf = async (params: { ref: string }, user: UserName = 'admin') =>
    (await house.call(mailingLists.members, { params, key: keyOf(user) })).body.items;
  const used = async (params: { ref: string }, user: UserName = 'admin') =>
    (await membersOf(params, user)).flatMap(({ addresses }) =>
      addresses.filter(({ chosen }) => chosen).map(({ address }) => address),
    );
  const give = async (
    person: PersonName,
    emails: { address: string; kind: 'duty' | 'private' | 'work' | 'other' }[],
  ) => {
    const params = { ref: String(world.people[person].id) };
    const { body } = await house.call(individuals.get, { params });
    const said = await house.call(individuals.update, { params, body: { emails }, ifMatch: body.version });
    expect(said.status, said.text).toBe(200);
    return (
      await house.rows<{ id: number }>('select id from individual_emails where individual_id = $1 order by position', [
        world.people[person].id,
      ])
    ).map(({ id }) => id);
  };
  const endWith = (person: PersonName, days: number) =>
    house.rows(
      `update alignments set valid_until = (now() at time zone 'utc')::date - $2::int where individual_id = $1`,
      [world.people[person].id, days],
    );
  const everyAlignmentOpen = () => house.rows('update alignments set valid_from = null, valid_until = null');

  it('are offered with the kind they have in the record of the person, and used when chosen', async () => {
    const [duty, own] = await give('alice', [
      { address: 'duty@alice.example', kind: 'duty' },
      { address: 'alice@home.example', kind: 'private' },
    ]);
    const list = await make('Duty');
    const individualId = world.people.alice.id;
    const said = await house.call(mailingLists.addMembers, {
      params: list,
      body: {
        individualIds: [individualId],
        addresses: { [individualId]: { primary: false, addressIds: [duty ?? 0] } },
      },
    });
    expect(said.status, said.text).toBe(200);
    const [member] = await membersOf(list);
    expect(member?.addresses).toMatchObject([
      { source: 'primary', chosen: false },
      { source: 'address', id: duty, address: 'duty@alice.example', label: 'duty', chosen: true },
      { source: 'address', id: own, address: 'alice@home.example', label: 'private', chosen: false },
    ]);
    const out = await house.call(mailingLists.export, { params: list, query: { format: 'comma', names: 'false' } });
    expect(out.body.text).toBe('duty@alice.example');
    const set = await house.call(mailingLists.setAddresses, {
      params: list,
      body: { individualId, primary: true, addressIds: [own ?? 0] },
    });
    expect(set.status, set.text).toBe(200);
    expect(await used(list)).toEqual(['alice@people.example', 'alice@home.example']);
    const history = await house.call(mailingLists.history, { params: list });
    expect(history.body.entries[0]?.changes[0]?.after).toBe('Alice Adams <alice@people.example, alice@home.example>');
  });

  it('are those of the person alone', async () => {
    const [ofBob] = await give('bob', [{ address: 'duty@bob.example', kind: 'duty' }]);
    const list = await make('Alone');
    const individualId = world.people.alice.id;
    for (const addressIds of [[ofBob ?? 0], [999_999]]) {
      const said = await house.call(mailingLists.addMembers, {
        params: list,
        body: { individualIds: [individualId], addresses: { [individualId]: { primary: true, addressIds } } },
      });
      expect(said.status).toBe(400);
      expect(said.body.issues?.[0]?.path).toEqual(['addresses', String(individualId), 'addressIds']);
    }
    expect(await membersOf(list)).toEqual([]);
  });

  it('go when the person gives them up, and stay when the person keeps them', async () => {
    const [duty] = await give('carla', [
      { address: 'duty@carla.example', kind: 'duty' },
      { address: 'old@carla.example', kind: 'other' },
    ]);
    const list = await make('Given up');
    const individualId = world.people.carla.id;
    await house.call(mailingLists.addMembers, {
      params: list,
      body: {
        individualIds: [individualId],
        addresses: { [individualId]: { primary: false, addressIds: [duty ?? 0] } },
      },
    });
    await give('carla', [{ address: 'duty@carla.example', kind: 'work' }]);
    expect(await used(list)).toEqual(['duty@carla.example']);
    await give('carla', []);
    expect(await used(list)).toEqual([]);
    const { body } = await house.call(mailingLists.export, { params: list, query: { format: 'csv' } });
    expect(body.warnings.join(' ')).toContain('Without an address: Carla');
  });

  it('find by role and organisation those who are aligned today, not those who left or have not come', async () => {
    await everyAlignmentOpen();
    const { circl } = world.organisations;
    const byOrganisation = { kind: 'organisation' as const, rule: { kind: 'uuid' as const, uuids: [circl.uuid] } };
    const list = await make('Aligned', { rule: byOrganisation });
    const names = async () => (await membersOf(list)).map(({ individual }) => individual.name);
    const all = await names();
    expect(all).toEqual(expect.arrayContaining(['Alice Adams', 'Bob Brown']));
    await endWith('alice', 1);
    await house.rows(
      `update alignments set valid_from = (now() at time zone 'utc')::date + 1 where individual_id = $1`,
      [world.people.bob.id],
    );
    const preview = await house.call(mailingLists.preview, { body: { rule: byOrganisation, list: list.ref } });
    expect(preview.body).toMatchObject({ joins: 0, leaves: 2 });
    // Nobody changed a record: the day began.
    await house.app.get(RuleJobs).follow();
    expect(await names()).toEqual(all.filter((name) => name !== 'Alice Adams' && name !== 'Bob Brown'));
    await endWith('alice', 0);
    await house.app.get(RuleJobs).follow();
    expect(await names()).toContain('Alice Adams');
  });

  it('take all people of an organisation who are there today', async () => {
    await everyAlignmentOpen();
    await endWith('bob', 1);
    const list = await make('All people');
    await house.call(mailingLists.addMembers, {
      params: list,
      body: { organisationIds: [world.organisations.circl.id] },
    });
    const names = (await membersOf(list)).map(({ individual }) => individual.name);
    expect(names).toContain('Alice Adams');
    expect(names).not.toContain('Bob Brown');
    await everyAlignmentOpen();
  });

  it('stand in the answer of the dialect as well, and nothing of them that is not used', async () => {
    const [duty] = await give('deniz', [
      { address: 'duty@deniz.example', kind: 'duty' },
      { address: 'deniz@home.example', kind: 'private' },
    ]);
    const list = await make('Dialect');
    const individualId = world.people.deniz.id;
    await house.call(mailingLists.addMembers, {
      params: list,
      body: {
        individualIds: [individualId],
        addresses: { [individualId]: { primary: false, addressIds: [duty ?? 0] } },
      },
    });
    const said = await house.ask(`/mailingLists/listIndividuals/${list.ref}.json`, {
      headers: { authorization: keyOf('admin') },
    });
    expect(said.body).toMatchObject([{ id: individualId, mailinglist_emails: ['duty@deniz.example'] }]);
    expect(said.text).not.toContain('deniz@home.example');
  });
});
