import type { RecordRef, WebhookTest } from '@cerebrate/contract';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import {
  defineJob,
  Events,
  Jobs,
  LOG,
  NotFound,
  ownerIsGone,
  Presence,
  type Principal,
  RecurringLook,
  Remote,
  type RemoteFailed,
  Sealer,
  type Sql,
  Store,
  sql,
  systemPrincipal,
  WORKS_JOBS,
} from '../../kernel/index.js';
import { type ChangeEvent, type ChangeEventRow, changeEvent, changeEventColumns } from '../audit/change-event.js';
import { signedHeaders } from './signature.js';
import { secretPlace, urlPlace } from './webhook.entity.js';
import { WebhooksService } from './webhooks.service.js';

const deliverJob = defineJob<{ webhookId: number }>('webhooks.deliver', { retries: 0, concurrency: 2 });

/** Minutes until the next attempt, as Standard Webhooks 1.0 advises; after the last one a delivery has failed. */
const pauses = [0.1, 1, 5, 30, 120, 300, 600, 840];
/** A claimed delivery is free again after so long; one whose process died, at once. */
const leaseMinutes = 2;
const timeoutMs = 15_000;
const batch = 500;
/** So many failures in a row end a round: the address is down, and the next round asks again. */
const patience = 3;
const keptDays = 30;

interface Target {
  id: number;
  uuid: string;
  name: string;
  sealed_url: string;
  sealed_secret: string;
  sealed_former_secret: string | null;
}

interface Claimed {
  id: number;
  seq: string;
  attempts: number;
  claimed_by: string;
}

interface Outcome {
  status: number | null;
  latencyMs: number;
  /** Null when the address took it. */
  fault: string | null;
}

/**
 * Tells webhooks of what is new in the audit log (decision 125): one process at a time goes through the log from a kept
 * cursor and writes deliveries in the transaction of the cursor; jobs send what is due, each delivery at least once.
 */
