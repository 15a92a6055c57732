import type { EventDefinition } from '../events/event.js';
import type { Events } from '../events/events.js';
import { KeptAnswers } from './kept-answers.js';
import { type Sql, sql } from './sql.js';
import type { Store } from './store.js';

/** Rows that PostgreSQL may skip for a page; beyond it the list's order is kept, so that no page costs its depth. */
const shallow = 2_000;
/** Lists whose order is kept at once; each takes four bytes a row. */
const keptLists = 24;

/**
 * Pages of ids in the order of a list. A page near the front is asked for as it is. Deep pages are cut from the whole
 * order, read once and kept until something it depends on changes: page 1,600 then costs what page 1 costs.
 */
export class DeepPages {
  readonly #orders: KeptAnswers<{ ids: Int32Array }>;

  constructor(
    private readonly store: Store,
    events: Events,
    dependsOn: readonly EventDefinition<object>[],
  ) {
    this.#orders = new KeptAnswers(events, dependsOn, keptLists);
  }

  /**
   * The relation `(id, place)` that holds one page of `ordered`, a `select … as id … order by …` without limit; join it
   * and order by `place`. An order that was kept for another `day` is read anew.
   */
  async page(ordered: Sql, offset: number, limit: number, day = ''): Promise<Sql> {
    if (offset < shallow)
      return sql`(select p.id, row_number() over () as place from (${ordered} limit ${limit} offset ${offset}) p)`;
    const { ids } = await this.#orders.get(
      `${day}\u0000${ordered.text}\u0000${JSON.stringify(ordered.values)}`,
      async () => {
        const [row] = await this.store.readPrepared<{ ids: number[] }>(
          sql`select coalesce(array_agg(l.id), '{}') as ids from (${ordered}) l`,
        );
        return { ids: Int32Array.from(row?.ids ?? []) };
      },
    );
    const part = [...ids.subarray(offset, offset + limit)];
    return sql`(select * from unnest(${part}::int[]) with ordinality as p (id, place))`;
  }
}
