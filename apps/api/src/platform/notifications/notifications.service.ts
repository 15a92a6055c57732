import type { Notification, QueryOf, Subscription, SubscriptionChange } from '@cerebrate/contract';
import { type notifications } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { FieldRights } from '../../fields/index.js';
import { allOf, NotFound, noticeKinds, type Principal, type Sql, Store, sql } from '../../kernel/index.js';
import { notificationAdded } from './delivery.js';

interface Row {
  id: string;
  kind: string;
  severity: Notification['severity'];
  title: string;
  link: string;
  detail: { changes?: Notification['changes']; count?: number };
  created: Date;
  read_at: Date | null;
}

/** What the caller was told; the owner of every row is the caller. */
@Injectable()
export class NotificationsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(FieldRights) private readonly fieldRights: FieldRights,
  ) {}

  /** Newest first, and how many are unread. */
  async list(principal: Principal, query: QueryOf<typeof notifications.list>) {
    const conditions: Sql[] = [sql`n.user_id = ${principal.userId}`, sql`coalesce((n.detail->>'bell')::boolean, true)`];
    if (query.unread !== undefined) conditions.push(query.unread ? sql`n.read_at is null` : sql`n.read_at is not null`);
    if (query.kind) conditions.push(sql`n.kind = ${query.kind}`);
    const page = query.before ? [...conditions, sql`n.id < ${query.before}`] : conditions;
    const [rows, unread] = await Promise.all([
      this.store.read<Row>(sql`
        select id, kind, severity, title, link, detail, created, read_at from notifications n
        where ${allOf(page)} order by n.id desc limit ${query.limit + 1}`),
      this.store.readOne<{ n: number }>(
        sql`select count(*)::int as n from notifications where user_id = ${principal.userId} and read_at is null`,
      ),
    ]);
    const hidden = await this.fieldRights.hiddenKeys(principal);
    const items = rows.slice(0, query.limit).map((row) => view(row, hidden));
    return { items, unread: unread?.n ?? 0, next: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** Marks one as read. Throws `NotFound` for anybody else's. */
  async read(principal: Principal, id: number): Promise<void> {
    const found = await this.#mark(principal, sql`id = ${id}`, true);
    if (found === 0) throw new NotFound('there is no such notification of yours');
  }

  /** Marks all as read. */
  async readAll(principal: Principal): Promise<void> {
    await this.#mark(principal, sql`read_at is null`, false);
  }

  /** Every kind, with what the caller chose or what holds for whoever chose nothing. */
  async subscriptions(principal: Principal): Promise<Subscription[]> {
    const rows = await this.store.read<Pick<Subscription, 'kind' | 'bell' | 'mail'>>(
      sql`select kind, bell, mail from notification_subscriptions where user_id = ${principal.userId}`,
    );
    const chosen = new Map(rows.map((row) => [row.kind, row]));
    return noticeKinds.list().map(({ id, label, description, bell, mail }) => ({
      kind: id,
      label,
      description,
      bell: chosen.get(id)?.bell ?? bell,
      mail: chosen.get(id)?.mail ?? mail,
    }));
  }

  /** Chooses how the caller is told of one kind. Throws `NotFound` for a kind there is not. */
  async subscribe(principal: Principal, kind: string, { bell, mail }: SubscriptionChange): Promise<void> {
    if (!noticeKinds.find(kind)) throw new NotFound(`there is no kind of notification ${kind}`);
    await this.store.work(principal, (work) =>
      work.query(sql`
        insert into notification_subscriptions (user_id, kind, bell, mail) values (${principal.userId}, ${kind}, ${bell}, ${mail})
        on conflict (user_id, kind) do update set bell = excluded.bell, mail = excluded.mail`),
    );
  }

  async #mark(principal: Principal, which: Sql, evenIfRead: boolean): Promise<number> {
    return this.store.work(principal, async (work) => {
      const rows = await work.query(sql`
        update notifications set read_at = coalesce(read_at, ${work.now})
        where user_id = ${principal.userId} and (${which}) and (read_at is null or ${evenIfRead}::boolean) returning id`);
      // Other windows of the same person count anew.
      if (rows.length > 0) work.emit(notificationAdded, { userId: principal.userId ?? 0 });
      return rows.length;
    });
  }
}

const view = (row: Row, hidden: ReadonlySet<string>): Notification => ({
  id: Number(row.id),
  kind: row.kind,
  severity: row.severity,
  title: row.title,
  link: row.link,
  changes: (row.detail.changes ?? []).filter(({ field }) => !hidden.has(field)),
  count: row.detail.count ?? 1,
  at: row.created.toISOString(),
  readAt: row.read_at?.toISOString() ?? null,
});
