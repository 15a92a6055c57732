import { organisations, tags } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type World } from '../../../test/world.js';

describe('two tags made one', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  beforeEach(() => house.rows('delete from tags'));
  afterAll(() => house.stop());

  const add = async (name: string) => (await house.call(tags.create, { body: { name } })).body;
  const tag = (ref: number, names: string[]) =>
    house.call(organisations.tag, { params: { ref: String(ref) }, body: { add: names, remove: [] } as never });
  const tagsOf = async (ref: number) =>
    (await house.call(organisations.get, { params: { ref: String(ref) } })).body.tags.map(({ name }) => name);
  const found = async (name: string) =>
    (await house.call(organisations.list, { query: { tag: name } as never })).body.items.map(({ id }) => id);
  const merge = (here: number, other: number, key?: string) =>
    house.call(tags.merge, { params: { ref: String(here) }, body: { other }, ...(key ? { key } : {}) });
  const at = (id: number) => ({ ref: String(id) });

  it('are counted before, and after that every record carries the one that stays, once', async () => {
    const { circl, acme } = world.organisations;
    const [stays, goes] = [await add('tlp:green'), await add('TLP green')];
    await tag(circl.id, ['tlp:green', 'TLP green']);
    await tag(acme.id, ['TLP green']);
    const preview = await house.call(tags.mergePreview, { params: at(stays.id), query: { other: goes.id } as never });
    expect(preview.body).toMatchObject({
      here: { name: 'tlp:green' },
      there: { name: 'TLP green' },
      records: expect.arrayContaining([{ kind: 'organisation', carrying: 2, both: 1 }]),
    });
    const done = await merge(stays.id, goes.id);
    expect(done.body).toMatchObject({ id: stays.id, counter: 2, aliases: ['tlp green'] });
    expect([await tagsOf(circl.id), await tagsOf(acme.id)]).toEqual([['tlp:green'], ['tlp:green']]);
    expect((await house.call(tags.get, { params: at(goes.id) })).status).toBe(404);
    const history = (await house.call(tags.history, { params: at(stays.id), query: {} as never })).body;
    expect(history.entries[0]).toMatchObject({ action: 'merge' });
  });

  it('are found, tied and taken off under either name, also through two merges', async () => {
    const { circl, acme } = world.organisations;
    const [stays, second, third] = [await add('one'), await add('two'), await add('three')];
    await tag(circl.id, ['three']);
    await merge(second.id, third.id);
    await merge(stays.id, second.id);
    expect(await found('THREE')).toEqual([circl.id]);
    expect(await found('two')).toEqual([circl.id]);
    expect(await found('!three')).not.toContain(circl.id);
    await tag(acme.id, ['Two']);
    expect(await tagsOf(acme.id)).toEqual(['one']);
    await house.call(organisations.tag, { params: at(acme.id), body: { add: [], remove: ['three'] } as never });
    expect(await tagsOf(acme.id)).toEqual([]);
    expect((await house.call(tags.list)).body.items.map(({ name }) => name)).toEqual(['one']);
  });

  it('give a name back to a tag that is made, or renamed, under it', async () => {
    const [stays, goes] = [await add('keep'), await add('old')];
    await merge(stays.id, goes.id);
    await add('OLD');
    expect((await house.call(tags.get, { params: at(stays.id) })).body.aliases).toEqual([]);
    const other = await add('other');
    await merge(stays.id, other.id);
    await house.call(tags.update, { params: at(stays.id), body: { name: 'Other' } });
    expect((await house.call(tags.get, { params: at(stays.id) })).body).toMatchObject({ name: 'Other', aliases: [] });
  });

  it('are refused when they are one, when one is not there, when it changed since, and to whoever may not write', async () => {
    const [stays, goes] = [await add('keep'), await add('go')];
    expect((await merge(stays.id, stays.id)).status).toBe(400);
    expect((await merge(stays.id, 999_999)).status).toBe(404);
    expect((await merge(999_999, goes.id)).status).toBe(404);
    expect((await merge(stays.id, goes.id, keyOf('orgAdmin'))).status).toBe(403);
    const stale = await house.call(tags.merge, { params: at(stays.id), body: { other: goes.id }, ifMatch: 7 });
    expect(stale.status).toBe(412);
    expect((await house.call(tags.list)).body.items).toHaveLength(2);
  });

  it('are one although both ways are asked for at once', async () => {
    const [one, two] = [await add('this'), await add('that')];
    const said = await Promise.all([merge(one.id, two.id), merge(two.id, one.id)]);
    expect(said.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect((await house.call(tags.list)).body.items).toHaveLength(1);
  });
});
