import { tags } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, principals, type UserName, type World } from '../../../test/world.js';
import { allOf, InvalidInput, NotAllowed, type Principal, sql } from '../../kernel/index.js';
import { Tagging } from './tagging.service.js';

describe('tagging', () => {
  let house: House;
  let world: World;
  let everybody: Readonly<Record<UserName | 'system', Principal>>;
  let tagging: Tagging;
  let circl: number;
  let acme: number;
  beforeAll(async () => {
    house = await startHouse({}, false);
    world = await buildWorld(house);
    everybody = await principals(house);
    tagging = house.app.get(Tagging);
    circl = world.organisations.circl.id;
    acme = world.organisations.acme.id;
  });
  beforeEach(() => house.rows('delete from tags'));
  afterAll(() => house.stop());

  const assign = (id: number, names: string[], mayCreate = true) =>
    house.store.work(everybody.admin, (work) => tagging.assign(work, 'organisation', id, names, { mayCreate }));
  const namesOf = async (id: number) =>
    ((await tagging.read('organisation', [id])).get(id) ?? []).map(({ name }) => name);
  const found = async (filter: { all?: string[]; any?: string[]; none?: string[] }) => {
    const conditions = tagging.conditions('organisation', sql`o.id`, { all: [], any: [], none: [], ...filter });
    const rows = await house.store.read<{ name: string }>(
      sql`select o.name from organisations o where o.id = any(${[circl, acme]}::int[]) and ${allOf(conditions)} order by o.name`,
    );
    return rows.map(({ name }) => name);
  };

  it('ties known and new tags to a record and tells the names before and after', async () => {
    await assign(circl, ['tlp:green']);
    expect(await assign(circl, ['sector:energy', ' TLP:GREEN ', 'sector:energy'])).toEqual({
      before: ['tlp:green'],
      after: ['sector:energy', 'tlp:green'],
    });
    const rows = await house.rows('select name, namespace, predicate from tags order by name');
    expect(rows).toEqual([
      { name: 'sector:energy', namespace: 'sector', predicate: 'energy' },
      { name: 'tlp:green', namespace: 'tlp', predicate: 'green' },
    ]);
    const [log] = await house.rows(`select action, title from audit_log where kind = 'tag' order by seq desc limit 1`);
    expect(log).toEqual({ action: 'add', title: 'sector:energy' });
  });

  it('gives new tags the colour asked for, as the original gives one to all', async () => {
    await house.store.work(everybody.admin, (work) =>
      tagging.assign(work, 'organisation', circl, ['made on the wire'], { mayCreate: true, colour: '#924da6' }),
    );
    expect((await tagging.read('organisation', [circl])).get(circl)).toMatchObject([
      { name: 'made on the wire', colour: '#924da6' },
    ]);
  });

  it('makes no tag for whom that is not allowed, and ties none of the others', async () => {
    await assign(acme, ['known']);
    await expect(assign(circl, ['known', 'unknown'], false)).rejects.toBeInstanceOf(NotAllowed);
    await expect(assign(circl, ['known', 'unknown'], false)).rejects.toMatchObject({ issues: [{ path: ['tags', 1] }] });
    expect(await namesOf(circl)).toEqual([]);
    await assign(circl, ['KNOWN'], false);
    expect(await namesOf(circl)).toEqual(['known']);
  });

  it('refuses what cannot be a name, telling every place', async () => {
    const refused = assign(circl, ['good', '', 'x'.repeat(192), 'a\u0000b']);
    await expect(refused).rejects.toBeInstanceOf(InvalidInput);
    await expect(refused).rejects.toMatchObject({
      issues: [{ path: ['tags', 1] }, { path: ['tags', 2] }, { path: ['tags', 3] }],
    });
    expect(await house.rows('select 1 from tags')).toEqual([]);
  });

  it('ends with one tag when many works make the same one at once', async () => {
    const ids = [circl, acme, world.organisations['cert-ee'].id];
    await Promise.all(ids.map((id, at) => assign(id, at % 2 ? ['b', 'a'] : ['a', 'b'])));
    expect(await house.rows('select name from tags order by name')).toEqual([{ name: 'a' }, { name: 'b' }]);
    for (const id of ids) expect(await namesOf(id)).toEqual(['a', 'b']);
  });

  it('takes tags off by name or by id, and minds none that is not there', async () => {
    await assign(circl, ['a', 'b', 'c', '7']);
    const [c] = await house.rows<{ id: number }>(`select id from tags where name = 'c'`);
    const change = await house.store.work(everybody.admin, (work) =>
      tagging.remove(work, 'organisation', circl, ['A', c?.id ?? 0, 'never', 2_000_000_000]),
    );
    expect(change).toEqual({ before: ['7', 'a', 'b', 'c'], after: ['7', 'b'] });
  });

  it('makes the named tags the only ones', async () => {
    await assign(circl, ['a', 'b']);
    const change = await house.store.work(everybody.admin, (work) =>
      tagging.replace(work, 'organisation', circl, ['b', 'c'], { mayCreate: true }),
    );
    expect(change).toEqual({ before: ['a', 'b'], after: ['b', 'c'] });
  });

  it('tags many records with a fixed number of statements, and tells what changed for each', async () => {
    await assign(circl, ['a', 'b']);
    await assign(acme, ['b']);
    const before = house.store.statements;
    const changes = await house.store.work(everybody.admin, (work) =>
      tagging.assignMany(work, 'organisation', [circl, acme, world.organisations['cert-ee'].id], ['a'], {
        mayCreate: false,
      }),
    );
    const transaction = 2;
    expect(house.store.statements - before - transaction).toBe(4);
    expect(changes.get(circl)).toEqual({ before: ['a', 'b'], after: ['a', 'b'] });
    expect(changes.get(acme)).toEqual({ before: ['b'], after: ['a', 'b'] });
    const removed = await house.store.work(everybody.admin, (work) =>
      tagging.removeMany(work, 'organisation', [circl, acme], ['b']),
    );
    expect([...removed.values()].map(({ after }) => after)).toEqual([['a'], ['a']]);
  });

  it('filters by all, any and none of the names, without case and with % for any text', async () => {
    await assign(circl, ['tlp:green', 'sector:energy', '100%']);
    await assign(acme, ['tlp:green', 'sector:finance']);
    expect(await found({ all: ['TLP:Green'] })).toEqual(['Acme', 'CIRCL']);
    expect(await found({ all: ['tlp:green', 'sector:energy'] })).toEqual(['CIRCL']);
    expect(await found({ any: ['sector:energy', 'sector:finance'] })).toEqual(['Acme', 'CIRCL']);
    expect(await found({ none: ['sector:energy'] })).toEqual(['Acme']);
    expect(await found({ all: ['sector:%'] })).toEqual(['Acme', 'CIRCL']);
    expect(await found({ all: ['sector:e%'], none: ['%finance'] })).toEqual(['CIRCL']);
    expect(await found({ all: ['100%'] })).toEqual(['CIRCL']);
    expect(await found({ all: ['sector_energy'] })).toEqual([]);
    expect(await found({ all: ['sector_e%'] })).toEqual([]);
    expect(() => tagging.conditions('organisation', sql`o.id`, { all: ['a\u0000'], any: [], none: [] })).toThrow(
      InvalidInput,
    );
  });

  it('tells the tags of a record as JSON for lists of one statement', async () => {
    await assign(circl, ['b', 'a']);
    const [row] = await house.store.read<{ tags: unknown }>(
      sql`select ${tagging.jsonOf('organisation', sql`o.id`)} as tags from organisations o where o.id = ${circl}`,
    );
    expect(row?.tags).toEqual((await tagging.read('organisation', [circl])).get(circl));
    expect(row?.tags).toMatchObject([{ name: 'a' }, { name: 'b' }]);
  });

  it('suggests tags that begin with the text before those that hold it, counting only what the caller may see', async () => {
    await assign(circl, ['green', 'tlp:green', 'greenish', 'blue']);
    await assign(acme, ['green']);
    const all = await house.call(tags.suggest, { query: { q: 'GREEN' } });
    expect(all.body).toMatchObject([
      { name: 'green', counter: 2 },
      { name: 'greenish', counter: 1 },
      { name: 'tlp:green', counter: 1 },
    ]);
    const own = await house.call(tags.suggest, { query: { q: 'green' }, key: keyOf('plain') });
    expect(own.body).toMatchObject([
      { name: 'green', counter: 1 },
      { name: 'greenish', counter: 1 },
      { name: 'tlp:green', counter: 1 },
    ]);
    expect((await house.call(tags.suggest, { query: { q: '%' } })).body).toEqual([]);
    expect((await house.call(tags.suggest, { query: { nonsense: '1' } as never })).status).toBe(400);
  });

  it('are known by id alone, and tell who changed them', async () => {
    const { body } = await house.call(tags.create, { body: { name: 'before' } });
    await house.call(tags.update, { params: { ref: String(body.id) }, body: { name: 'x:after="1"' } });
    const history = await house.call(tags.history, { params: { ref: String(body.id) } });
    expect(history.body.entries.map(({ action }) => action)).toEqual(['edit', 'add']);
    expect(history.body.entries[0]?.changes).toContainEqual({ field: 'name', before: 'before', after: 'x:after="1"' });
    const said = await house.call(tags.get, { params: { ref: '00000000-0000-4000-8000-000000000000' } });
    expect(said.status).toBe(400);
    expect(said.body.issues).toEqual([{ path: ['params', 'ref'], message: 'is no id; tags have no uuid' }]);
  });
});
