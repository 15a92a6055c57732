import type { ListRequest } from '@cerebrate/contract';
import type { Principal } from '../access/principal.js';
import type { EventDefinition } from '../events/event.js';
import type { Events } from '../events/events.js';
import { DeepPages } from './deep-pages.js';
import { KeptAnswers } from './kept-answers.js';
import type { Page } from './records.js';
import { name, type Sql, sql } from './sql.js';
import type { Store } from './store.js';

/** What a long list is made of. */
export interface LongListOptions<Row extends object, Item> {
  readonly table: string;
  /** The name of the table's rows in conditions and columns. */
  readonly alias: string;
  readonly toItem: (row: Row) => Item;
  /** What changes what the list shows; totals and deep orders are kept until then. */
  readonly dependsOn: readonly EventDefinition<object>[];
  /** The list shows what is in force today: nothing is kept beyond the day. */
  readonly isOfToday?: boolean;
}

/** What is asked of it; all of it speaks of the table's rows by their alias. */
export interface LongListQuery {
  readonly columns: Sql;
  readonly where: Sql;
  /** With the words `order by`. */
  readonly order: Sql;
}

/** The list of a noun with very many records: no page costs its depth, no total is counted twice. */
export class LongList<Row extends object, Item> {
  readonly #totals: KeptAnswers<{ n: number }>;
  readonly #pages: DeepPages;
  readonly #from: Sql;

  constructor(
    private readonly store: Store,
    events: Events,
    private readonly options: LongListOptions<Row, Item>,
  ) {
    this.#totals = new KeptAnswers(events, options.dependsOn);
    this.#pages = new DeepPages(store, events, options.dependsOn);
    this.#from = sql`${name(options.table)} ${name(options.alias)}`;
  }

  /** A page: one statement for the rows, one for a total that is not kept. */
  async page(principal: Principal, request: ListRequest, query: LongListQuery): Promise<Page<Item>> {
    const { page, limit } = request;
    const rows = limit === 0 ? [] : await this.#rows(principal, query, (page - 1) * limit, limit);
    const total = request.total ? await this.#total(query.where) : null;
    return { items: rows.map(this.options.toItem), total, page, limit };
  }

  /** Every row of the list, unpaged, in constant memory. */
  async *stream(principal: Principal, { columns, where, order }: LongListQuery): AsyncGenerator<Item> {
    const query = sql`select ${columns} from ${this.#from} where ${where} ${order}`;
    for await (const row of this.store.lists(principal).stream<Row>(query)) yield this.options.toItem(row);
  }

  async #rows(principal: Principal, { columns, where, order }: LongListQuery, offset: number, limit: number) {
    const id = name(`${this.options.alias}.id`);
    const ordered = sql`select ${id} from ${this.#from} where ${where} ${order}`;
    // The page's ids first: PostgreSQL works out the select list of every row it skips, too.
    const places = await this.#pages.page(ordered, offset, limit, this.#today());
    return this.store
      .lists(principal)
      .readPrepared<Row>(
        sql`select ${columns} from ${places} page join ${this.#from} on ${id} = page.id order by page.place`,
      );
  }

  async #total(where: Sql): Promise<number> {
    const key = `${this.#today()}\u0000${where.text}\u0000${JSON.stringify(where.values)}`;
    const { n } = await this.#totals.get(key, async () => {
      const [row] = await this.store.readPrepared<{ n: number }>(
        sql`select count(*)::int as n from ${this.#from} where ${where}`,
      );
      return { n: row?.n ?? 0 };
    });
    return n;
  }

  #today(): string {
    return this.options.isOfToday ? new Date().toISOString().slice(0, 10) : '';
  }
}
