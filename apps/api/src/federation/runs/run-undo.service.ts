import { randomUUID } from 'node:crypto';
import { type BroodRun, type RecordRef, type RunKind, runKinds } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { isEmptyMerge, keepOrigin, type LocalRecord, type Merged, stillUndoable } from '../../directory/index.js';
import { Conflict, DomainError, type Principal, Store, sql, type Work } from '../../kernel/index.js';
import type { BroodEntity } from '../broods/brood.entity.js';
import { BroodsService } from '../broods/broods.service.js';
import { sourceOf } from '../capture/captures.service.js';
import { CaptureNouns, localKinds } from '../capture/nouns.js';
import { RemovalsService } from './removals.service.js';
import { RunNotes } from './run-notes.js';
import { type RunRow, runColumns } from './run-rows.js';
import { RunsService } from './runs.service.js';

interface DoneRow {
  kind: RunKind;
  remote_id: number;
  uuid: string | null;
  title: string;
  outcome: 'created' | 'updated' | 'removed';
  record_id: number | null;
  undo: { merged: Merged; origin: (LocalRecord['origin'] & { remoteModified: string | null }) | null } | null;
}

/** A record that stays as it is, and why. */
interface Kept {
  readonly title: string;
  readonly reason: string;
}

/**
 * Takes back what a run did (FEATURES BRD-07), each record in a `Work` of its own: what was new is hidden, what was
 * changed gets its former values where nobody edited them since, what was removed comes back. Safe to repeat.
 */
@Injectable()
export class RunUndo {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(BroodsService) private readonly broods: BroodsService,
    @Inject(RunsService) private readonly runs: RunsService,
    @Inject(CaptureNouns) private readonly nouns: CaptureNouns,
    @Inject(RemovalsService) private readonly removals: RemovalsService,
  ) {}

  /** Throws `NotFound`, and `Conflict` for a run that goes on, or that only rehearsed. */
  async undo(principal: Principal, ref: RecordRef, runId: number): Promise<{ undone: number; kept: Kept[] }> {
    const brood = await this.broods.row(principal, ref);
    const run = await this.#ended(principal, ref, runId);
    if (run.isRehearsal) throw new Conflict('a rehearsal changed nothing');
    const rows = await this.store.read<DoneRow>(sql`
      select kind, remote_id, uuid, title, outcome, record_id, undo from brood_run_records
      where run_id = ${run.id} and outcome in ('created', 'updated', 'removed') and undone_at is null and record_id is not null
      order by array_position(${[...runKinds].reverse()}::varchar[], kind), remote_id desc`);
    const kept: Kept[] = [];
    for (const row of rows) {
      const fault = await this.#one(principal, brood, run.id, row);
      if (fault !== null) kept.push({ title: row.title, reason: fault });
    }
    await this.store.work(principal, async (work) => {
      await work.query(sql`update brood_runs set undone_at = ${work.now}, undone_by = ${principal.userId}
        where id = ${run.id}`);
      // what the feed told is told again
      await work.query(sql`update broods set cursors = '{}' where id = ${brood.id}`);
      const { id: entityId, uuid: entityUuid, name: title } = brood;
      work.log({
        kind: 'brood',
        entityId,
        entityUuid,
        title,
        action: 'undo',
        after: { run: run.id, kept: kept.length },
      });
    });
    return { undone: rows.length - kept.length, kept: kept.slice(0, 500) };
  }

  /** Removes what the run held back. Throws `NotFound`, `Conflict` while the run goes on, `RemoteFailed`. */
  async release(principal: Principal, ref: RecordRef, runId: number): Promise<BroodRun> {
    const brood = await this.broods.row(principal, ref);
    const { held } = await this.#ended(principal, ref, runId);
    const run = await this.store.readOne<RunRow>(sql`select ${runColumns} from brood_runs r where r.id = ${runId}`);
    const [newest] = await this.store.read<{ id: number }>(sql`
      select id from brood_runs where brood_id = ${brood.id} and not is_rehearsal order by id desc limit 1`);
    if (newest?.id !== runId) throw new Conflict('a newer run knows better what is gone; look at that one');
    const notes = new RunNotes(this.store, runId, randomUUID());
    for (const kind of Object.keys(held) as RunKind[])
      if (run) await this.removals.released({ run, brood, principal, notes, kind });
    return this.runs.get(principal, ref, runId);
  }

  async #ended(principal: Principal, ref: RecordRef, runId: number): Promise<BroodRun> {
    const run = await this.runs.get(principal, ref, runId);
    if (run.state === 'waiting' || run.state === 'running')
      throw new Conflict('the run goes on; cancel it, or wait until it ends');
    return run;
  }

  /** Takes one back; answers why not. */
  async #one(principal: Principal, brood: BroodEntity, runId: number, row: DoneRow): Promise<string | null> {
    try {
      await this.store.work(principal, (work) => this.#back(work, brood, runId, row), {
        message: `run ${runId} of ${brood.name} undone`,
      });
      return null;
    } catch (error) {
      if (!(error instanceof DomainError) || error.status >= 500) throw error;
      await this.store.work(principal, (work) =>
        work.query(sql`update brood_run_records set undo_fault = ${error.message}
          where run_id = ${runId} and kind = ${row.kind} and remote_id = ${row.remote_id}`),
      );
      return error.message;
    }
  }

  async #back(work: Work, brood: BroodEntity, runId: number, row: DoneRow): Promise<void> {
    const { kind, record_id: id, uuid } = row;
    if (id === null || uuid === null) return;
    const finding = (await this.nouns.find(work, kind, [uuid])).get(uuid);
    const record = finding?.record ?? null;
    if (row.outcome === 'removed') {
      if (!record) await this.nouns.restore(work, kind, id);
      await work.query(sql`update record_origins set vanished_at = null
        where kind = ${localKinds[kind]} and record_id = ${id}`);
    } else if (row.outcome === 'created') {
      if (record && record.origin?.broodId !== brood.id) throw new Conflict('it came from elsewhere since');
      if (record) await this.nouns.remove(work, kind, id);
    } else await this.#amend(work, brood, row, record);
    await work.query(sql`update brood_run_records set undone_at = ${work.now}, undo_fault = null
      where run_id = ${runId} and kind = ${kind} and remote_id = ${row.remote_id}`);
  }

  /** Gives fields their former values; those that were edited since, or taken anew, stay. */
  async #amend(work: Work, brood: BroodEntity, { kind, undo }: DoneRow, record: LocalRecord | null): Promise<void> {
    if (!record || !undo) throw new Conflict('it is not here any more');
    if (record.origin?.broodId !== brood.id) throw new Conflict('it came from elsewhere since');
    const merged = stillUndoable(undo.merged, record.state, record.origin.taken);
    if (isEmptyMerge(merged)) throw new Conflict('all that was changed was edited since');
    await this.nouns.amend(work, sourceOf(brood, { isChosen: true }), kind, record, merged);
    if (!undo.origin) return;
    const { remoteModified } = undo.origin;
    const origin = { ...undo.origin, remoteModified: remoteModified === null ? null : new Date(remoteModified) };
    await keepOrigin(work, localKinds[kind] as never, record.id, origin);
  }
}
