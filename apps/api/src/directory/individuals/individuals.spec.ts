import { individuals } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { battery } from '../../../test/battery.js';
import { type House, startHouse } from '../../../test/house.js';
import { expectFacesAgree } from '../../../test/scope-agreement.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';
import { IndividualEntity } from './individual.entity.js';
import { type AlignedIndividual, individualScope } from './individual.scope.js';
import { addressesOf } from './individual-addresses.js';

battery('individuals', {
  endpoints: individuals,
  kind: 'individual',
  sample: (_world, at) => ({
    email: `sample${at}@battery.example`,
    firstName: 'Sample',
    lastName: `Number ${at}`,
    position: 'Analyst',
    emails: [{ address: `duty${at}@battery.example`, kind: 'duty' }],
  }),
  change: () => ({ body: { position: 'Head' }, field: 'position', value: 'Head' }),
  statements: 4,
  invisible: (world) => [
    { user: 'plain', id: world.people.carla.id },
    { user: 'orgAdmin', id: world.people.eero.id },
    { user: 'groupAdmin', id: world.people.alice.id },
    { user: 'viewer', id: world.people.fatima.id },
  ],
});

describe('people', () => {
  let house: House;
  let world: World;
  let made = 0;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const add = async (body: Record<string, unknown> = {}, key?: string) => {
    const said = await house.call(individuals.create, {
      body: { email: `person${++made}@spec.example`, firstName: 'Person', lastName: `P${made}`, ...body } as never,
      ...(key ? { key } : {}),
    });
    expect(said.status, said.text).toBe(201);
    return said.body;
  };
  const listed = async (query: Record<string, string>, key?: string) => {
    const said = await house.call(individuals.list, { query: { limit: '500', ...query }, ...(key ? { key } : {}) });
    expect(said.status, said.text).toBe(200);
    return said.body.items.map((item) => item.firstName);
  };
  const align = (individualId: number, organisationId: number, from: string | null, until: string | null) =>
    house.rows(
      `insert into alignments (individual_id, organisation_id, type, valid_from, valid_until, created, modified)
       values ($1, $2, 'Guest', $3, $4, now(), now())`,
      [individualId, organisationId, from, until],
    );

  it('are seen and changed by exactly those whom the query lets see and change them', async () => {
    const past = await add({ email: 'past@spec.example' });
    await align(past.id, world.organisations.circl.id, null, '2020-12-31');
    const rows = await house.rows<Record<string, unknown>>(`
      select i.*, array(select organisation_id from alignments where individual_id = i.id) as every,
        array(select organisation_id from alignments where individual_id = i.id
          and coalesce(valid_from <= current_date, true) and coalesce(valid_until >= current_date, true)) as now
      from individuals i`);
    const judged = rows.map((row) =>
      Object.assign(new IndividualEntity(), row, {
        deletedAt: row['deleted_at'],
        alignedWith: row['every'],
        currentlyWith: row['now'],
      }),
    ) as unknown as AlignedIndividual[];
    expect(await expectFacesAgree(house, individualScope, 'individuals', judged)).toBeGreaterThan(100);
  });

  it('of an ended or future alignment are seen but not changed by the organisation’s administrator', async () => {
    for (const [from, until] of [
      [null, '2020-12-31'],
      ['2999-01-01', null],
    ] as const) {
      const person = await add();
      await align(person.id, world.organisations.circl.id, from, until);
      const params = { ref: String(person.id) };
      const key = keyOf('orgAdmin');
      const seen = await house.call(individuals.get, { params, key });
      expect(seen.body).toMatchObject({ mayChange: false, alignments: [{ isCurrent: false, validUntil: until }] });
      expect((await house.call(individuals.update, { params, body: { position: 'x' }, key })).status).toBe(403);
      expect((await house.call(individuals.tag, { params, body: { add: ['x'] }, key })).status).toBe(403);
    }
  });

  it('are administered by the administrators of their organisation and of its groups, and by nobody else', async () => {
    const change = async (user: UserName, id: number) =>
      (
        await house.call(individuals.update, {
          params: { ref: String(id) },
          body: { position: `by ${user}` },
          key: keyOf(user),
        })
      ).status;
    expect(await change('orgAdmin', world.people.alice.id)).toBe(200);
    expect(await change('groupAdmin', world.people.carla.id)).toBe(200);
    expect(await change('groupAdmin', world.people.eero.id)).toBe(200);
    expect(await change('orgAdmin', world.people.carla.id)).toBe(404);
    expect(await change('groupAdmin', world.people.alice.id)).toBe(404);
    expect(await change('plain', world.people.alice.id)).toBe(403);
    expect(await change('community', world.people.fatima.id)).toBe(200);
  });

  it('added by an organisation’s administrator are members of that organisation from the start', async () => {
    const person = await add({}, keyOf('orgAdmin'));
    expect(person.alignments).toMatchObject([
      { type: 'Member', isCurrent: true, organisation: { id: world.organisations.circl.id } },
    ]);
    expect(person.mayChange).toBe(true);
    expect((await add({}, keyOf('community'))).alignments).toEqual([]);
  });

  it('have an e-mail address that nobody else has, whatever its case', async () => {
    await add({ email: 'Unique.One@spec.example' });
    const twice = await house.call(individuals.create, { body: { email: 'unique.one@SPEC.example' } });
    expect(twice.status).toBe(409);
    expect(twice.body.issues?.[0]?.path).toEqual(['email']);
    const other = await add();
    const moved = await house.call(individuals.update, {
      params: { ref: String(other.id) },
      body: { email: 'UNIQUE.one@spec.example' },
    });
    expect(moved.status).toBe(409);
    expect((await house.call(individuals.create, { body: { email: 'no address' } })).body.issues?.[0]?.path).toEqual([
      'email',
    ]);
  });

  it('are noticed before they are added twice, by address and by name, inside the caller’s sight', async () => {
    await add({
      email: 'noticed@spec.example',
      firstName: 'Wilhelmina',
      lastName: 'Schneider',
      emails: [{ address: 'also@spec.example', kind: 'private' }],
    });
    const ask = async (query: Record<string, string>, key?: string) =>
      (await house.call(individuals.duplicates, { query, ...(key ? { key } : {}) })).body.map((one) => one.because);
    expect(await ask({ email: 'NOTICED@spec.example' })).toEqual(['email']);
    expect(await ask({ email: 'also@spec.example' })).toEqual(['address']);
    expect(await ask({ name: 'wilhelmina schneider' })).toEqual(['name']);
    expect(await ask({ name: 'Wilhelmina Schnieder' })).toEqual(['name']);
    expect(await ask({ email: 'nobody@spec.example', name: 'Nobody Known' })).toEqual([]);
    expect(await ask({ name: 'Wilhelmina Schneider' }, keyOf('orgAdmin'))).toEqual([]);
  });

  it('keep further addresses with their ids, and tell all of them in one order', async () => {
    const emails = [
      { address: 'b@addresses.example', kind: 'duty' as const },
      { address: 'a@addresses.example', kind: 'private' as const },
    ];
    const person = await add({ emails });
    expect(person.emails.map(({ address, kind }) => ({ address, kind }))).toEqual(emails);
    const kept = person.emails[1]?.id;
    const changed = await house.call(individuals.update, {
      params: { ref: String(person.id) },
      body: {
        emails: [
          { address: 'a@addresses.example', kind: 'work' },
          { address: 'c@addresses.example', kind: 'other' },
        ],
      },
    });
    expect(changed.body.emails).toMatchObject([{ id: kept, kind: 'work' }, { address: 'c@addresses.example' }]);
    expect(changed.body.version).toBe(person.version + 1);
    const known = (await addressesOf(house.store, [person.id, 999_999])).get(person.id);
    expect(known?.map(({ key, address }) => [key.replace(/\d+/, 'n'), address])).toEqual([
      ['primary', person.email],
      ['email:n', 'a@addresses.example'],
      ['email:n', 'c@addresses.example'],
    ]);
    const history = await house.call(individuals.history, { params: { ref: String(person.id) } });
    expect(history.body.entries[0]?.changes.map(({ field }) => field)).toEqual(['emails']);
    expect(await listed({ q: 'c@addresses' })).toEqual(['Person']);
    const twice = [emails[0], { ...emails[0], address: 'B@addresses.example' }];
    expect(
      (await house.call(individuals.create, { body: { email: 'x@spec.example', emails: twice as never } })).status,
    ).toBe(400);
  });

  it('are found by name in any order, by a slip of the finger, by address, uuid and position', async () => {
    const person = await add({ firstName: 'Ægir', lastName: 'Þorláksson', position: 'Head of Tides' });
    for (const q of ['þorláksson ægir', 'thorlaksson', 'Thorlakson', person.email, person.uuid, 'head of tides'])
      expect(await listed({ q }), q).toEqual(['Ægir']);
    expect(await listed({ q: 'Þorláksson' }, keyOf('plain'))).toEqual([]);
  });

  it('are listed by organisation, role, country, account and tag', async () => {
    const acme = String(world.organisations.acme.id);
    expect((await listed({ organisation: acme, hasUser: 'false' })).sort()).toEqual(['Bob', 'Carla', 'Deniz']);
    expect(await listed({ organisation: acme, hasUser: 'true' })).toContain('viewer');
    expect(await listed({ 'organisation.empty': 'true' })).toContain('Fatima');
    expect(await listed({ country: 'EE', hasUser: 'false' })).toContain('Eero');
    expect(await listed({ role: 'member', 'organisation.in': acme })).toContain('Bob');
    await house.call(individuals.tag, { params: { ref: String(world.people.bob.id) }, body: { add: ['trainer'] } });
    expect(await listed({ tag: 'trainer' })).toEqual(['Bob']);
  });

  it('show their alignments only with organisations their reader may see', async () => {
    const params = { ref: String(world.people.bob.id) };
    const all = await house.call(individuals.get, { params });
    expect(all.body.alignments.map(({ organisation }) => organisation.name)).toEqual(['Acme', 'CIRCL']);
    const some = await house.call(individuals.get, { params, key: keyOf('plain') });
    expect(some.body.alignments.map(({ organisation }) => organisation.name)).toEqual(['CIRCL']);
    const guess = { organisation: String(world.organisations.acme.id) };
    expect(await listed(guess, keyOf('plain'))).toEqual([]);
  });

  it('are deleted with a preview, disappear everywhere, and come back whole', async () => {
    const person = await add({ tags: ['kept'], emails: [{ address: 'back@spec.example', kind: 'work' }] });
    const params = { ref: person.uuid };
    const impact = await house.call(individuals.impact, { params });
    expect(impact.body).toMatchObject({ takesAlong: { tags: 1, 'further addresses': 1 }, blockedBy: [] });
    expect((await house.call(individuals.remove, { params })).status).toBe(200);
    expect(await listed({ q: person.email })).toEqual([]);
    const back = await house.call(individuals.restore, { params });
    expect(back.body).toMatchObject({ email: person.email, tags: [{ name: 'kept' }], emails: [{ kind: 'work' }] });
  });

  it('stay while an account belongs to them, and the refusal says what to do', async () => {
    const params = { ref: String(world.users.plain.individualId) };
    const said = await house.call(individuals.remove, { params });
    expect(said.status).toBe(409);
    expect(said.body.detail).toContain('disable that account instead');
    expect((await house.call(individuals.impact, { params })).body.blockedBy).toHaveLength(1);
  });

  it('are done to in bulk, one refused never stopping the others', async () => {
    const [a, b] = [await add(), await add()];
    const ids = [a.id, b.id, world.users.plain.individualId];
    expect((await house.call(individuals.bulkTag, { body: { ids: [a.id, b.id], add: ['bulk'] } })).body.done).toBe(2);
    const removed = await house.call(individuals.bulkRemove, { body: { ids } });
    expect(removed.body).toMatchObject({ done: 2, refused: [{ id: world.users.plain.individualId }] });
    expect((await house.call(individuals.bulkRestore, { body: { ids: [a.id, b.id] } })).body.done).toBe(2);
    expect(await listed({ tag: 'bulk' })).toHaveLength(2);
  });

  it('who administer the community keep their address until a community administrator changes it', async () => {
    const params = { ref: String(world.users.community.individualId) };
    const body = { email: 'taken.over@spec.example' };
    expect((await house.call(individuals.update, { params, body, key: keyOf('orgAdmin') })).status).toBe(403);
    expect((await house.call(individuals.update, { params, body, key: keyOf('community') })).status).toBe(200);
  });

  it('give numbers over whom their reader sees', async () => {
    const said = await house.call(individuals.statistics, { query: { days: 7 }, key: keyOf('plain') });
    const seen = await house.call(individuals.list, { query: { limit: '0' }, key: keyOf('plain') });
    expect(said.body.series).toHaveLength(7);
    expect(said.body.total).toBe(seen.body.total);
    await add({ position: 'Only one' });
    const all = await house.call(individuals.statistics, { query: { slices: 30 } });
    expect(all.body.position).toContainEqual({ key: 'Only one', label: 'Only one', count: 1 });
  });

  it('are set back to how they were: names, addresses of every kind, tags; refused when the address is another’s by now', async () => {
    const email = `old.name${++made}@spec.example`;
    const person = await add({
      email,
      lastName: 'Before',
      tags: ['early'],
      emails: [{ address: 'early@spec.example', kind: 'duty' }],
    });
    const params = { ref: String(person.id) };
    const body = { email: `new.name${made}@spec.example`, lastName: 'After', emails: [] };
    const changed = await house.call(individuals.update, { params, body });
    await house.call(individuals.tag, { params, body: { add: ['late'], remove: ['early'] } });
    const { entries } = (await house.call(individuals.history, { params })).body;
    const seq = entries.at(-1)?.seq ?? 0;
    const stale = await house.call(individuals.revert, { params, body: { seq }, ifMatch: changed.body.version });
    expect(stale.status).toBe(412);
    expect((await house.call(individuals.revert, { params, body: { seq }, key: keyOf('plain') })).status).toBe(403);
    const back = await house.call(individuals.revert, { params, body: { seq } });
    expect(back.body, back.text).toMatchObject({
      email,
      lastName: 'Before',
      tags: [{ name: 'early' }],
      emails: [{ address: 'early@spec.example', kind: 'duty' }],
    });
    await house.call(individuals.update, { params, body: { email: `third${made}@spec.example` } });
    await add({ email });
    expect((await house.call(individuals.revert, { params, body: { seq } })).status).toBe(409);
  });

  it('are changed in bulk, what is not named staying as it is in each', async () => {
    const [a, b] = [await add({ position: 'One' }), await add({ position: 'Two', lastName: 'Stays' })];
    const ids = [a.id, b.id, 999_999];
    const said = await house.call(individuals.bulkUpdate, { body: { ids, changes: { position: 'Both' } } });
    expect(said.body).toMatchObject({ done: 2, refused: [{ id: 999_999 }] });
    const got = await house.call(individuals.get, { params: { ref: String(b.id) } });
    expect(got.body).toMatchObject({ position: 'Both', lastName: 'Stays', version: b.version + 1 });
    const nothing = await house.call(individuals.bulkUpdate, { body: { ids, changes: {} } });
    expect(nothing.status).toBe(400);
    const foreign = { body: { ids: [world.people.carla.id], changes: { position: 'x' } }, key: keyOf('orgAdmin') };
    expect((await house.call(individuals.bulkUpdate, foreign)).body.done).toBe(0);
  });
});
