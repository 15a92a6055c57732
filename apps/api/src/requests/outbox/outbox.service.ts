import { randomUUID } from 'node:crypto';
import {
  type History,
  type HistoryQuery,
  type ListRequest,
  messageSeverities,
  type NewOutboxMessage,
  type OutboxMessage,
  type OutboxRow,
  type OutgoingKindView,
  type RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  Conflict,
  cut,
  historyOf,
  InvalidInput,
  type Principal,
  Records,
  rowToChange,
  Sealer,
  Store,
  type Work,
} from '../../kernel/index.js';
import { judgedPayload } from '../judged-payload.js';
import { splitPayload } from '../sealed-payload.js';
import { OutboxEntity, outboxPlace } from './outbox.entity.js';
import { outboxScope } from './outbox.scope.js';
import { type OutboxSelected, outboxColumns, outboxPlan, outboxTables, toMessage, toRow } from './outbox-view.js';
import { type OutgoingKind, OutgoingKinds } from './outgoing-kind.js';
import { outboxJob, pauseAfter } from './sender.js';

type Values = Record<string, unknown>;

/** Messages to other nodes that wait, failed, were sent or given up (FEATURES MSG-09). */
@Injectable()
export class OutboxService {
  readonly #records: Records<OutboxEntity, OutboxRow, OutboxSelected>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(OutgoingKinds) private readonly kinds: OutgoingKinds,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {
    this.#records = new Records(store, {
      entity: OutboxEntity,
      scope: outboxScope,
      plan: outboxPlan,
      select: { alias: 'm', columns: outboxColumns, from: outboxTables },
      toView: toRow,
    });
  }

  /** A page of the outbox. */
  list(principal: Principal, request: ListRequest) {
    return this.#records.list(principal, request);
  }

  /** Every message of the list, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records.stream(principal, request);
  }

  /** One message. Throws `NotFound`. */
  async get(principal: Principal, ref: RecordRef): Promise<OutboxMessage> {
    const whole = new Records<OutboxEntity, OutboxMessage, OutboxSelected>(this.store, {
      entity: OutboxEntity,
      scope: outboxScope,
      plan: outboxPlan,
      select: { alias: 'm', columns: outboxColumns, from: outboxTables },
      toView: (row) => toMessage(row, this.kinds.find(row.kind)?.send !== undefined),
    });
    return whole.get(principal, ref);
  }

  /** The changes of one message, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'outbox', id, query);
  }

  /** Every kind there is. */
  describe(): OutgoingKindView[] {
    return this.kinds.list().map((kind) => ({
      kind: kind.id,
      scope: kind.scope,
      action: kind.action,
      label: kind.label,
      description: kind.description,
      severity: kind.severity,
      canSend: kind.send !== undefined,
    }));
  }

  /** Adds a message in the caller's name and returns its id. Throws `InvalidInput`. */
  async create(principal: Principal, { kind: id, payload }: NewOutboxMessage): Promise<number> {
    const kind = this.kinds.find(id);
    if (!kind) throw InvalidInput.at(['kind'], 'is no kind of message of this node; GET /outbox/kinds lists them');
    const judged = judgedPayload(kind.payload, payload, 'payload') as Values;
    return this.store.work(principal, (work) => this.post(work, kind, judged));
  }

  /** Puts a message on its way within the work at hand; `fault` says why a first try of the caller's failed a moment ago. */
  async post(work: Work, kind: OutgoingKind, payload: Values, fault: string | null = null): Promise<number> {
    const uuid = randomUUID();
    const { shown, sealed } = splitPayload(this.sealer, outboxPlace(uuid), payload, kind.secrets ?? []);
    const isSent = kind.send !== undefined;
    const row = await work.insert(OutboxEntity, {
      uuid,
      kind: kind.id,
      scope: kind.scope,
      action: kind.action,
      title: cut(kind.title(payload), 255),
      userId: work.principal.userId,
      payload: shown,
      sealed,
      severity: messageSeverities.indexOf(kind.severity),
      state: isSent ? 'waiting' : 'failed',
      attempts: fault === null ? 0 : 1,
      nextAt: isSent && fault !== null ? new Date(work.now.getTime() + pauseAfter(1) * 1000) : null,
      fault: fault ?? (isSent ? null : 'this node does not know yet how to send it'),
    });
    const pause = fault === null ? {} : { startAfterSeconds: pauseAfter(1) };
    if (isSent) work.enqueue(outboxJob, { messageId: row.id }, pause);
    return row.id;
  }

  /** Gives a message up. Throws `NotFound`, and `Conflict` for one that was sent or given up already. */
  async discard(principal: Principal, ref: RecordRef, message: string | null): Promise<void> {
    await this.store.work(
      principal,
      async (work) => {
        const row = await rowToChange(work, OutboxEntity, outboxScope, ref);
        if (row.state === 'sent' || row.state === 'discarded')
          throw new Conflict(`this message was ${row.state} already`);
        await this.#giveUp(work, row);
      },
      message === null ? {} : { message },
    );
  }

  /** Gives up those of the messages that wait or failed and are within the caller's reach; the others are counted as skipped. */
  async discardMany(principal: Principal, ids: readonly number[]): Promise<{ discarded: number; skipped: number }> {
    return this.store.work(principal, async (work) => {
      let discarded = 0;
      for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
        const row = await work.find(OutboxEntity, { id });
        if (!row || !outboxScope.change.allows(row, principal)) continue;
        if (row.state === 'sent' || row.state === 'discarded') continue;
        await this.#giveUp(work, row);
        discarded++;
      }
      return { discarded, skipped: ids.length - discarded };
    });
  }

  async #giveUp(work: Work, row: OutboxEntity): Promise<void> {
    const { id, uuid, payload } = row;
    await this.kinds.find(row.kind)?.discarded?.(work, { id, uuid, payload });
    Object.assign(row, { state: 'discarded', sealed: null, nextAt: null });
    await work.save(OutboxEntity, row, 'discard');
  }

  /**
   * Gives up a message that nobody needs any more, within the work of whoever put it there; its kind is not asked. One that
   * was sent or given up stays so.
   */
  async retire(work: Work, id: number): Promise<void> {
    const row = await work.find(OutboxEntity, { id });
    if (!row || row.state === 'sent' || row.state === 'discarded') return;
    Object.assign(row, { state: 'discarded', sealed: null, nextAt: null });
    await work.save(OutboxEntity, row, 'discard');
  }
}
