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
  defineListPlan,
  Events,
  type ListPlan,
  LongList,
  type LongListQuery,
  notFound,
  type Page,
  type Principal,
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
  readonly #list: LongList<OrganisationListRow, OrganisationRow>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Tagging) private readonly tagging: Tagging,
    @Inject(MetaFields) private readonly metaFields: MetaFields,
    @Inject(Events) events: Events,
  ) {
    this.#list = new LongList(store, events, {
      table: 'organisations',
      alias: 'o',
      toItem: toListItem,
      dependsOn: [directoryChanged, tagChanged, metaTemplateChanged],
    });
  }

  /** A page of organisations: one statement for the rows, one for a total that is not kept. */
  async list(principal: Principal, request: ListRequest): Promise<Page<OrganisationRow>> {
    return this.#list.page(principal, request, this.#query(principal, request));
  }

  /** Every organisation of a request, unpaged, in constant memory. */
  async *stream(principal: Principal, request: ListRequest): AsyncGenerator<OrganisationRow> {
    yield* this.#list.stream(principal, this.#query(principal, request));
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

  #query(principal: Principal, request: ListRequest): LongListQuery {
    const plan = this.#plan(principal);
    return {
      columns: listColumns(principal, this.tagging, request.columns),
      where: allOf([organisationScope.see.where(principal, 'o'), plan.where(request)]),
      order: plan.order(request),
    };
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
