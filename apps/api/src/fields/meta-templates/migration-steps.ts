import { Inject, Injectable } from '@nestjs/common';
import { cut, DomainError, holds, type Principal, Store, sql, systemPrincipal, type Work } from '../../kernel/index.js';
import { actingUser } from '../acting-user.js';
import { metaTemplateChanged } from './meta-template.events.js';
import { carryOut, type JudgedRecord, judgeNext, loadedPair, lossesOf } from './record-moves.js';
import { storedTemplate } from './stored-template.js';

/** What a move did so far, or would do. */
export interface MigrationCounts {
  records: number;
  movedRecords: number;
  movedValues: number;
  keptRecords: number;
  keptValues: number;
  rewrittenValues: number;
  droppedValues: number;
}

interface StepRow {
  id: number;
  userId: number | null;
  bySystem: boolean;
  username: string;
  fromTemplateId: number;
  toTemplateId: number;
  force: boolean;
  position: number;
}

/** Records of one step: their locks are held for well under a second. */
const stepSize = 300;
const mostAttempts = 5;

/**
 * Works a move of values off, step by step. Position and counts are written with the values of a step, under the lock of
 * the move's row: two processes at one move take turns, and after a crash the next one goes on exactly behind the last
 * step.
 */
@Injectable()
export class MigrationSteps {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** Works until the move has ended, was stopped, or the signal says so. Rethrows what is no fault of the move. */
  async run(id: number, signal?: AbortSignal): Promise<void> {
    try {
      while (!signal?.aborted && (await this.#step(id)));
    } catch (error) {
      await this.#failed(id, error);
      if (!(error instanceof DomainError)) throw error;
    }
  }

  /** Adds what a step does to the counts. */
  count(counts: MigrationCounts, batch: readonly JudgedRecord[], force: boolean): void {
    for (const { held, verdict } of batch) {
      counts.records++;
      const old = held.filter(({ isPresent }) => !isPresent).length;
      if (verdict.conflicts.length > 0 && !force) {
        counts.keptRecords++;
        counts.keptValues += old;
        continue;
      }
      const dropped = verdict.conflicts.filter(({ resolution }) => resolution === 'drop').length;
      counts.movedRecords++;
      counts.movedValues += old - dropped;
      counts.droppedValues += dropped;
      counts.rewrittenValues += verdict.conflicts.filter(({ resolution }) => typeof resolution === 'object').length;
    }
  }

  /** One step in one work; false when there is nothing left to do. */
  async #step(id: number): Promise<boolean> {
    const row = await this.#row(id);
    if (!row) return false;
    return this.store.work(await this.#principal(row), async (work) => {
      const [now] = await work.query<{ position: number }>(
        sql`select position from meta_template_migrations where id = ${id} and state = 'running' for update`,
      );
      if (!now) return false;
      const read = <R extends object>(query: Parameters<Work['query']>[0]) => work.query<R>(query);
      const from = await storedTemplate(read, row.fromTemplateId);
      const to = await storedTemplate(read, row.toTemplateId);
      const pair = loadedPair(from.uuid, from.fields, to.fields);
      const batch = await judgeNext(read, pair, from, to.id, { after: now.position, limit: stepSize, lock: true });
      const moved = row.force ? batch : batch.filter(({ verdict }) => verdict.conflicts.length === 0);
      await carryOut(work, from, to, moved);
      await this.#record(work, row, batch);
      work.emit(metaTemplateChanged, { id: from.id });
      return batch.length === stepSize;
    });
  }

  async #record(work: Work, { id, force }: StepRow, batch: readonly JudgedRecord[]): Promise<void> {
    const counts: MigrationCounts = {
      records: 0,
      movedRecords: 0,
      movedValues: 0,
      keptRecords: 0,
      keptValues: 0,
      rewrittenValues: 0,
      droppedValues: 0,
    };
    this.count(counts, batch, force);
    const losses = force ? batch.flatMap(lossesOf) : [];
    if (losses.length > 0)
      await work.query(sql`
        insert into meta_template_losses (migration_id, record_id, record_name, field, value, reason, becomes)
        select ${id}::int, l.* from jsonb_to_recordset(${JSON.stringify(
          losses.map(({ record, ...loss }) => ({
            ...loss,
            record_id: record.id,
            record_name: cut(record.name, 255),
          })),
        )}::jsonb) l(record_id int, record_name text, field text, value text, reason text, becomes text)`);
    const isLast = batch.length < stepSize;
    await work.query(sql`
      update meta_template_migrations set position = ${batch.at(-1)?.id ?? 2_147_483_647}, records = records + ${counts.records},
        moved_records = moved_records + ${counts.movedRecords}, moved_values = moved_values + ${counts.movedValues},
        kept_records = kept_records + ${counts.keptRecords}, kept_values = kept_values + ${counts.keptValues},
        rewritten_values = rewritten_values + ${counts.rewrittenValues}, dropped_values = dropped_values + ${counts.droppedValues},
        attempts = 0, modified = now(), state = ${isLast ? 'done' : 'running'}, finished_at = ${isLast ? work.now : null}
      where id = ${id}`);
  }

  async #row(id: number): Promise<StepRow | undefined> {
    return this.store.readOne<StepRow>(sql`
      select id, user_id as "userId", by_system as "bySystem", username, from_template_id as "fromTemplateId", to_template_id as "toTemplateId",
        force, position from meta_template_migrations where id = ${id} and state = 'running'`);
  }

  /** Whoever started it, with the rights of now. */
  async #principal({ id, userId, bySystem, username }: StepRow): Promise<Principal> {
    if (bySystem) return systemPrincipal(username, 'job', `migration-${id}`);
    const principal = await actingUser(this.store, userId, `migration-${id}`);
    if (!principal || !holds(principal, 'metaTemplate:manage'))
      throw new MayNoLongerMigrate(`${username}, who started it, is gone or may no longer manage meta-templates`);
    return principal;
  }

  async #failed(id: number, error: unknown): Promise<void> {
    const isFinal = error instanceof DomainError || error instanceof MayNoLongerMigrate;
    const told = isFinal ? (error as Error).message : 'the server could not go on; its log says why';
    await this.store.work(systemPrincipal('migrations', 'job'), (work) =>
      work.query(sql`
        update meta_template_migrations set attempts = attempts + 1, modified = now(),
          state = case when ${isFinal} or attempts >= ${mostAttempts} then 'failed' else state end,
          fault = case when ${isFinal} or attempts >= ${mostAttempts} then ${told} else fault end,
          finished_at = case when ${isFinal} or attempts >= ${mostAttempts} then now() end
        where id = ${id} and state = 'running'`),
    );
  }
}

/** The user of a move is gone, disabled, or no longer manages templates. */
class MayNoLongerMigrate extends DomainError {
  readonly status = 403;
  readonly title = 'Not allowed';
}
