import { randomUUID } from 'node:crypto';
import {
  type EnumerationCollection,
  type EnumerationCollectionChanges,
  EnumerationCollectionList,
  type EnumerationCollectionRecord,
  type EnumerationValue,
  type History,
  type HistoryQuery,
  type ListRequest,
  type NewEnumerationCollection,
  type RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  defineListPlan,
  historyOf,
  likeText,
  type Principal,
  Records,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { EnumerationCollectionEntity, EnumerationEntity } from './enumeration.entity.js';
import { enumerationScope } from './enumeration.scope.js';
import { enumerationChanged } from './enumerations.js';

interface CollectionRow extends Omit<EnumerationCollection, 'description' | 'created' | 'modified'> {
  description: string | null;
  created: Date;
  modified: Date;
}

const valueCount = sql`(select count(*) from enumerations e where e.enumeration_collection_id = c.id)::int`;

const plan = defineListPlan(EnumerationCollectionList, {
  key: sql`c.id`,
  fields: {
    name: sql`c.name`,
    targetModel: sql`c.target_model`,
    targetField: sql`c.target_field`,
    enabled: sql`c.enabled`,
    uuid: sql`c.uuid`,
    valueCount,
    modified: sql`c.modified`,
  },
  sorts: { name: sql`lower(c.name)` },
  search: (q) =>
    sql`(c.name ilike ${`%${likeText(q)}%`} or lower(c.target_model) = ${q.toLowerCase()} or lower(c.target_field) = ${q.toLowerCase()})`,
});

/** Collections of allowed values (FEATURES ENU-01, 02). A collection and its values are one record and one change. */
@Injectable()
export class EnumerationCollections {
  readonly #records: Records<EnumerationCollectionEntity, EnumerationCollection, CollectionRow>;

  constructor(@Inject(Store) private readonly store: Store) {
    this.#records = new Records(store, {
      entity: EnumerationCollectionEntity,
      scope: enumerationScope,
      plan,
      select: {
        alias: 'c',
        columns: sql`c.id, c.uuid, c.name, c.description, c.target_model as "targetModel", c.target_field as "targetField",
          c.enabled, c.created, c.modified, c.version, ${valueCount} as "valueCount"`,
        from: sql`enumeration_collections c`,
      },
      toView: (row) => ({
        ...row,
        description: row.description ?? '',
        created: row.created.toISOString(),
        modified: row.modified.toISOString(),
      }),
    });
  }

  /** A page of collections with the number of their values. */
  list(principal: Principal, request: ListRequest) {
    return this.#records.list(principal, request);
  }

  /** One collection with its values in order. Throws `NotFound`. */
  async get(principal: Principal, ref: RecordRef): Promise<EnumerationCollectionRecord> {
    const collection = await this.#records.get(principal, ref);
    const values = await this.store.read<EnumerationValue>(sql`
      select e.id, e.value from enumerations e where e.enumeration_collection_id = ${collection.id} order by e.position, e.id`);
    return { ...collection, values };
  }

  /** Who changed it, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'enumerationCollection', id, query);
  }

  /** Adds a collection with its values. */
  async create(
    principal: Principal,
    { values, ...facts }: NewEnumerationCollection,
  ): Promise<EnumerationCollectionRecord> {
    const id = await this.store.work(principal, async (work) => {
      const collection = await work.insert(EnumerationCollectionEntity, { ...facts, uuid: randomUUID() });
      await work.insertMany(
        EnumerationEntity,
        values.map((value, position) => ({ collectionId: collection.id, value, position })),
      );
      work.note(EnumerationCollectionEntity, collection, { values: null }, { values }, 'add');
      work.emit(enumerationChanged, { id: collection.id });
      return collection.id;
    });
    return this.get(principal, { id });
  }

  /** Changes a collection; of a new list of values those that stay keep their ids. Throws `NotFound`, `StaleWrite`. */
  async update(
    principal: Principal,
    ref: RecordRef,
    { values, ...changes }: EnumerationCollectionChanges,
    ifMatch?: number,
  ): Promise<EnumerationCollectionRecord> {
    const id = await this.store.work(principal, async (work) => {
      const collection = await this.#records.change(work, ref, ifMatch);
      Object.assign(collection, defined(changes));
      const isSaved = await work.save(EnumerationCollectionEntity, collection);
      const areReplaced = values !== undefined && (await this.#replaceValues(work, collection, values));
      if (areReplaced && !isSaved) await work.stamp(EnumerationCollectionEntity, collection);
      if (isSaved || areReplaced) work.emit(enumerationChanged, { id: collection.id });
      return collection.id;
    });
    return this.get(principal, { id });
  }

  /** Deletes a collection and its values. Throws `NotFound`, `StaleWrite`. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, async (work) => {
      const collection = await this.#records.change(work, ref, ifMatch);
      const values = await this.#stored(work, collection.id);
      work.note(
        EnumerationCollectionEntity,
        collection,
        { values: values.map(({ value }) => value) },
        { values: null },
        'delete',
      );
      await work.remove(EnumerationCollectionEntity, collection);
      work.emit(enumerationChanged, { id: collection.id });
    });
  }

  /** Takes some values out of a collection by their ids, as the original's list of values can. Throws `NotFound`. */
  async removeValue(principal: Principal, valueId: number): Promise<void> {
    await this.store.work(principal, async (work) => {
      const value = await work.find(EnumerationEntity, { id: valueId });
      const collection = await this.#records.change(work, { id: value?.collectionId ?? 0 });
      const stored = await this.#stored(work, collection.id);
      const kept = stored.filter(({ id }) => id !== valueId).map((row) => row.value);
      await this.#replaceValues(work, collection, kept);
      await work.stamp(EnumerationCollectionEntity, collection);
      work.emit(enumerationChanged, { id: collection.id });
    });
  }

  async #stored(work: Work, collectionId: number): Promise<EnumerationEntity[]> {
    const rows = await work.findAll(EnumerationEntity, { collectionId });
    return rows.sort((a, b) => a.position - b.position || a.id - b.id);
  }

  /** Whether anything changed. A value written in another case is the same value, spelt anew. */
  async #replaceValues(
    work: Work,
    collection: EnumerationCollectionEntity,
    values: readonly string[],
  ): Promise<boolean> {
    const stored = await this.#stored(work, collection.id);
    const before = stored.map(({ value }) => value);
    if (JSON.stringify(before) === JSON.stringify(values)) return false;
    const byText = new Map(stored.map((row) => [row.value.toLowerCase(), row]));
    const added: Partial<EnumerationEntity>[] = [];
    for (const [position, value] of values.entries()) {
      const row = byText.get(value.toLowerCase());
      byText.delete(value.toLowerCase());
      if (!row) {
        added.push({ collectionId: collection.id, value, position });
        continue;
      }
      Object.assign(row, { value, position });
      await work.save(EnumerationEntity, row);
    }
    for (const row of byText.values()) await work.remove(EnumerationEntity, row);
    await work.insertMany(EnumerationEntity, added);
    work.note(EnumerationCollectionEntity, collection, { values: before }, { values });
    return true;
  }
}

/** The members that were given; an absent one must not overwrite. */
function defined<T extends object>(changes: T): Partial<T> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<T>;
}