@Injectable()
export class WebhookSender implements OnApplicationBootstrap {
  readonly #look: RecurringLook;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(Remote) private readonly remote: Remote,
    @Inject(WebhooksService) private readonly webhooks: WebhooksService,
    @Inject(Presence) private readonly presence: Presence,
    @Inject(Events) private readonly events: Events,
    @Inject(WORKS_JOBS) private readonly worksJobs: boolean,
    @Inject(LOG) log: Logger,
    @Inject(Jobs) jobs: Jobs,
  ) {
    jobs.register(deliverJob, ({ webhookId }, signal) => this.deliver(webhookId, signal));
    this.#look = new RecurringLook(() => this.#lookAll(), {
      everyMs: 5000,
      restMs: 300,
      failed: (error) => log.warn({ error: error.message }, 'webhooks could not be told'),
    });
  }

  /** Looks soon after anything changed, and every few seconds for what is due again. */
  onApplicationBootstrap(): void {
    if (!this.worksJobs) return;
    this.events.onAny(() => this.#look.soon());
    this.#look.start();
  }

  /** Waits for the look at hand before the store is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#look.close();
  }

  /** Looks now. Never throws: the next look tries again. */
  look(): Promise<void> {
    return this.#look.now();
  }

  async #lookAll(): Promise<void> {
    let isFull = true;
    while (isFull && !this.#look.isClosed) isFull = await this.#lookOnce();
  }

  /** One batch of the log; answers whether there may be more. */
  #lookOnce(): Promise<boolean> {
    return this.store.work(systemPrincipal('webhooks'), async (work) => {
      const [cursor] = await work.query<{ seq: string }>(
        sql`select seq from notification_cursors where name = 'webhooks' for update skip locked`,
      );
      if (!cursor) return false;
      const [last] = await work.query<{ seq: string; n: number }>(sql`
        select max(seq) as seq, count(*)::int as n
        from (select seq from audit_log where seq > ${cursor.seq}::bigint order by seq limit ${batch}) a`);
      if (last && last.n > 0) {
        await work.query(sql`
          insert into webhook_deliveries (webhook_id, seq, state, created, due_at)
          select w.id, a.seq, 'waiting', ${work.now}, ${work.now} from audit_log a join webhooks w
            on w.is_enabled and a.seq > w.after_seq and (w.kinds = '{}' or a.kind = any(w.kinds))
              and (w.actions = '{}' or a.action = any(w.actions))
          where a.seq > ${cursor.seq}::bigint and a.seq <= ${last.seq}::bigint
          on conflict (webhook_id, seq) do nothing`);
        await work.query(sql`update notification_cursors set seq = ${last.seq}::bigint where name = 'webhooks'`);
      }
      const due = await work.query<{ id: number }>(sql`
        select w.id from webhooks w where w.is_enabled and exists
          (select from webhook_deliveries d where d.webhook_id = w.id and d.state = 'waiting' and ${isFree(sql`${work.now}::timestamptz`)})`);
      for (const { id } of due) work.enqueue(deliverJob, { webhookId: id }, { singletonKey: `webhook ${id}` });
      return last !== undefined && last.n === batch;
    });
  }

  /** Sends what is due to one webhook, oldest first; ends when the address fails a few times in a row. */
  async deliver(webhookId: number, signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted && failures < patience) {
      const target = await this.#target(sql`w.id = ${webhookId} and w.is_enabled`);
      const delivery = target && (await this.#claim(webhookId));
      if (!delivery) break;
      const outcome = await this.#send(target, `${delivery.seq}.${target.uuid}`, await this.#event(delivery.seq));
      await this.#note(delivery, outcome);
      failures = outcome.fault === null ? 0 : failures + 1;
    }
    await this.#write(sql`
      delete from webhook_deliveries where webhook_id = ${webhookId} and state in ('sent', 'discarded')
        and created < now() - make_interval(days => ${keptDays})`);
  }

  /** Sends a test event now, beside what waits. Throws `NotFound`. */
  async test(principal: Principal, ref: RecordRef): Promise<WebhookTest> {
    const { id } = await this.webhooks.get(principal, ref);
    const target = await this.#target(sql`w.id = ${id}`);
    if (!target) throw new NotFound('there is no such webhook');
    const at = new Date();
    const { status, latencyMs, fault } = await this.#send(target, `test-${at.getTime()}.${target.uuid}`, {
      type: 'webhook.test',
      timestamp: at.toISOString(),
      data: { title: target.name },
    });
    const message = fault ?? `The address took the test event (${status}).`;
    return { ok: fault === null, status, latencyMs, message };
  }

  #target(which: Sql): Promise<Target | undefined> {
    return this.store.readOne<Target>(sql`
      select w.id, w.uuid, w.name, w.sealed_url, w.sealed_secret,
        case when w.former_until > now() then w.sealed_former_secret end as sealed_former_secret
      from webhooks w where ${which}`);
  }

  /** The oldest delivery that is due, taken for a while, so that no other process sends it. */
  async #claim(webhookId: number): Promise<Claimed | undefined> {
    const token = await this.presence.token();
    const [claimed] = await this.#write<Claimed>(sql`
      update webhook_deliveries set attempts = attempts + 1, tried_at = now(), claimed_by = ${token},
        due_at = now() + make_interval(mins => ${leaseMinutes})
      where id = (select d.id from webhook_deliveries d where d.webhook_id = ${webhookId} and d.state = 'waiting'
        and ${isFree(sql`now()`)} order by d.id limit 1 for update skip locked)
      returning id, seq, attempts, claimed_by`);
    return claimed;
  }

  #write<R extends object>(query: Sql): Promise<R[]> {
    return this.store.work(systemPrincipal('webhooks'), (work) => work.query<R>(query));
  }

  /** The change as it is told: what the audit log says of it now, its secrets masked. */
  async #event(seq: string): Promise<ChangeEvent> {
    const row = await this.store.readOne<ChangeEventRow>(
      sql`select ${changeEventColumns} from audit_log a where a.seq = ${seq}::bigint`,
    );
    if (!row) throw new Error(`change ${seq} is not in the audit log`);
    return changeEvent(row);
  }

  async #send(target: Target, id: string, event: object): Promise<Outcome> {
    const started = performance.now();
    const passed = () => Math.round(performance.now() - started);
    try {
      const url = this.sealer.open(target.sealed_url, urlPlace(target));
      const secrets = [target.sealed_secret, target.sealed_former_secret]
        .filter((sealed) => sealed !== null)
        .map((sealed) => this.sealer.open(sealed, secretPlace(target)));
      const { status } = await this.remote.ask(
        { name: `webhook ${target.name}`, timeoutMs, maxBytes: 64 * 1024, secrets: [url, ...secrets] },
        {
          method: 'POST',
          url,
          headers: signedHeaders(id, new Date(), JSON.stringify(event), secrets),
          json: event,
        },
      );
      return { status, latencyMs: passed(), fault: faultOf(status) };
    } catch (error) {
      const { remoteStatus, message } = error as Partial<RemoteFailed> & Error;
      return { status: remoteStatus ?? null, latencyMs: passed(), fault: message.slice(0, 1000) };
    }
  }

  /** Whoever took it over meanwhile decides when it is tried again; what was taken by the address was taken. */
  async #note({ id, attempts, claimed_by: token }: Claimed, { status, latencyMs, fault }: Outcome): Promise<void> {
    const pause = pauses[attempts - 1];
    const state = fault === null ? 'sent' : pause === undefined ? 'failed' : 'waiting';
    await this.#write(sql`
      update webhook_deliveries set state = ${state}, status = ${status}, latency_ms = ${latencyMs}, fault = ${fault},
        claimed_by = null, due_at = now() + make_interval(secs => ${(pause ?? 0) * 60}::float8)
      where id = ${id} and state = 'waiting' and (claimed_by = ${token} or ${state} = 'sent')`);
  }
}

/** A delivery `d` is due, or whoever took it is dead. */
const isFree = (now: Sql): Sql => sql`(d.due_at <= ${now} or ${ownerIsGone(sql`d.claimed_by`)})`;

function faultOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `answered ${status}, a redirect; enter the address it leads to`;
  return `answered ${status}; it must answer 200 to 299`;
}
