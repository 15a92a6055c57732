import type { CaptureItem, RunKind } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  DomainError,
  NotFound,
  type Principal,
  RemoteFailed,
  type Sql,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import type { BroodEntity } from '../broods/brood.entity.js';
import { CaptureNouns, localKinds } from '../capture/nouns.js';
import { ExchangeClient } from '../exchange/exchange-client.js';
import type { GoneRecord } from '../peers/remote-kinds.js';
import { RemoteReader } from '../peers/remote-reader.js';
import { ProposalsService } from '../proposals/proposals.service.js';
import { recordTables } from './record-tables.js';
import type { RunNotes } from './run-notes.js';
import type { RunRow } from './run-rows.js';

/** The run whose records are looked at. */
interface Looking {
  readonly run: RunRow;
  readonly brood: BroodEntity;
  readonly principal: Principal;
  readonly notes: RunNotes;
  readonly kind: RunKind;
}

interface Vanished {
  record_id: number;
  uuid: string;
  remote_id: number | null;
  title: string;
}

/** So many may go without being asked; more only while they are no more than a fifth of what came from there. */
const fewEnough = 10;
const largestShare = 0.2;

/**
 * Removals travel (FEATURES BRD-05, decision 092): what came from a trusted peer and is gone there is hidden here. A list
 * that was cut, emptied or badly sorted must not empty this node: each missing record is asked for by its number and
 * goes only on a plain "there is none"; an empty list removes nothing; and more than a few at once wait for a person.
 */
@Injectable()
export class RemovalsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CaptureNouns) private readonly nouns: CaptureNouns,
    @Inject(RemoteReader) private readonly reader: RemoteReader,
    @Inject(ExchangeClient) private readonly exchange: ExchangeClient,
    @Inject(ProposalsService) private readonly proposals: ProposalsService,
  ) {}

  /** After the whole of a kind was read: what was not among it. Throws `RemoteFailed`. */
  async vanished(looking: Looking): Promise<void> {
    const { run, brood, kind, notes } = looking;
    if (brood.strategy === 'standard' || run.is_rehearsal) return;
    const { missing, owned } = await this.#missing(brood.id, kind, run.id);
    const isNothingLeft = missing.length === owned;
    if (missing.length === 0 || isNothingLeft) return isNothingLeft && owned > 0 ? notes.hold(kind, owned) : undefined;
    if (missing.length > fewEnough && missing.length > owned * largestShare) return notes.hold(kind, missing.length);
    await this.remove(looking, missing);
  }

  /** What a run held back, because a person said so. Throws `RemoteFailed`. */
  async released(looking: Looking): Promise<void> {
    const { missing } = await this.#missing(looking.brood.id, looking.kind, looking.run.id);
    await this.remove(looking, missing);
    await looking.notes.hold(looking.kind, 0);
  }

  /** A record that a node of ours says is gone; nothing when it did not come from there. */
  async told(looking: Looking & { readonly gone: GoneRecord }): Promise<CaptureItem[]> {
    const { brood, kind, gone } = looking;
    if (brood.strategy === 'standard') return [];
    const [record] = await this.#records(
      brood.id,
      kind,
      sql`ro.uuid = ${gone.uuid}::uuid and ro.remote_id = ${gone.remoteId}`,
    );
    return record ? [await this.#take(looking, record)] : [];
  }

  /** Removes each that the remote, asked for it, says it has not. */
  async remove(looking: Looking, missing: readonly Vanished[]): Promise<void> {
    for (const record of missing) {
      if (!(await looking.notes.keep()) && looking.run.state === 'running') return;
      if (await this.#isGone(looking.brood, looking.kind, record)) await this.#take(looking, record);
    }
    await looking.notes.recount();
  }

  async #isGone(brood: BroodEntity, kind: RunKind, { uuid, remote_id: remoteId }: Vanished): Promise<boolean> {
    if (remoteId === null) return false;
    if (kind === 'blueprints') return (await this.exchange.only(brood, kind, [uuid])).length === 0;
    try {
      const found = await this.reader.one(brood, kind, remoteId);
      return found.read !== null && found.read.offer.uuid !== uuid;
    } catch (error) {
      if (error instanceof NotFound) return true;
      // a record out of our sight there is not gone; a remote that fails is asked again with the run
      if (error instanceof RemoteFailed && [403, 405].includes(error.remoteStatus ?? 0)) return false;
      throw error;
    }
  }

  async #take(looking: Looking, record: Vanished): Promise<CaptureItem> {
    const { run, brood, principal, notes, kind } = looking;
    const { record_id: localId, uuid, title } = record;
    const item: CaptureItem = {
      remoteId: record.remote_id ?? 0,
      uuid,
      title: title.slice(0, 400),
      outcome: brood.strategy === 'manual' ? 'proposed' : 'removed',
      reason: `is gone at ${brood.name}`,
      localId,
      overrides: [],
    };
    const act = async (work: Work): Promise<CaptureItem> => {
      if (item.outcome === 'proposed') await this.proposals.proposeIn(work, brood, kind, { record: null, item });
      else await this.removeIn(work, kind, localId);
      await notes.removal(work, kind, item);
      return item;
    };
    const message = `gone at ${brood.name}`;
    try {
      if (run.is_rehearsal) return (await this.store.rehearse(principal, act, { message })).value;
      return await this.store.work(principal, act, { message });
    } catch (error) {
      if (!(error instanceof DomainError) || error.status >= 500) throw error;
      return { ...item, outcome: 'refused', reason: `is gone at ${brood.name}, but stays: ${error.message}` };
    }
  }

  /** Hides a record and notes that it vanished, so that it comes back when it is back there. Throws as its noun does. */
  async removeIn(work: Work, kind: RunKind, recordId: number): Promise<void> {
    await this.nouns.remove(work, kind, recordId);
    await work.query(sql`update record_origins set vanished_at = ${work.now}
      where kind = ${localKinds[kind]} and record_id = ${recordId}`);
  }

  async #missing(broodId: number, kind: RunKind, runId: number): Promise<{ missing: Vanished[]; owned: number }> {
    const missing = await this.#records(broodId, kind, sql`ro.seen_run is distinct from ${runId}`);
    const [all] = await this.store.read<{ n: number }>(sql`
      select count(*)::int as n from ${this.#takenFrom(broodId, kind)}`);
    return { missing, owned: all?.n ?? 0 };
  }

  /** Records here that came from the brood, but for stubs, which it never offered. */
  #records(broodId: number, kind: RunKind, which: Sql): Promise<Vanished[]> {
    return this.store.read<Vanished>(sql`
      select ro.record_id, t.uuid, ro.remote_id, t.title from ${this.#takenFrom(broodId, kind, which)}
      order by ro.record_id`);
  }

  /**
   * Their origins `ro`, each with its record `t` by number: after a first pull PostgreSQL believes that a brood has one
   * record, and would look through all its origins for every record of the table.
   */
  #takenFrom(broodId: number, kind: RunKind, which: Sql = sql`true`): Sql {
    const { table, title } = recordTables[kind];
    return sql`record_origins ro cross join lateral (
        select t.uuid::text as uuid, ${title} as title from ${table} t
        where t.id = ro.record_id and t.deleted_at is null offset 0) t
      where ro.brood_id = ${broodId} and ro.kind = ${localKinds[kind]} and not ro.is_stub and ${which}`;
  }
}
