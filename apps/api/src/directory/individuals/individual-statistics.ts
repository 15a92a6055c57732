import type { IndividualStatistics } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Events, KeptAnswers, type Principal, Store, sql } from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { individualScope } from './individual.scope.js';

/** The numbers beside the list, over whom the caller may see (FEATURES IND-07); kept until the directory changes. */
@Injectable()
export class IndividualStatisticsReader {
  readonly #kept: KeptAnswers<IndividualStatistics>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Events) events: Events,
  ) {
    this.#kept = new KeptAnswers(events, [directoryChanged], 200);
  }

  /** Activity of the last `days` days, and the `slices` commonest positions with the rest as one. */
  read(principal: Principal, days: number, slices: number): Promise<IndividualStatistics> {
    const scope = individualScope.see.where(principal, 'i');
    const today = new Date().toISOString().slice(0, 10);
    const key = JSON.stringify([scope.text, scope.values, days, slices, today]);
    return this.#kept.get(key, async () => {
      const [series, position] = await Promise.all([this.#series(principal, days), this.#positions(principal, slices)]);
      const sum = (field: 'created' | 'modified') => series.days.reduce((total, day) => total + day[field], 0);
      const { total } = series;
      return { days, total, created: sum('created'), modified: sum('modified'), series: series.days, position };
    });
  }

  async #series(principal: Principal, days: number) {
    const rows = await this.store.read<{ day: string; created: number; modified: number; total: number }>(sql`
      with visible as (select i.created, i.modified from individuals i where ${individualScope.see.where(principal, 'i')}),
        since as (select (date_trunc('day', now() at time zone 'utc') - make_interval(days => ${days - 1})) as start),
        made as (select date_trunc('day', created at time zone 'utc') as day, count(*)::int as n from visible, since
          where created at time zone 'utc' >= since.start group by 1),
        edited as (select date_trunc('day', modified at time zone 'utc') as day, count(*)::int as n from visible, since
          where modified at time zone 'utc' >= since.start and modified > created group by 1)
      select to_char(d.day, 'YYYY-MM-DD') as day, coalesce(made.n, 0) as created, coalesce(edited.n, 0) as modified,
        (select count(*)::int from visible) as total
      from since, generate_series(since.start, date_trunc('day', now() at time zone 'utc'), interval '1 day') as d(day)
      left join made on made.day = d.day left join edited on edited.day = d.day order by d.day`);
    return { total: rows[0]?.total ?? 0, days: rows.map(({ day, created, modified }) => ({ day, created, modified })) };
  }

  async #positions(principal: Principal, slices: number): Promise<IndividualStatistics['position']> {
    const rows = await this.store.read<{ key: string; count: number }>(sql`
      select nullif(i.position, '') as key, count(*)::int as count from individuals i
      where ${individualScope.see.where(principal, 'i')} and nullif(i.position, '') is not null group by 1 order by 2 desc, 1`);
    const top = rows.slice(0, slices).map(({ key, count }) => ({ key, label: key, count }));
    const rest = rows.slice(slices).reduce((total, row) => total + row.count, 0);
    return rest > 0 ? [...top, { key: '', label: 'other', count: rest }] : top;
  }
}
