import type { ListRequest } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../test/database.js';
import { entities } from '../../entities.js';
import { migrations } from '../../migrations/index.js';
import { type Principal, systemPrincipal } from '../access/principal.js';
import { Events } from '../events/events.js';
import { LongList } from './long-list.js';
import { sql } from './sql.js';
import { Store } from './store.js';

const person = (userId: number): Principal => ({ ...systemPrincipal('spec'), userId });
const names = sql`select name from tags order by name`;

/** A second database stands for a replica that is behind: what it answers tells who was asked. */
describe('with a replica for lists', () => {
  let primary: FreshDatabase;
  let behind: FreshDatabase;
  let store: Store;
  let other: Store;
  beforeAll(async () => {
    [primary, behind] = [await freshDatabase(), await freshDatabase()];
    store = new Store({ databaseUrl: primary.url, databaseReadUrl: behind.url }, entities, migrations);
    other = new Store({ databaseUrl: primary.url, databaseReadUrl: behind.url }, entities, migrations);
    const migrating = new Store({ databaseUrl: behind.url }, entities, migrations);
    await migrating.open();
    await migrating.close();
    await store.open();
    await other.open();
  });
  afterAll(async () => {
    await store.close();
    await other.close();
    await behind.drop();
    await primary.drop();
  });

  const tag = (userId: number, name: string) =>
    store.work(person(userId), (work) =>
      work.query(sql`insert into tags (name, colour, created, modified) values (${name}, '#000000', now(), now())`),
    );

  it('whoever did not write reads there, and whoever did reads what they wrote, in every process', async () => {
    await tag(1, 'one');
    expect(await store.lists(person(1)).read(names)).toEqual([{ name: 'one' }]);
    expect(await store.lists(person(1)).readPrepared(names)).toEqual([{ name: 'one' }]);
    expect(await store.lists(person(2)).read(names)).toEqual([]);
    const streamed = [];
    for await (const row of store.lists(person(2)).stream(names)) streamed.push(row);
    expect(streamed).toEqual([]);
    await expect.poll(() => other.lists(person(1)).read(names)).toEqual([{ name: 'one' }]);
    expect(await other.lists(person(2)).read(names)).toEqual([]);
  });

  it('what it cannot answer the primary does; a question that is wrong stays wrong', async () => {
    await expect(store.lists(person(2)).read(sql`select no_such_column from tags`)).rejects.toThrow('no_such_column');
    expect(store.lists(person(2))).not.toBe(store);
    const alone = new Store(
      { databaseUrl: primary.url, databaseReadUrl: 'postgres://nobody@127.0.0.1:9/none' },
      entities,
      migrations,
    );
    await alone.open();
    expect(await alone.lists(person(2)).read(names)).toEqual([{ name: 'one' }]);
    expect(alone.lists(person(2))).toBe(alone);
    expect(await alone.replica?.lag()).toBeNull();
    expect(await store.replica?.lag()).toBe(0);
    await alone.close();
  });

  it('the rows of long lists are read there, page by page and whole', async () => {
    const list = new LongList<{ name: string }, string>(store, new Events(store), {
      table: 'tags',
      alias: 't',
      toItem: (row) => row.name,
      dependsOn: [],
    });
    const query = { columns: sql`t.name`, where: sql`true`, order: sql`order by t.name` };
    const request = { page: 1, limit: 10, total: false } as ListRequest;
    const whole = async (userId: number) => {
      const items: string[] = [];
      for await (const item of list.stream(person(userId), query)) items.push(item);
      return items;
    };
    expect((await list.page(person(2), request, query)).items).toEqual([]);
    expect(await whole(2)).toEqual([]);
    expect((await list.page(person(1), request, query)).items).toEqual(['one']);
    expect(await whole(1)).toEqual(['one']);
  });
});
