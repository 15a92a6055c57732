import type { CaptureItem, RemoteKind } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { actingUser } from '../../fields/index.js';
import {
  defineJob,
  holds,
  Jobs,
  LOG,
  type Principal,
  RemoteFailed,
  Store,
  sql,
  systemPrincipal,
} from '../../kernel/index.js';
import type { BroodEntity } from '../broods/brood.entity.js';
import { BroodsService } from '../broods/broods.service.js';
import { CapturesService, countsOf, sourceOf } from '../capture/captures.service.js';
import { RemoteReader } from '../peers/remote-reader.js';
import { type RunRow, runColumns } from './run-rows.js';
import { pullJob, RunsService } from './runs.service.js';

/** Starts the runs of every brood that is pulled. */
const scheduleJob = defineJob('brood.schedule', { retries: 0 });
const hourly = '17 * * * *';
const perPage = 100;
/** How often a remote that fails is asked again, with growing pauses, before the run fails. */
const mostTries = 5;

/**
 * Works runs off: a page is asked for, each record taken in a work of its own, then the page noted. A process that dies
 * leaves a run that goes on at its page; records taken twice are unchanged the second time.
 */
@Injectable()
export class RunJobs {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Jobs) jobs: Jobs,
    @Inject(BroodsService) private readonly broods: BroodsService,
    @Inject(RemoteReader) private readonly reader: RemoteReader,
    @Inject(CapturesService) private readonly captures: CapturesService,
    @Inject(RunsService) private readonly runs: RunsService,
    @Inject(LOG) private readonly log: Logger,
  ) {
    jobs.register(pullJob, ({ runId }, signal) => this.run(runId, signal));
    jobs.register(scheduleJob, () => this.schedule(), { cron: hourly });
  }

  /** Starts a run of each brood that is pulled and is at none. */
  async schedule(): Promise<void> {
    const rows = await this.store.read<{ id: number; uuid: string; name: string }>(sql`
      select b.id, b.uuid, b.name from broods b where b.pull and b.deleted_at is null and b.sealed_key is not null
        and not exists (select from brood_runs r where r.brood_id = b.id and r.state in ('waiting', 'running'))`);
    const kinds: readonly RemoteKind[] = ['organisations', 'individuals', 'sharing-groups'];
    for (const brood of rows)
      await this.store.work(systemPrincipal('schedule', 'job'), (work) =>
        this.runs.startIn(work, brood, { kinds, isRehearsal: false, trigger: 'schedule' }),
      );
  }

  /** Works a run off until it ends, is cancelled, or the process stops. Throws when the remote shall be asked again later. */
  async run(runId: number, signal: AbortSignal): Promise<void> {
    const run = await this.#begin(runId);
    if (!run) return;
    try {
      const principal = await this.#principal(run);
      const brood = await this.broods.row(principal, { id: run.brood_id });
      for (const kind of run.kinds.slice(Math.max(0, run.kinds.indexOf(run.kind as RemoteKind)))) {
        const from = kind === run.kind ? run.page + 1 : 1;
        if (!(await this.#pages(run, brood, principal, kind, from, signal))) return;
      }
      await this.#end(runId, 'done', null);
    } catch (error) {
      await this.#failed(run, error as Error);
    }
  }

  /** The pages of one kind from this one on; false when the run shall not go on. */
  async #pages(
    run: RunRow,
    brood: BroodEntity,
    principal: Principal,
    kind: RemoteKind,
    from: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    for (let page = from; ; page++) {
      if (signal.aborted || !(await this.#isOpen(run.id))) return false;
      const { records } = await this.reader.page(brood, kind, { page, limit: perPage });
      const items: CaptureItem[] = [];
      for (const record of records)
        items.push(await this.captures.take(principal, sourceOf(brood, false), record, run.is_rehearsal));
      await this.#note(run.id, kind, page, items);
      if (records.length < perPage) return true;
    }
  }

  async #begin(runId: number): Promise<RunRow | undefined> {
    await this.store.work(systemPrincipal('runs', 'job'), (work) =>
      work.query(sql`update brood_runs set state = 'running', started_at = coalesce(started_at, ${work.now}), fault = null
        where id = ${runId} and state in ('waiting', 'running')`),
    );
    return this.store.readOne<RunRow>(
      sql`select ${runColumns} from brood_runs r where r.id = ${runId} and r.state = 'running'`,
    );
  }

  /** Whoever started it, with the rights of now; the schedule works for the system. */
  async #principal(run: RunRow): Promise<Principal> {
    if (run.trigger === 'schedule') return systemPrincipal('schedule', 'job', `run-${run.id}`);
    const user = await actingUser(this.store, run.user_id, `run-${run.id}`);
    if (!user || !holds(user, 'brood:pull')) throw new Error('who started it is gone, disabled, or may no longer pull');
    return user;
  }

  async #isOpen(runId: number): Promise<boolean> {
    const row = await this.store.readOne(sql`select 1 from brood_runs where id = ${runId} and state = 'running'`);
    return row !== undefined;
  }

  /** Notes a page in one work; what is unchanged is counted alone. */
  async #note(runId: number, kind: RemoteKind, page: number, items: readonly CaptureItem[]): Promise<void> {
    const told = items.filter(({ outcome }) => outcome !== 'unchanged');
    const { created, updated, unchanged, refused } = countsOf(items);
    await this.store.work(systemPrincipal('runs', 'job'), async (work) => {
      await work.query(sql`
        insert into brood_run_records (run_id, kind, remote_id, uuid, title, outcome, reason, record_id)
        select ${runId}, ${kind}, x.* from jsonb_to_recordset(${JSON.stringify(told.map(rowOf))}::jsonb)
          as x(remote_id int, uuid uuid, title varchar, outcome varchar, reason text, record_id int)
        on conflict do nothing`);
      await work.query(sql`
        update brood_runs set kind = ${kind}, page = ${page}, counts = jsonb_build_object(
          'created', coalesce((counts->>'created')::int, 0) + ${created}::int,
          'updated', coalesce((counts->>'updated')::int, 0) + ${updated}::int,
          'unchanged', coalesce((counts->>'unchanged')::int, 0) + ${unchanged}::int,
          'refused', coalesce((counts->>'refused')::int, 0) + ${refused}::int)
        where id = ${runId}`);
    });
  }

  /** A remote that fails is asked again later; everything else ends the run. */
  async #failed(run: RunRow, error: Error): Promise<void> {
    const tries = (run.counts.tries ?? 0) + 1;
    const isRemote = error instanceof RemoteFailed;
    if (!isRemote || tries >= mostTries) {
      if (!isRemote) this.log.error({ error: error.message, run: run.id }, 'a pull of a brood failed');
      return this.#end(run.id, 'failed', error.message);
    }
    await this.store.work(systemPrincipal('runs', 'job'), (work) =>
      work.query(sql`update brood_runs set fault = ${error.message},
        counts = counts || jsonb_build_object('tries', ${tries}::int) where id = ${run.id}`),
    );
    throw error;
  }

  async #end(runId: number, state: 'done' | 'failed', fault: string | null): Promise<void> {
    await this.store.work(systemPrincipal('runs', 'job'), (work) =>
      work.query(sql`update brood_runs set state = ${state}, fault = ${fault}, ended_at = ${work.now}
        where id = ${runId} and state = 'running'`),
    );
  }
}

const rowOf = ({ remoteId, uuid, title, outcome, reason, localId }: CaptureItem) => ({
  remote_id: remoteId,
  uuid,
  title: title.slice(0, 400),
  outcome,
  reason,
  record_id: localId,
});
