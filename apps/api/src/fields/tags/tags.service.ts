import {
  type History,
  type HistoryQuery,
  type ListRequest,
  type NewTag,
  type RecordRef,
  type Tag,
  type TagChanges,
  TagList,
  type TagSuggestion,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  defineListPlan,
  historyOf,
  join,
  likeText,
  type Principal,
  Records,
  rowToChange,
  type Sql,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { tagLinks, tagOwnerViews } from '../owners.js';
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
  aliases: string[];
  counter: number;
  created: Date;
  modified: Date;
  version: number;
}

/** How many records the caller can see carry the tag `t`. */
function counterFor(principal: Principal): Sql {
  const counts = tagOwnerViews.list().map(({ id, where }) => {
    const { table, column, records } = tagLinks[id];
    return sql`(select count(*) from ${table} x join ${records} r on r.id = x.${column} where x.tag_id = t.id and ${where(principal, 'r')})`;
  });
  return counts.length === 0 ? sql`(0)::int` : sql`(${join(counts, ' + ')})::int`;
}

/** A name that somebody gives to a tag leads to that tag, and no longer to one that took it over in a merge. */
async function freeAlias(work: Work, name: string, but = 0): Promise<void> {
  const alias = name.toLowerCase();
  const holders = await work.query<{ id: number }>(
    sql`select id from tags where aliases @> ${[alias]}::text[] and id <> ${but} order by id`,
  );
  for (const { id } of holders) {
    const row = await work.find(TagEntity, { id });
    if (!row) continue;
    row.aliases = row.aliases.filter((one) => one !== alias);
    await work.save(TagEntity, row);
  }
}

const matches = (q: string): Sql => sql`t.name::text ilike ${`%${likeText(q)}%`}`;

/** Tags as a register of their own; which record carries which is `Tagging`'s. */
@Injectable()
export class TagsService {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** A page of tags. */
  list(principal: Principal, request: ListRequest) {
    return this.#records(principal).list(principal, request);
  }

  /** Every tag of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records(principal).stream(principal, request);
  }

  /** One tag. Throws `NotFound`. */
  get(principal: Principal, ref: RecordRef) {
    return this.#records(principal).get(principal, ref);
  }

  /** Who changed it, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'tag', id, query);
  }

  /** Tags for a picker: those that begin with the text first, at most 20. One statement. */
  suggest(principal: Principal, q: string): Promise<TagSuggestion[]> {
    return this.store.read<TagSuggestion>(sql`
      select t.id, t.name::text as name, t.colour, ${counterFor(principal)} as counter from (
        select t.id, t.name, t.colour from tags t where ${matches(q)}
        order by t.name::text ilike ${`${likeText(q)}%`} desc, t.name limit 20) t
      order by t.name::text ilike ${`${likeText(q)}%`} desc, t.name`);
  }

  /** Adds a tag; without a colour it gets one computed from its name, the same on every node. Throws `Conflict`. */
  async create(principal: Principal, input: NewTag): Promise<Tag> {
    const id = await this.store.work(principal, async (work) => {
      await freeAlias(work, input.name);
      const row = await work.insert(TagEntity, {
        ...machineTag(input.name),
        name: input.name,
        colour: input.colour ?? colourOf(input.name),
      });
      work.emit(tagChanged, { id: row.id });
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Renames or recolours. Throws `NotFound`, `Conflict`, `StaleWrite`. */
  async update(principal: Principal, ref: RecordRef, changes: TagChanges, ifMatch?: number): Promise<Tag> {
    const id = await this.store.work(principal, async (work: Work) => {
      const row = await rowToChange(work, TagEntity, tagScope, ref, ifMatch);
      if (changes.name !== undefined) {
        await freeAlias(work, changes.name, row.id);
        Object.assign(row, {
          name: changes.name,
          ...machineTag(changes.name),
          aliases: row.aliases.filter((alias) => alias !== changes.name?.toLowerCase()),
        });
      }
      if (changes.colour !== undefined) row.colour = changes.colour;
      if (await work.save(TagEntity, row)) work.emit(tagChanged, { id: row.id });
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Deletes a tag and takes it off every record. Throws `NotFound`, `StaleWrite`. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, async (work) => {
      const row = await rowToChange(work, TagEntity, tagScope, ref, ifMatch);
      await work.remove(TagEntity, row);
      work.emit(tagChanged, { id: row.id });
    });
  }

  /** Made for a caller, since the counters are the caller's. */
  #records(principal: Principal): Records<TagEntity, Tag, TagRow> {
    const counter = counterFor(principal);
    return new Records(this.store, {
      entity: TagEntity,
      scope: tagScope,
      plan: defineListPlan(TagList, {
        key: sql`t.id`,
        fields: {
          name: sql`t.name::text`,
          colour: sql`t.colour`,
          namespace: sql`t.namespace`,
          counter,
          created: sql`t.created`,
        },
        sorts: { name: sql`lower(t.name::text)` },
        search: (q) => sql`(${matches(q)} or t.colour = ${q.toLowerCase()})`,
      }),
      select: {
        alias: 't',
        columns: sql`t.id, t.name, t.namespace, t.predicate, t.value, t.colour, t.aliases, ${counter} as counter, t.created, t.modified, t.version`,
        from: sql`tags t`,
      },
      toView: (row) => ({ ...row, created: row.created.toISOString(), modified: row.modified.toISOString() }),
    });
  }
}
