import { type ListRequest, type NewTag, type RecordRef, type Tag, type TagChanges, TagList } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { defineListPlan, likeText, type Principal, Records, Store, sql, type Work } from '../../kernel/index.js';
import { TagEntity } from './tag.entity.js';
import { tagChanged } from './tag.events.js';
import { tagScope } from './tag.scope.js';
import { colourOf, machineTag } from './tag-name.js';

interface TagRow {
  id: number;
  name: string;
  namespace: string | null;
  predicate: string | null;
  value: string | null;
  colour: string;
  counter: number;
  created: Date;
  modified: Date;
  version: number;
}

const counter = sql`(
  (select count(*) from organisation_tags x where x.tag_id = t.id)
  + (select count(*) from individual_tags x where x.tag_id = t.id)
  + (select count(*) from org_group_tags x where x.tag_id = t.id))::int`;

const plan = defineListPlan(TagList, {
  key: sql`t.id`,
  fields: { name: sql`t.name::text`, colour: sql`t.colour`, namespace: sql`t.namespace`, counter, created: sql`t.created` },
  search: (q) => sql`(t.name::text ilike ${`%${likeText(q)}%`} or t.colour = ${q.toLowerCase()})`,
});

/** Tags as a register of their own; which record carries which is `Tagging`'s. */
@Injectable()
export class TagsService {
  readonly #records: Records<TagEntity, Tag, TagRow>;

  constructor(@Inject(Store) private readonly store: Store) {
    this.#records = new Records(store, {
      entity: TagEntity,
      scope: tagScope,
      plan,
      select: {
        alias: 't',
        columns: sql`t.id, t.name, t.namespace, t.predicate, t.value, t.colour, ${counter} as counter, t.created, t.modified, t.version`,
        from: sql`tags t`,
      },
      toView: (row) => ({ ...row, created: row.created.toISOString(), modified: row.modified.toISOString() }),
    });
  }

  /** A page of tags. */
  list(principal: Principal, request: ListRequest) {
    return this.#records.list(principal, request);
  }

  /** Every tag of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records.stream(principal, request);
  }

  /** One tag. Throws `NotFound`. */
  get(principal: Principal, ref: RecordRef) {
    return this.#records.get(principal, ref);
  }

  /** Adds a tag; without a colour it gets one computed from its name, the same on every node. Throws `Conflict`. */
  async create(principal: Principal, input: NewTag): Promise<Tag> {
    const id = await this.store.work(principal, async (work) => {
      const row = await work.insert(TagEntity, { ...machineTag(input.name), name: input.name, colour: input.colour ?? colourOf(input.name) });
      work.emit(tagChanged, { id: row.id });
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Renames or recolours. Throws `NotFound`, `Conflict`, `StaleWrite`. */
  async update(principal: Principal, ref: RecordRef, changes: TagChanges, ifMatch?: number): Promise<Tag> {
    const id = await this.store.work(principal, async (work: Work) => {
      const row = await this.#records.change(work, ref, ifMatch);
      if (changes.name !== undefined) Object.assign(row, { name: changes.name, ...machineTag(changes.name) });
      if (changes.colour !== undefined) row.colour = changes.colour;
      if (await work.save(TagEntity, row)) work.emit(tagChanged, { id: row.id });
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Deletes a tag and takes it off every record. Throws `NotFound`, `StaleWrite`. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, async (work) => {
      const row = await this.#records.change(work, ref, ifMatch);
      await work.remove(TagEntity, row);
      work.emit(tagChanged, { id: row.id });
    });
  }
}
