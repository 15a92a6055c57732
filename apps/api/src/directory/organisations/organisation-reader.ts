import {
  type ListRequest,
  type Organisation,
  OrganisationList,
  type OrganisationRow,
  type RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { MetaFields, metaTemplateChanged, Tagging, tagChanged } from '../../fields/index.js';
import {
  allOf,
  DeepPages,
  defineListPlan,
  Events,
  KeptAnswers,
  type ListPlan,
  notFound,
  type Page,
  type Principal,
  type Sql,
  Store,
  sql,
} from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { goesBy, refOrAlias } from '../merges/aliases.js';
import { organisationScope } from './organisation.scope.js';
import { organisationSearchCondition, sightOf } from './organisation-search.js';
import {
  listColumns,
  type OrganisationListRow,
  type OrganisationWholeRow,
  peopleColumn,
  toListItem,
  toWhole,
  wholeColumns,
} from './organisation-view.js';

/** Reads of organisations: every one of them inside the caller's scope. */
@Injectable()
export class OrganisationReader {
  readonly #totals: KeptAnswers<{ n: number }>;
  readonly #pages: DeepPages;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Tagging) private readonly tagging: Tagging,
    @Inject(MetaFields) private readonly metaFields: MetaFields,
    @Inject(Events) events: Events,
  ) {
    const dependsOn = [directoryChanged, tagChanged, metaTemplateChanged];
    this.#totals = new KeptAnswers(events, dependsOn);
    this.#pages = new DeepPages(store, events, dependsOn);
  }

  /** A page of organisations: one statement for the rows, one for a total that is not kept. */
  async list(principal: Principal, request: ListRequest): Promise<Page<OrganisationRow>> {
    const plan = this.#plan(principal);
    const where = this.#where(principal, plan, request);
    const rows =
      request.limit === 0
        ? []
        : await this.store.lists(principal).readPrepared<OrganisationListRow>(
            // The page's ids first: PostgreSQL works out the select list of every row it skips, too.
            sql`select ${listColumns(principal, this.tagging, request.columns)}
              from ${await this.#pages.page(
                sql`select o.id from organisations o where ${where} ${plan.order(request)}`,
                (request.page - 1) * request.limit,
                request.limit,
              )} page join organisations o on o.id = page.id order by page.place`,
          );
    const total = request.total ? await this.total(where) : null;
    return { items: rows.map(toListItem), total, page: request.page, limit: request.limit };
  }

  /** How many organisations fulfil a condition over `o`; kept until the directory changes. */
  async total(where: Sql): Promise<number> {
    const key = `${where.text}\u0000${JSON.stringify(where.values)}`;
    const { n } = await this.#totals.get(key, async () => {
      const [row] = await this.store.readPrepared<{ n: number }>(
        sql`select count(*)::int as n from organisations o where ${where}`,
      );
      return { n: row?.n ?? 0 };
    });
    return n;
  }

  /** Every organisation of a request, unpaged, in constant memory. */
  async *stream(principal: Principal, request: ListRequest): AsyncGenerator<OrganisationRow> {
    const plan = this.#plan(principal);
    const query = sql`select ${listColumns(principal, this.tagging, request.columns)} from organisations o
      where ${this.#where(principal, plan, request)} ${plan.order(request)}`;
    for await (const row of this.store.lists(principal).stream<OrganisationListRow>(query)) yield toListItem(row);
  }

  /** One organisation whole. Throws `NotFound`. */
  async get(principal: Principal, ref: RecordRef): Promise<Organisation> {
    const [row] = await this.store.readPrepared<OrganisationWholeRow>(
      sql`select ${wholeColumns(principal, this.tagging, this.metaFields)} from organisations o
        where ${allOf([organisationScope.see.where(principal, 'o'), refOrAlias('organisation', sql`o`, ref)])}`,
    );
    if (!row) throw notFound('organisation');
    return toWhole(row);
  }

  #where(principal: Principal, plan: ListPlan, request: ListRequest): Sql {
    return allOf([organisationScope.see.where(principal, 'o'), plan.where(request)]);
  }

  #plan(principal: Principal): ListPlan {
    return defineListPlan(OrganisationList, {
      key: sql`o.id`,
      fields: {
        id: sql`o.id`,
        name: sql`o.name`,
        uuid: sql`u.uuid`,
        url: sql`o.url`,
        country: sql`o.country`,
        sector: sql`o.sector`,
        type: sql`o.type`,
        people: peopleColumn(principal),
        group: sql`gm.org_group_id`,
        created: sql`o.created`,
        modified: sql`o.modified`,
      },
      many: {
        uuid: goesBy('organisation', sql`o.id`),
        group: (having) => sql`exists (select from org_group_organisations gm
          join org_groups g on g.id = gm.org_group_id and g.deleted_at is null
          where gm.organisation_id = o.id and ${having})`,
      },
      sorts: { name: sql`o.name collate "und-x-icu"` },
      search: (q) => organisationSearchCondition(q, sightOf(principal)),
      meta: (filter) => this.metaFields.conditions(principal, 'organisation', sql`o.id`, filter),
      tags: (tags) => this.tagging.conditions('organisation', sql`o.id`, tags),
    });
  }
}
