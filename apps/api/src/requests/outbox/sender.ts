import type { RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  Conflict,
  defineJob,
  Jobs,
  ownerIsGone,
  Presence,
  type Principal,
  rowToChange,
  Sealer,
  Store,
  sql,
  systemPrincipal,
  type Work,
} from '../../kernel/index.js';
import { wholePayload } from '../sealed-payload.js';
import { OutboxEntity, outboxPlace } from './outbox.entity.js';
import { outboxScope } from './outbox.scope.js';
import { type OutgoingKind, OutgoingKinds } from './outgoing-kind.js';

/** Tries one message. */
export const outboxJob = defineJob<{ messageId: number }>('outbox.send', { retries: 3, expireInSeconds: 180 });

/** Tries by itself before somebody has to look: about two days. */
export const mostAttempts = 14;
const firstPauseSeconds = 30;
const longestPauseSeconds = 6 * 3600;
/** How long a try may take before it counts as lost. */
const leaseSeconds = 150;

/** Seconds to wait after that many failed tries. */
export const pauseAfter = (attempts: number): number =>
  Math.min(longestPauseSeconds, firstPauseSeconds * 2 ** Math.min(attempts - 1, 20));

interface Claimed {
  id: number;
  uuid: string;
  kind: string;
  attempts: number;
  payload: Record<string, unknown>;
  sealed: string | null;
}

/** What a try came to. */
export interface Tried {
  readonly isSent: boolean;
  readonly fault: string | null;
}

/** Sends what is in the outbox: by itself with growing pauses, or now because somebody asks. */
@Injectable()
export class OutboxSender {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(OutgoingKinds) private readonly kinds: OutgoingKinds,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(Presence) private readonly presence: Presence,
    @Inject(Jobs) jobs: Jobs,
  ) {
    jobs.register(outboxJob, async ({ messageId }) => void (await this.attempt(messageId)));
  }

  /**
   * Tries a message now. Throws `NotFound`, and `Conflict` for one that was sent or given up, whose kind nobody sends, or
   * that is being sent at this moment.
   */
  async resend(principal: Principal, ref: RecordRef): Promise<Tried> {
    const { id, kind } = await this.store.work(principal, async (work) => {
      const row = await rowToChange(work, OutboxEntity, outboxScope, ref);
      if (row.state === 'sent' || row.state === 'discarded')
        throw new Conflict(`this message was ${row.state} already`);
      if (this.kinds.find(row.kind)?.send && row.state === 'failed') {
        Object.assign(row, { state: 'waiting', attempts: 0 });
        await work.save(OutboxEntity, row, 'resend');
      }
      return row;
    });
    if (!this.kinds.find(kind)?.send)
      throw new Conflict('this node does not know yet how to send messages of this kind');
    const tried = await this.attempt(id, principal);
    if (!tried) throw new Conflict('this message is being sent at this moment; look again shortly');
    return tried;
  }

  /** Tries a message that waits and that nobody else is sending; null when there is nothing to do. */
  async attempt(id: number, principal: Principal = systemPrincipal('outbox', 'job')): Promise<Tried | null> {
    const claimed = await this.#claim(id);
    if (!claimed) return null;
    const kind = this.kinds.find(claimed.kind);
    const fault = await this.#send(kind, claimed);
    await this.store.work(principal, (work) => this.#note(work, claimed, fault));
    return { isSent: fault === null, fault };
  }

  async #claim(id: number): Promise<Claimed | undefined> {
    const token = await this.presence.token();
    const [row] = await this.store.work(systemPrincipal('outbox', 'job'), (work) =>
      work.query<Claimed>(sql`
        update outbox set attempts = attempts + 1, tried_at = now(), busy_by = ${token},
          busy_until = now() + make_interval(secs => ${leaseSeconds})
        where id = ${id} and state = 'waiting' and (busy_until is null or busy_until < now() or ${ownerIsGone(sql`busy_by`)})
        returning id, uuid, kind, attempts, payload, sealed`),
    );
    return row;
  }

  /** Why it was not sent; null when it was. */
  async #send(kind: OutgoingKind | undefined, { id, uuid, payload, sealed }: Claimed): Promise<string | null> {
    if (!kind?.send) return 'this node does not know any more how to send it';
    try {
      const whole = wholePayload(this.sealer, outboxPlace(uuid), { shown: payload, sealed });
      await kind.send({ id, uuid, payload: whole });
      return null;
    } catch (error) {
      return (error as Error).message.slice(0, 1000) || 'no reason was given';
    }
  }

  /** Whoever gave the message up meanwhile wins over a failure; what was sent was sent. */
  async #note(work: Work, { id, attempts }: Claimed, fault: string | null): Promise<void> {
    const row = await work.find(OutboxEntity, { id });
    if (!row || (row.state !== 'waiting' && fault !== null)) return;
    row.busyUntil = null;
    row.busyBy = null;
    row.fault = fault;
    if (fault === null) {
      Object.assign(row, { state: 'sent', sealed: null, nextAt: null });
      await work.save(OutboxEntity, row, 'send');
      return;
    }
    const isLast = attempts >= mostAttempts;
    row.state = isLast ? 'failed' : 'waiting';
    const pause = pauseAfter(attempts);
    row.nextAt = isLast ? null : new Date(work.now.getTime() + pause * 1000);
    await work.save(OutboxEntity, row);
    if (!isLast) work.enqueue(outboxJob, { messageId: id }, { startAfterSeconds: pause });
  }
}
