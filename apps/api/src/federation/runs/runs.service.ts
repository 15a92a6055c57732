import {
  type BroodRun,
  BroodRunList,
  type BroodRunRecord,
  BroodRunRecordList,
  type ListRequest,
  type RecordRef,
  type RunKind,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  allOf,
  Conflict,
  defineJob,
  defineListPlan,
  likeText,
  notFound,
  type Principal,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { BroodEntity } from '../broods/brood.entity.js';
import { BroodsService } from '../broods/broods.service.js';
import { type RunRow, runColumns, toRun } from './run-rows.js';

/** Works one run off, page by page; begun again it goes on where it was. */
export const pullJob = defineJob<{ runId: number }>('brood.pull', { retries: 9, expireInSeconds: 4 * 3600 });

const plan = defineListPlan(BroodRunList, { key: sql`r.id`, fields: { id: sql`r.id`, state: sql`r.state` } });
const recordPlan = defineListPlan(BroodRunRecordList, {
  key: sql`x.remote_id`,
  fields: { title: sql`x.title`, kind: sql`x.kind`, outcome: sql`x.outcome` },
  search: (q) => sql`x.title ilike ${`%${likeText(q)}%`}`,
});

interface RecordRow extends Omit<BroodRunRecord, 'remoteId' | 'localId' | 'undoneAt' | 'undoFault'> {
  remote_id: number;
  record_id: number | null;
  undone_at: Date | null;
  undo_fault: string | null;
}

/** Pulls of all that a remote has (FEATURES BRD-07): started by hand or by schedule, one of a brood at a time. */
@Injectable()
export class RunsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(BroodsService) private readonly broods: BroodsService,
  ) {}

  /** Starts a run. Throws `NotFound`, and `Conflict` while one of this brood is not ended. */
  async start(
    principal: Principal,
    ref: RecordRef,
    { kinds, isRehearsal, isFull }: { kinds: readonly RunKind[]; isRehearsal: boolean; isFull: boolean },
  ): Promise<BroodRun> {
    const brood = await this.broods.row(principal, ref);
    const id = await this.store.work(principal, (work) =>
      this.startIn(work, brood, { kinds, isRehearsal, isFull, trigger: 'hand' }),
    );
    return this.get(principal, ref, id);
  }

  /** As `start`, inside a work; answers the id. */
  async startIn(
    work: Work,
    brood: Pick<BroodEntity, 'id' | 'uuid' | 'name'>,
    run: { kinds: readonly RunKind[]; isRehearsal: boolean; isFull: boolean; trigger: 'hand' | 'schedule' },
  ): Promise<number> {
    const [row] = await work.query<{ id: number }>(sql`
      insert into brood_runs (brood_id, user_id, trigger, is_rehearsal, is_full, kinds, state, created)
      values (${brood.id}, ${work.principal.userId}, ${run.trigger}, ${run.isRehearsal}, ${run.isFull},
        ${[...new Set(run.kinds)]}::varchar[], 'waiting', ${work.now})
      on conflict (brood_id) where state in ('waiting', 'running') do nothing returning id`);
    if (!row) throw new Conflict(`${brood.name} is being pulled already; wait until that run ends, or cancel it`);
    work.enqueue(pullJob, { runId: row.id }, { singletonKey: `run ${row.id}` });
    if (!run.isRehearsal)
      work.log({
        kind: 'brood',
        entityId: brood.id,
        entityUuid: brood.uuid,
        title: brood.name,
        action: 'pull',
        after: { kinds: run.kinds, run: row.id },
      });
    return row.id;
  }

  /** A page of the runs of a brood. Throws `NotFound`. */
  async list(principal: Principal, ref: RecordRef, request: ListRequest) {
    const { id } = await this.broods.get(principal, ref);
    const where = allOf([sql`r.brood_id = ${id}`, plan.where(request)]);
    const rows = await this.store.read<RunRow>(
      sql`select ${runColumns} from brood_runs r where ${where} ${plan.order(request)} ${plan.page(request)}`,
    );
    const [count] = await this.store.read<{ n: number }>(
      sql`select count(*)::int as n from brood_runs r where ${where}`,
    );
    return { items: rows.map(toRun), total: count?.n ?? 0, page: request.page, limit: request.limit };
  }

  /** One run. Throws `NotFound`. */
  async get(principal: Principal, ref: RecordRef, runId: number): Promise<BroodRun> {
    const { id } = await this.broods.get(principal, ref);
    const row = await this.store.readOne<RunRow>(
      sql`select ${runColumns} from brood_runs r where r.id = ${runId} and r.brood_id = ${id}`,
    );
    if (!row) throw notFound('run');
    return toRun(row);
  }

  /** What a run did, record by record. Throws `NotFound`. */
  async records(principal: Principal, ref: RecordRef, runId: number, request: ListRequest) {
    const { id } = await this.get(principal, ref, runId);
    const where = allOf([sql`x.run_id = ${id}`, recordPlan.where(request)]);
    const rows = await this.store.read<RecordRow>(sql`
      select x.kind, x.remote_id, x.uuid, x.title, x.outcome, x.reason, x.record_id, x.undone_at, x.undo_fault from brood_run_records x
      where ${where} ${recordPlan.order(request)} ${recordPlan.page(request)}`);
    const [count] = await this.store.read<{ n: number }>(
      sql`select count(*)::int as n from brood_run_records x where ${where}`,
    );
    const items = rows.map(({ remote_id: remoteId, record_id: localId, undone_at, undo_fault: undoFault, ...row }) => ({
      ...row,
      remoteId,
      localId,
      undoneAt: undone_at?.toISOString() ?? null,
      undoFault,
    }));
    return { items, total: count?.n ?? 0, page: request.page, limit: request.limit };
  }

  /** Ends a run; one that has ended stays as it is. Throws `NotFound`. */
  async cancel(principal: Principal, ref: RecordRef, runId: number): Promise<BroodRun> {
    const { id } = await this.get(principal, ref, runId);
    await this.store.work(principal, (work) =>
      work.query(sql`update brood_runs set state = 'cancelled', ended_at = ${work.now}
        where id = ${id} and state in ('waiting', 'running')`),
    );
    return this.get(principal, ref, runId);
  }
}
