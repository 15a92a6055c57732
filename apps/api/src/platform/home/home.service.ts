import type { Activity, ActivityNoun, Welcome } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { directoryChanged } from '../../directory/index.js';
import { tagChanged } from '../../fields/index.js';
import { accessChanged } from '../../identity/index.js';
import { Events, KeptAnswers, type Principal, Settings, Store, sql } from '../../kernel/index.js';
import { OpenDirectory } from '../open-directory/open-directory.service.js';
import { type CountedNoun, countedNouns } from './counted-nouns.js';
import { homeMessage, signInMessage } from './home.settings.js';

interface Row {
  day: string;
  created: number;
  modified: number;
  total: number;
}

/** The first page: what administrators say, and what happened to each noun the caller may see. */
@Injectable()
export class HomeService {
  readonly #kept: KeptAnswers<Activity>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(OpenDirectory) private readonly open: OpenDirectory,
    @Inject(Events) events: Events,
  ) {
    this.#kept = new KeptAnswers(events, [directoryChanged, tagChanged, accessChanged], 300);
  }

  /** Messages, and whether there is an open directory. */
  async welcome(principal: Principal): Promise<Welcome> {
    const [read, openDirectory] = await Promise.all([this.settings.reader(), this.open.isOpen()]);
    const home = principal.userId === null ? '' : read(homeMessage);
    return { signIn: read(signInMessage).trim() || null, home: home.trim() || null, openDirectory };
  }

  /** Activity of the last `days` days by noun; one statement a noun, kept until something changes. */
  async activity(principal: Principal, days: number): Promise<Activity[]> {
    const visible = countedNouns.filter(({ permission }) => principal.permissions.has(permission));
    return Promise.all(visible.map((noun) => this.#one(principal, noun, days)));
  }

  #one(principal: Principal, noun: CountedNoun, days: number): Promise<Activity> {
    const scope = noun.where(principal);
    const today = new Date().toISOString().slice(0, 10);
    const find = async () => activityOf(noun.noun, await this.#series(principal, noun, days));
    // Sharing groups and whatever tells of no change here are counted anew each time.
    if (!noun.isKept) return find();
    return this.#kept.get(JSON.stringify([noun.noun, scope.text, scope.values, days, today]), find);
  }

  #series(principal: Principal, noun: CountedNoun, days: number): Promise<Row[]> {
    return this.store.read<Row>(sql`
      with visible as (select x.created, x.modified from ${noun.table} x where ${noun.where(principal)}),
        since as (select (date_trunc('day', now() at time zone 'utc') - make_interval(days => ${days - 1})) as start),
        made as (select date_trunc('day', created at time zone 'utc') as day, count(*)::int as n from visible, since
          where created at time zone 'utc' >= since.start group by 1),
        edited as (select date_trunc('day', modified at time zone 'utc') as day, count(*)::int as n from visible, since
          where modified at time zone 'utc' >= since.start and modified > created group by 1)
      select to_char(d.day, 'YYYY-MM-DD') as day, coalesce(made.n, 0) as created, coalesce(edited.n, 0) as modified,
        (select count(*)::int from visible) as total
      from since, generate_series(since.start, date_trunc('day', now() at time zone 'utc'), interval '1 day') as d(day)
      left join made on made.day = d.day left join edited on edited.day = d.day order by d.day`);
  }
}

function activityOf(noun: ActivityNoun, rows: readonly Row[]): Activity {
  const sum = (key: 'created' | 'modified') => rows.reduce((total, row) => total + row[key], 0);
  const series = rows.map(({ day, created, modified }) => ({ day, created, modified }));
  return { noun, total: rows[0]?.total ?? 0, created: sum('created'), modified: sum('modified'), series };
}
