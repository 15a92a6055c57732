import { randomUUID } from 'node:crypto';
import {
  type History,
  type HistoryQuery,
  type ListRequest,
  type NewWebhook,
  type RecordRef,
  type Webhook,
  type WebhookChanges,
  type WebhookDelivery,
  WebhookDeliveryList,
  WebhookList,
  type WebhookWithSecret,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  allOf,
  Conflict,
  defineListPlan,
  historyOf,
  likeText,
  notFound,
  type Principal,
  Records,
  Sealer,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { newSecret } from './signature.js';
import { secretPlace, urlPlace, WebhookEntity } from './webhook.entity.js';
import { webhookScope } from './webhook.scope.js';

interface Row extends Omit<Webhook, 'created' | 'modified' | 'lastSentAt'> {
  created: Date;
  modified: Date;
  lastSentAt: Date | null;
}

const plan = defineListPlan(WebhookList, {
  key: sql`w.id`,
  fields: { name: sql`w.name`, origin: sql`w.origin`, isEnabled: sql`w.is_enabled`, modified: sql`w.modified` },
  sorts: { name: sql`w.name collate "und-x-icu"` },
  search: (q) => sql`(w.name ilike ${`%${likeText(q)}%`} or w.origin ilike ${`%${likeText(q)}%`})`,
});

const event = sql`a.kind || '.' || a.action`;
const deliveryPlan = defineListPlan(WebhookDeliveryList, {
  key: sql`d.id`,
  fields: { id: sql`d.id`, state: sql`d.state`, event, title: sql`a.title`, created: sql`d.created` },
  search: (q) => sql`(${event} ilike ${`%${likeText(q)}%`} or a.title ilike ${`%${likeText(q)}%`})`,
});

interface DeliveryRow extends Omit<WebhookDelivery, 'seq' | 'created' | 'triedAt' | 'dueAt'> {
  seq: string;
  created: Date;
  triedAt: Date | null;
  dueAt: Date | null;
}

/** How long a former secret signs beside its successor. */
const overlapMs = 24 * 3600 * 1000;

/** The addresses that are told of changes, and what is on its way to them (decision 125). */
@Injectable()
export class WebhooksService {
  readonly #records: Records<WebhookEntity, Webhook, Row>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {
    this.#records = new Records(store, {
      entity: WebhookEntity,
      scope: webhookScope,
      plan,
      select: {
        alias: 'w',
        columns: sql`w.id, w.uuid, w.name, w.origin, w.kinds, w.actions, w.is_enabled as "isEnabled",
          (select count(*)::int from webhook_deliveries d where d.webhook_id = w.id and d.state = 'waiting') as waiting,
          (select count(*)::int from webhook_deliveries d where d.webhook_id = w.id and d.state = 'failed') as failed,
          (select max(d.tried_at) from webhook_deliveries d where d.webhook_id = w.id and d.state = 'sent') as "lastSentAt",
          w.created, w.modified, w.version`,
        from: sql`webhooks w`,
      },
      toView: (row) => ({
        ...row,
        lastSentAt: row.lastSentAt?.toISOString() ?? null,
        created: row.created.toISOString(),
        modified: row.modified.toISOString(),
      }),
    });
  }

  /** A page of webhooks. */
  list(principal: Principal, request: ListRequest) {
    return this.#records.list(principal, request);
  }

  /** Every webhook of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records.stream(principal, request);
  }

  /** One webhook. Throws `NotFound`. */
  get(principal: Principal, ref: RecordRef): Promise<Webhook> {
    return this.#records.get(principal, ref);
  }

  /** The changes of one webhook, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'webhook', id, query);
  }

  /** Tells an address of what changes from now on; the secret is in the answer, this once. */
  async create(principal: Principal, { url, ...input }: NewWebhook): Promise<WebhookWithSecret> {
    const uuid = randomUUID();
    const secret = newSecret();
    const id = await this.store.work(principal, async (work) => {
      const made = await work.insert(WebhookEntity, {
        ...input,
        uuid,
        ...this.#address(uuid, url),
        sealedSecret: this.sealer.seal(secret, secretPlace({ uuid })),
        afterSeq: await newest(work),
      });
      return made.id;
    });
    return { ...(await this.get(principal, { id })), secret };
  }

  /** Changes a webhook; one enabled again is told of what changes from then on. Throws `NotFound`, `NotAllowed`, `StaleWrite`. */
  async update(principal: Principal, ref: RecordRef, changes: WebhookChanges, ifMatch?: number): Promise<Webhook> {
    const id = await this.store.work(principal, async (work) => {
      const row = await this.#records.change(work, ref, ifMatch);
      const { url, ...others } = changes;
      const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
      if (others.isEnabled === true && !row.isEnabled) row.afterSeq = await newest(work);
      if (url !== undefined && this.sealer.open(row.sealedUrl, urlPlace(row)) !== url)
        Object.assign(row, this.#address(row.uuid, url));
      await work.save(WebhookEntity, Object.assign(row, given));
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Makes a new secret; the former one signs beside it for a day. Throws `NotFound`, `NotAllowed`. */
  async rotate(principal: Principal, ref: RecordRef): Promise<WebhookWithSecret> {
    const secret = newSecret();
    const id = await this.store.work(principal, async (work) => {
      const row = await this.#records.change(work, ref);
      row.sealedFormerSecret = row.sealedSecret;
      row.formerUntil = new Date(work.now.getTime() + overlapMs);
      row.sealedSecret = this.sealer.seal(secret, secretPlace(row));
      await work.save(WebhookEntity, row, 'rotate');
      return row.id;
    });
    return { ...(await this.get(principal, { id })), secret };
  }

  /** Deletes a webhook with its deliveries. Throws `NotFound`, `NotAllowed`, `StaleWrite`. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, async (work) =>
      work.remove(WebhookEntity, await this.#records.change(work, ref, ifMatch)),
    );
  }

  /** A page of the deliveries of one webhook. Throws `NotFound`. */
  async deliveries(principal: Principal, ref: RecordRef, request: ListRequest) {
    const { id } = await this.get(principal, ref);
    const from = sql`webhook_deliveries d join audit_log a on a.seq = d.seq
      where ${allOf([sql`d.webhook_id = ${id}`, deliveryPlan.where(request)])}`;
    const rows = await this.store.read<DeliveryRow>(sql`
      select d.id, d.seq, ${event} as event, a.title, d.state, d.attempts, d.status, d.latency_ms as "latencyMs", d.fault,
        d.created, d.tried_at as "triedAt", case when d.state = 'waiting' then d.due_at end as "dueAt"
      from ${from} ${deliveryPlan.order(request)} ${deliveryPlan.page(request)}`);
    const count = await this.store.readOne<{ n: number }>(sql`select count(*)::int as n from ${from}`);
    return { items: rows.map(toDelivery), total: count?.n ?? 0, page: request.page, limit: request.limit };
  }

  /** Puts a delivery on its way again. Throws `NotFound`. */
  async resend(principal: Principal, ref: RecordRef, deliveryId: number): Promise<void> {
    const { id } = await this.get(principal, ref);
    await this.store.work(principal, async (work) => {
      const rows = await work.query(sql`
        update webhook_deliveries set state = 'waiting', attempts = 0, due_at = ${work.now}
        where id = ${deliveryId} and webhook_id = ${id} returning id`);
      if (rows.length === 0) throw notFound('delivery');
    });
  }

  /** Gives a delivery up. Throws `NotFound`, and `Conflict` when it was sent. */
  async discard(principal: Principal, ref: RecordRef, deliveryId: number): Promise<void> {
    const { id } = await this.get(principal, ref);
    await this.store.work(principal, async (work) => {
      const [row] = await work.query<{ state: string }>(sql`
        select state from webhook_deliveries where id = ${deliveryId} and webhook_id = ${id} for update`);
      if (!row) throw notFound('delivery');
      if (row.state === 'sent') throw new Conflict('this delivery was sent already');
      await work.query(sql`update webhook_deliveries set state = 'discarded' where id = ${deliveryId}`);
    });
  }

  #address(uuid: string, url: string): Pick<WebhookEntity, 'origin' | 'sealedUrl'> {
    return { origin: new URL(url).origin, sealedUrl: this.sealer.seal(url, urlPlace({ uuid })) };
  }
}

/** The number of the newest change. */
async function newest(work: Work): Promise<string> {
  const [head] = await work.query<{ seq: string }>(sql`select seq from audit_head`);
  return head?.seq ?? '0';
}

const toDelivery = ({ seq, created, triedAt, dueAt, ...row }: DeliveryRow): WebhookDelivery => ({
  ...row,
  seq: Number(seq),
  created: created.toISOString(),
  triedAt: triedAt?.toISOString() ?? null,
  dueAt: dueAt?.toISOString() ?? null,
});
