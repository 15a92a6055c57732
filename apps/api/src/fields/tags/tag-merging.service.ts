import type { RecordRef, Tag, TagMergePreview } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { InvalidInput, type Principal, rowToChange, Store, sql } from '../../kernel/index.js';
import { tagLinks, tagOwnerViews } from '../owners.js';
import { TagEntity } from './tag.entity.js';
import { tagChanged } from './tag.events.js';
import { tagScope } from './tag.scope.js';
import { TagsService } from './tags.service.js';

/** Makes one tag of two (decision 115). */
@Injectable()
export class TagMerging {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(TagsService) private readonly tags: TagsService,
  ) {}

  /** What merging `other` into the tag would do, counted within the caller's view. Throws `NotFound`, `InvalidInput`. */
  async preview(principal: Principal, ref: RecordRef, other: number): Promise<TagMergePreview> {
    const here = await this.tags.get(principal, ref);
    refuseItself(here.id, other);
    const there = await this.tags.get(principal, { id: other });
    const records: TagMergePreview['records'] = [];
    for (const { id: kind, where } of tagOwnerViews.list()) {
      const { table, column, records: owners } = tagLinks[kind];
      const found = await this.store.readOne<{ carrying: number; both: number }>(sql`
        select count(*)::int as carrying, (count(*) filter (where exists (
          select from ${table} y where y.${column} = x.${column} and y.tag_id = ${here.id})))::int as both
        from ${table} x join ${owners} r on r.id = x.${column} where x.tag_id = ${there.id} and ${where(principal, 'r')}`);
      records.push({ kind, carrying: found?.carrying ?? 0, both: found?.both ?? 0 });
    }
    return { here: named(here), there: named(there), records };
  }

  /**
   * Whatever carries `other` carries the tag instead; the name of `other` leads here from now on, in filters, rules and
   * from peers. Throws `NotFound`, `InvalidInput`, `StaleWrite`.
   */
  async merge(principal: Principal, ref: RecordRef, other: number, ifMatch?: number): Promise<Tag> {
    const { id } = await this.tags.get(principal, ref);
    refuseItself(id, other);
    await this.store.work(principal, async (work) => {
      // both in the order of their ids, so that two merges never wait for each other in a ring
      const change = (one: number) =>
        rowToChange(work, TagEntity, tagScope, { id: one }, one === id ? ifMatch : undefined);
      const [first, second] = [await change(Math.min(id, other)), await change(Math.max(id, other))];
      const [here, there] = first.id === id ? [first, second] : [second, first];
      for (const { table, column } of Object.values(tagLinks))
        await work.query(sql`insert into ${table} (${column}, tag_id)
          select x.${column}, ${here.id} from ${table} x where x.tag_id = ${there.id} on conflict do nothing`);
      await work.remove(TagEntity, there, 'merge');
      here.aliases = [...new Set([...here.aliases, ...there.aliases, there.name.toLowerCase()])].sort();
      await work.save(TagEntity, here, 'merge');
      for (const one of [here.id, there.id]) work.emit(tagChanged, { id: one });
    });
    return this.tags.get(principal, { id });
  }
}

const named = ({ id, name, colour }: Tag) => ({ id, name, colour });

function refuseItself(id: number, other: number): void {
  if (id === other) throw InvalidInput.at(['body', 'other'], 'is the same tag; choose another one');
}
