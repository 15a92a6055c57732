import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import {
  Events,
  LOG,
  type NoticeDraft,
  type NoticeKind,
  noticeKinds,
  RecurringLook,
  Settings,
  Store,
  sql,
  systemPrincipal,
  type WatchedChange,
  WORKS_JOBS,
  type Work,
} from '../../kernel/index.js';
import { MailBox } from '../mail/mail-box.js';
import { Delivery } from './delivery.js';
import { keepDays } from './notice-settings.js';
import { noticeText } from './notice-text.js';
import './expiring-keys.js';
import { dropForgotten } from './forgotten-people.js';
import './notice-kinds.js';

const batch = 500;
const lookEveryMs = 5000;
const restMs = 300;
const keptOfEach = 1000;

/**
 * Looks through the audit log for what people are told of, from where the last look ended, and once a day for what time
 * brings: in one process at a time, whichever gets the cursor's row. A look that is broken off by a crash is made again;
 * what it told already has its key.
 */
@Injectable()
export class NoticeWatcher implements OnApplicationBootstrap {
  readonly #look: RecurringLook;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Delivery) private readonly delivery: Delivery,
    @Inject(MailBox) private readonly mailBox: MailBox,
    @Inject(Events) private readonly events: Events,
    @Inject(LOG) log: Logger,
    @Inject(WORKS_JOBS) private readonly worksJobs: boolean,
  ) {
    this.#look = new RecurringLook(() => this.#lookAll(), {
      everyMs: lookEveryMs,
      restMs,
      failed: (error) => log.warn({ error: error.message }, 'notifications could not be made'),
    });
  }

  /** Looks soon after anything changed, and every few seconds in case nobody said so. */
  onApplicationBootstrap(): void {
    noticeKinds.freeze();
    if (!this.worksJobs) return;
    this.events.onAny((name) => {
      if (name !== 'notification.added') this.#look.soon();
    });
    this.#look.start();
  }

  /** Waits for the look at hand before the store is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#look.close();
  }

  /** Looks through everything new, then does the day's work if nobody did. Never throws: the next look tries again. */
  look(): Promise<void> {
    return this.#look.now();
  }

  async #lookAll(): Promise<void> {
    while (!this.#look.isClosed && (await this.#lookOnce()) === batch);
    if (!this.#look.isClosed) await this.#daily();
  }

  /** One batch; answers how many changes it saw. */
  async #lookOnce(): Promise<number> {
    return this.store.work(systemPrincipal('notifications'), async (work) => {
      const [cursor] = await work.query<{ seq: string }>(
        sql`select seq from notification_cursors where name = 'audit' for update skip locked`,
      );
      if (!cursor) return 0;
      const changes = await work.query<WatchedChange>(sql`
        select a.seq, a.at, a.actor_id, a.actor_name, a.channel, a.request_id, a.action, a.kind, a.entity_id, a.title,
          a.before, a.after, case when r.id is null then null else to_jsonb(r) end as actor_flags
        from audit_log a left join users u on u.id = a.actor_id left join roles r on r.id = u.role_id
        where a.seq > ${cursor.seq}::bigint order by a.seq limit ${batch}`);
      const last = changes.at(-1);
      if (!last) return 0;
      // after the changes: each is judged by settings no older than itself
      const read = await this.settings.reader();
      for (const kind of noticeKinds.list()) {
        const drafts = changes.map((change) => kind.fromChange?.(change, read) ?? null);
        await this.delivery.tell(
          work,
          kind,
          drafts.filter((draft): draft is NoticeDraft => draft !== null),
        );
      }
      await dropForgotten(work, changes);
      await work.query(sql`update notification_cursors set seq = ${last.seq}::bigint where name = 'audit'`);
      return changes.length;
    });
  }

  /** Once a day: what time brings, digests, and forgetting. */
  async #daily(): Promise<void> {
    const due = await this.store.readOne(
      sql`select from notification_cursors where name = 'daily' and day is distinct from current_date`,
    );
    if (!due) return;
    const read = await this.settings.reader();
    const drafts: [NoticeKind, readonly NoticeDraft[]][] = [];
    for (const kind of noticeKinds.list()) if (kind.daily) drafts.push([kind, await kind.daily(this.store, read)]);
    await this.store.work(systemPrincipal('notifications'), async (work) => {
      const claimed = await work.query(sql`
        update notification_cursors set day = current_date where name = 'daily' and day is distinct from current_date returning name`);
      if (claimed.length === 0) return;
      for (const [kind, list] of drafts) await this.delivery.tell(work, kind, list);
      await this.#digests(work);
      await forget(work, read(keepDays));
    });
  }

  /** One e-mail a day to each person with what they chose to get that way. */
  async #digests(work: Work): Promise<void> {
    const rows = await work.query<{ user_id: number; address: string; told: Parameters<typeof noticeText>[0] }>(sql`
      with due as (
        update notifications n set detail = n.detail || '{"digest": false}'
        where n.detail @> '{"digest": true}' and n.created > now() - interval '7 days' returning n.*)
      select d.user_id, i.email as address,
        jsonb_agg(jsonb_build_object('title', d.title, 'link', d.link, 'detail', d.detail,
          'count', coalesce((d.detail->>'count')::int, 1)) order by d.id) as told
      from due d join users u on u.id = d.user_id and not u.disabled join individuals i on i.id = u.individual_id
      group by d.user_id, i.email`);
    for (const { user_id: userId, address, told } of rows) {
      const few = told.slice(0, 100);
      const subject = told.length === 1 ? (told[0]?.title ?? '') : `${told.length} notifications`;
      await this.mailBox.post(work, { userId, address, subject, body: noticeText(few) });
    }
  }
}

/** What is old, and of each person what is beyond the newest thousand, is forgotten. */
async function forget(work: Work, days: number): Promise<void> {
  await work.query(sql`delete from notifications where created < now() - make_interval(days => ${days})`);
  await work.query(sql`
    delete from notifications n using (
      select id, row_number() over (partition by user_id order by id desc) as place from notifications) p
    where p.id = n.id and p.place > ${keptOfEach}`);
  await work.query(
    sql`delete from mails where created < now() - make_interval(days => ${days}) and state <> 'waiting'`,
  );
}
