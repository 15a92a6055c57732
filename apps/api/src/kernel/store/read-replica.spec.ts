import type { ListRequest } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Replication, startReplication } from '../../../test/streaming-replica.js';
import { entities } from '../../entities.js';
import { migrations } from '../../migrations/index.js';
import { type Principal, systemPrincipal } from '../access/principal.js';
import { Events } from '../events/events.js';
import { LongList } from './long-list.js';
import { sql } from './sql.js';
import { Store } from './store.js';

const person = (userId: number): Principal => ({ ...systemPrincipal('spec'), userId });
const names = sql`select name from tags order by name`;

describe('with a replica for lists', () => {
  let databases: Replication;
  let store: Store;
  let other: Store;
  beforeAll(async () => {
    databases = await startReplication();
    const config = { databaseUrl: databases.url, databaseReadUrl: databases.replicaUrl };
    store = new Store(config, entities, migrations);
    other = new Store(config, entities, migrations);
    await store.open();
    await other.open();
    await databases.catchUp();
    await databases.pause();
  });
  afterAll(async () => {
    await store.close();
    await other.close();
    await databases.stop();
  });

  const tag = (userId: number, name: string) =>
    store.work(person(userId), (work) =>
      work.query(sql`insert into tags (name, colour, created, modified) values (${name}, '#000000', now(), now())`),
    );

  it('that is behind, whoever did not write reads there, and whoever did reads what they wrote, in every process', async () => {
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
      { databaseUrl: databases.url, databaseReadUrl: 'postgres://nobody@127.0.0.1:9/none' },
      entities,
      migrations,
    );
    await alone.open();
    expect(await alone.lists(person(2)).read(names)).toEqual([{ name: 'one' }]);
    expect(alone.lists(person(2))).toBe(alone);
    expect(await alone.replica?.lag()).toBeNull();
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

  it('it is told how far behind it is, and everybody sees everything when it has caught up', async () => {
    await tag(1, 'two');
    await expect.poll(() => store.replica?.lag()).toBeGreaterThan(0);
    expect(await store.lists(person(2)).read(names)).toEqual([]);
    await databases.catchUp();
    expect(await store.replica?.lag()).toBe(0);
    expect(await store.lists(person(2)).read(names)).toEqual([{ name: 'one' }, { name: 'two' }]);
  });

  it('when its machine goes down the primary answers, in the same breath', async () => {
    expect(store.lists(person(2))).not.toBe(store);
    await databases.stopReplica();
    const asked = store.lists(person(2));
    expect(await asked.read(names)).toEqual([{ name: 'one' }, { name: 'two' }]);
    expect(store.lists(person(2))).toBe(store);
    const streamed = [];
    for await (const row of asked.stream(names)) streamed.push(row);
    expect(streamed).toEqual([{ name: 'one' }, { name: 'two' }]);
    expect(await store.replica?.lag()).toBeNull();
  });
});
