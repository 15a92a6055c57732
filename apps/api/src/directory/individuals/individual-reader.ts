import {
  type Individual,
  IndividualList,
  type IndividualRow,
  type LikelyDuplicate,
  type ListRequest,
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
  type Sql,
  Store,
  sql,
} from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { goesBy, refOrAlias } from '../merges/aliases.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { individualScope } from './individual.scope.js';
import { individualSearchCondition } from './individual-search.js';
import {
  type IndividualListRow,
  type IndividualWholeRow,
  listColumns,
  toListItem,
  toWhole,
  wholeColumns,
} from './individual-view.js';

/** Reads of people: every one of them inside the caller's scope. */
@Injectable()
export class IndividualReader {
  readonly #list: LongList<IndividualListRow, IndividualRow>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Tagging) private readonly tagging: Tagging,
    @Inject(MetaFields) private readonly metaFields: MetaFields,
    @Inject(Events) events: Events,
  ) {
    this.#list = new LongList(store, events, {
      table: 'individuals',
      alias: 'i',
      toItem: toListItem,
      dependsOn: [directoryChanged, tagChanged, metaTemplateChanged],
      // What is in force today depends on the day.
      isOfToday: true,
    });
  }

  /** A page of people: one statement for the rows, one for a total that is not kept. */
  async list(principal: Principal, request: ListRequest): Promise<Page<IndividualRow>> {
    return this.#list.page(principal, request, this.#query(principal, request));
  }

  /** Every person of a request, unpaged, in constant memory. */
  async *stream(principal: Principal, request: ListRequest): AsyncGenerator<IndividualRow> {
    yield* this.#list.stream(principal, this.#query(principal, request));
  }

  /** One person whole. Throws `NotFound`. */
  async get(principal: Principal, ref: RecordRef): Promise<Individual> {
    const [row] = await this.store.readPrepared<IndividualWholeRow>(
      sql`select ${wholeColumns(principal, this.tagging, this.metaFields)} from individuals i
        where ${allOf([individualScope.see.where(principal, 'i'), refOrAlias('individual', sql`i`, ref)])}`,
    );
    if (!row) throw notFound('individual');
    return toWhole(row);
  }

  /**
   * People in the caller's sight who may be the one with that address or name, the likeliest first, at most ten; each
   * once (FEATURES IND-08). One statement.
   */
  duplicates(
    principal: Principal,
    { email, name, except }: { email: string; name: string; except?: number | undefined },
  ): Promise<LikelyDuplicate[]> {
    const others = allOf([individualScope.see.where(principal, 'i'), sql`i.id <> ${except ?? 0}`]);
    const hit = (rank: number, because: LikelyDuplicate['because'], condition: Sql): Sql =>
      sql`select i.id, ${rank}::int as rank, ${because}::text as because from individuals i where ${others} and ${condition}`;
    const text = name.trim();
    return this.store.read<LikelyDuplicate>(sql`
      select i.id, i.uuid, i.email::text as email, trim(i.first_name || ' ' || i.last_name) as name, best.because
      from (select distinct on (hits.id) hits.id, hits.rank, hits.because from (
          ${hit(0, 'email', sql`i.email = ${email.trim()}::citext`)}
          union all ${hit(1, 'address', sql`exists (select from individual_emails e where e.individual_id = i.id and e.address = ${email.trim()}::citext)`)}
          union all ${hit(2, 'name', sql`i.folded = fold_text(${text}) and ${text} <> ''`)}
          union all ${hit(3, 'name', sql`${text.length >= 4} and i.id in (select individuals_alike(fold_text(${text})))`)}) hits
        order by hits.id, hits.rank) best
      join individuals i on i.id = best.id order by best.rank, i.last_name, i.id limit 10`);
  }

  #query(principal: Principal, request: ListRequest): LongListQuery {
    const plan = this.#plan(principal);
    return {
      columns: listColumns(principal, this.tagging, request.columns),
      where: allOf([individualScope.see.where(principal, 'i'), plan.where(request)]),
      order: plan.order(request),
    };
  }

  #plan(principal: Principal): ListPlan {
    const aligned = (
      having: Sql,
    ): Sql => sql`exists (select from alignments a join organisations o on o.id = a.organisation_id
      where a.individual_id = i.id and ${organisationScope.see.where(principal, 'o')} and ${having})`;
    return defineListPlan(IndividualList, {
      key: sql`i.id`,
      fields: {
        id: sql`i.id`,
        uuid: sql`u.uuid`,
        email: sql`i.email::text`,
        firstName: sql`i.first_name`,
        lastName: sql`i.last_name`,
        position: sql`i.position`,
        organisation: sql`a.organisation_id`,
        country: sql`o.country`,
        role: sql`a.type`,
        hasUser: sql`exists (select from users u where u.individual_id = i.id)`,
        anonymised: sql`(i.anonymised_at is not null)`,
        created: sql`i.created`,
        modified: sql`i.modified`,
      },
      many: { uuid: goesBy('individual', sql`i.id`), organisation: aligned, country: aligned, role: aligned },
      sorts: { lastName: sql`i.last_name collate "und-x-icu"`, firstName: sql`i.first_name collate "und-x-icu"` },
      search: (q) => individualSearchCondition(q, principal),
      meta: (filter) => this.metaFields.conditions(principal, 'individual', sql`i.id`, filter),
      tags: (tags) => this.tagging.conditions('individual', sql`i.id`, tags),
    });
  }
}
