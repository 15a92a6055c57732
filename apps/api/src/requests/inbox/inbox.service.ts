import { randomUUID } from 'node:crypto';
import {
  type ArrivedRequest,
  type History,
  type HistoryQuery,
  type InboxRequest,
  type InboxRow,
  type ListRequest,
  messageSeverities,
  type NewRequest,
  type RecordRef,
  type RequestKindView,
  type RequestState,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import {
  Conflict,
  cut,
  defineEvent,
  historyOf,
  holds,
  InvalidInput,
  NotAllowed,
  type Principal,
  Records,
  rowToChange,
  Sealer,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { judgedPayload } from '../judged-payload.js';
import { splitPayload, wholePayload } from '../sealed-payload.js';
import { forgetRequest } from './forgotten-request.js';
import { InboxEntity, inboxPlace } from './inbox.entity.js';
import { inboxScope } from './inbox.scope.js';
import { type InboxSelected, inboxColumns, inboxPlan, inboxTables, toRequest, toRow } from './inbox-view.js';
import { canAccept, type Received, type RequestKind, RequestKinds, type Values } from './request-kind.js';

/** A request came or was decided. */
export const inboxChanged = defineEvent<{ id: number }>('inbox.changed');

/** What is asked of this node: receiving, reading, deciding. What a kind means is its room's business. */
@Injectable()
export class InboxService {
  readonly #records: Records<InboxEntity, InboxRow, InboxSelected>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(RequestKinds) private readonly kinds: RequestKinds,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {
    this.#records = new Records(store, {
      entity: InboxEntity,
      scope: inboxScope,
      plan: inboxPlan,
      select: { alias: 'm', columns: inboxColumns, from: inboxTables },
      toView: toRow,
    });
  }

  /** A page of the requests the principal may decide. */
  list(principal: Principal, request: ListRequest) {
    return this.#records.list(principal, request);
  }

  /** Every request of the list, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records.stream(principal, request);
  }

  /** One request. Throws `NotFound`. */
  async get(principal: Principal, ref: RecordRef): Promise<InboxRequest> {
    const whole = new Records<InboxEntity, InboxRequest, InboxSelected>(this.store, {
      entity: InboxEntity,
      scope: inboxScope,
      plan: inboxPlan,
      select: { alias: 'm', columns: inboxColumns, from: inboxTables },
      toView: (row) => toRequest(row, canAccept(this.kinds.find(row.kind))),
    });
    return whole.get(principal, ref);
  }

  /** The changes of one request, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'inbox', id, query);
  }

  /** Every kind there is, and whether the caller may send one. */
  describe(principal: Principal): RequestKindView[] {
    return this.kinds.list().map((kind) => ({
      kind: kind.id,
      scope: kind.scope,
      action: kind.action,
      label: kind.label,
      description: kind.description,
      severity: kind.severity,
      canAccept: canAccept(kind),
      forOrganisations: kind.forOrganisations,
      maySend: holds(principal, 'inbox:send') && kind.maySend(principal),
    }));
  }

  /**
   * Takes a request from a caller, in their name (MSG-04). Throws `InvalidInput` for an unknown kind or a payload that
   * does not fit, `NotAllowed` for a kind the caller may not speak for.
   */
  async send(principal: Principal, { kind: id, payload }: NewRequest): Promise<ArrivedRequest> {
    const kind = this.kinds.find(id);
    if (!kind) throw InvalidInput.at(['kind'], 'is no kind of request of this node; GET /inbox/kinds lists them');
    if (!kind.maySend(principal)) throw new NotAllowed(`your role may not send requests of the kind ${kind.id}`);
    const judged = judgedPayload(kind.payload, payload, 'payload') as Values;
    return this.store.work(principal, async (work) => {
      await kind.admit?.(work, judged);
      return this.receive(work, kind, judged, { userId: principal.userId, origin: principal.ip ?? 'this node' });
    });
  }

  /**
   * Puts a request into the inbox within the work at hand; its kind has admitted it. An open one with the same key is
   * found instead.
   */
  async receive(
    work: Work,
    kind: RequestKind,
    payload: Values,
    from: { readonly userId: number | null; readonly origin: string },
  ): Promise<ArrivedRequest> {
    const key = kind.key?.(payload).slice(0, 400) ?? null;
    if (key !== null) {
      await work.query(sql`select pg_advisory_xact_lock(hashtextextended(${`${kind.id} ${key}`}, 0))`);
      const states: RequestState[] = kind.isOnce ? ['open', 'accepted'] : ['open'];
      const [known] = await work.findAll(InboxEntity, { kind: kind.id, key, state: In(states) });
      if (known) return { id: known.id, uuid: known.uuid, isNew: false };
    }
    const uuid = randomUUID();
    const { shown, sealed } = splitPayload(this.sealer, inboxPlace(uuid), payload, kind.secrets ?? []);
    const row = await work.insert(InboxEntity, {
      uuid,
      kind: kind.id,
      scope: kind.scope,
      action: kind.action,
      title: cut(kind.title(payload), 255),
      origin: (kind.origin?.(payload) ?? from.origin).slice(0, 400),
      userId: from.userId,
      organisationId: (await kind.organisationOf?.(work, payload)) ?? null,
      forOrganisation: kind.forOrganisations,
      payload: shown,
      sealed,
      severity: messageSeverities.indexOf(kind.severity),
      state: 'open',
      key,
    });
    work.emit(inboxChanged, { id: row.id });
    const { id, origin, organisationId } = row;
    await kind.arrived?.(work, { id, uuid, origin, organisationId, payload });
    return { id, uuid, isNew: true };
  }

  /**
   * Carries a request out and marks it accepted, in one transaction. Throws `NotFound`, `Conflict` for one that is
   * decided already or whose kind nobody carries out, `InvalidInput` for a decision that does not fit, and whatever its
   * kind refuses; then nothing has changed.
   */
  async accept(
    principal: Principal,
    ref: RecordRef,
    decision: unknown,
    message: string | null = null,
  ): Promise<Values> {
    const undertaken = await this.#undertaken(principal, ref);
    if (undertaken) {
      const { kind, request } = undertaken;
      return kind.undertake(
        principal,
        request,
        kind.decision && judgedPayload(kind.decision, decision ?? {}, 'decision'),
      );
    }
    return this.#decide(principal, ref, 'accepted', message, async (work, kind, request) => {
      if (!kind?.accept) throw new Conflict('nothing on this node carries requests of this kind out; decline it');
      const judged = kind.decision ? judgedPayload(kind.decision, decision ?? {}, 'decision') : undefined;
      return kind.accept(work, request, judged);
    });
  }

  /** Refuses a request; its kind tells whoever asked. Throws `NotFound`, and `Conflict` for one that is decided already. */
  decline(principal: Principal, ref: RecordRef, message: string | null = null): Promise<Values> {
    return this.#decide(principal, ref, 'declined', message, async (work, kind, request) => {
      await kind?.decline?.(work, request, message);
      return {};
    });
  }

  /** Puts a request aside; nobody is told. Throws `NotFound`, and `Conflict` for one that is decided already. */
  discard(principal: Principal, ref: RecordRef, message: string | null = null): Promise<Values> {
    return this.#decide(principal, ref, 'discarded', message, async (work, kind, request) => {
      await kind?.discard?.(work, request);
      return {};
    });
  }

  /** Ends a request that its kind undertook, or that nothing can come of any more; one that is decided already stays so. */
  async conclude(
    work: Work,
    id: number,
    state: Exclude<RequestState, 'open'>,
    outcome: Values,
    by: Pick<Principal, 'userId' | 'username'> = work.principal,
  ): Promise<void> {
    const row = await work.find(InboxEntity, { id });
    if (row?.state === 'open') await settle(work, row, state, null, outcome, by);
  }

  /** Discards those of the requests that are open and within the caller's reach; the others are counted as skipped. */
  async discardMany(principal: Principal, ids: readonly number[]): Promise<{ discarded: number; skipped: number }> {
    return this.store.work(principal, async (work) => {
      let discarded = 0;
      for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
        const row = await work.find(InboxEntity, { id, state: 'open' });
        if (!row || !inboxScope.change.allows(row, principal)) continue;
        const { uuid, origin, organisationId, payload } = row;
        await this.kinds.find(row.kind)?.discard?.(work, { id, uuid, origin, organisationId, payload });
        await this.#refuse(work, row, 'discarded', null, {});
        discarded++;
      }
      return { discarded, skipped: ids.length - discarded };
    });
  }

  async #decide(
    principal: Principal,
    ref: RecordRef,
    state: RequestState,
    message: string | null,
    act: (work: Work, kind: RequestKind | undefined, request: Received<Values>) => Promise<Values>,
  ): Promise<Values> {
    return this.store.work(principal, async (work) => {
      const row = await rowToChange(work, InboxEntity, inboxScope, ref);
      if (row.state !== 'open')
        throw new Conflict(`this request was ${row.state} already by ${row.decidedByName ?? 'somebody'}`);
      const payload = state === 'discarded' ? row.payload : this.#whole(row);
      const { id, uuid, origin, organisationId } = row;
      const outcome = await act(work, this.kinds.find(row.kind), { id, uuid, origin, organisationId, payload });
      if (state === 'accepted') await settle(work, row, state, message, outcome);
      else await this.#refuse(work, row, state, message, outcome);
      return outcome;
    });
  }

  /** Ends a request that nobody carries out; of some kinds only the fact stays. */
  async #refuse(work: Work, row: InboxEntity, state: RequestState, message: string | null, outcome: Values) {
    const kind = this.kinds.find(row.kind);
    const left = kind ? await forgetRequest(work, row, kind, state, message) : { row, message };
    await settle(work, left.row, state, left.message, outcome);
  }

  /** The request, whole, when its kind asks other machines to carry it out; null otherwise. */
  async #undertaken(principal: Principal, ref: RecordRef) {
    return this.store.work(principal, async (work) => {
      const row = await rowToChange(work, InboxEntity, inboxScope, ref);
      const kind = this.kinds.find(row.kind);
      if (row.state !== 'open' || !kind?.undertake) return null;
      const { id, uuid, origin, organisationId } = row;
      const request = { id, uuid, origin, organisationId, payload: this.#whole(row) };
      return { kind: { decision: kind.decision, undertake: kind.undertake.bind(kind) }, request };
    });
  }

  #whole({ uuid, payload, sealed }: InboxEntity): Values {
    return wholePayload(this.sealer, inboxPlace(uuid), { shown: payload, sealed });
  }
}

/** The secrets of a decided request are gone. */
async function settle(
  work: Work,
  row: InboxEntity,
  state: RequestState,
  message: string | null,
  outcome: Values,
  by: Pick<Principal, 'userId' | 'username'> = work.principal,
): Promise<void> {
  Object.assign(row, {
    state,
    message,
    outcome: Object.keys(outcome).length > 0 ? outcome : null,
    sealed: null,
    decidedBy: by.userId,
    decidedByName: by.username.slice(0, 191),
    decidedAt: work.now,
  });
  await work.save(InboxEntity, row, actionOf[state]);
  work.emit(inboxChanged, { id: row.id });
}

const actionOf: Readonly<Record<RequestState, string>> = {
  open: 'edit',
  accepted: 'accept',
  declined: 'decline',
  discarded: 'discard',
};
