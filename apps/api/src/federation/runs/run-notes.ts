import type { CaptureItem, RunKind } from '@cerebrate/contract';
import type { Captured } from '../../directory/index.js';
import { ownerIsGone, type Sql, type Store, sql, systemPrincipal, type Work } from '../../kernel/index.js';
import { localKinds } from '../capture/nouns.js';
import { noteRefusals } from './refusals.js';
import { type RunRow, runColumns } from './run-rows.js';

/** How long a run belongs to the process that works it off without a sign of life. */
export const leaseSeconds = 60;
const lease = sql`now() + make_interval(secs => ${leaseSeconds})`;

/** What is written about a run while it is worked off. A run has one worker at a time: the one that holds its lease. */
export class RunNotes {
  constructor(
    private readonly store: Store,
    readonly runId: number,
    readonly worker: string,
  ) {}

  /** Takes the run over, unless somebody else is at it or it has ended. */
  async begin(): Promise<RunRow | undefined> {
    const rows = await this.#write(sql`update brood_runs set state = 'running', worker = ${this.worker}::uuid,
        lease_until = ${lease}, started_at = coalesce(started_at, now()), fault = null
      where id = ${this.runId} and state in ('waiting', 'running')
        and (worker is null or worker = ${this.worker}::uuid or lease_until < now() or ${ownerIsGone(sql`worker`)}) returning id`);
    if (rows.length === 0) return undefined;
    return this.store.readOne<RunRow>(sql`select ${runColumns} from brood_runs r where r.id = ${this.runId}`);
  }

  /** Keeps the lease; false when the run was cancelled or taken over. */
  async keep(): Promise<boolean> {
    const rows = await this.#write(sql`update brood_runs set lease_until = ${lease}
      where id = ${this.runId} and state = 'running' and worker = ${this.worker}::uuid returning id`);
    return rows.length > 0;
  }

  /** Lets go of the run, so that another process may go on at once. */
  async letGo(): Promise<void> {
    await this.#write(sql`update brood_runs set worker = null, lease_until = now()
      where id = ${this.runId} and state = 'running' and worker = ${this.worker}::uuid returning id`);
  }

  /** Notes records that were changed, in the work that changed them. */
  async changes(
    work: Work,
    kind: RunKind,
    taken: readonly { readonly item: CaptureItem; readonly captured: Captured }[],
  ): Promise<void> {
    const changed = taken.filter(({ item }) => ['created', 'updated', 'proposed'].includes(item.outcome));
    if (changed.length === 0) return;
    const noted = changed.map(({ item, captured }) => ({ ...item, undo: captured.undo ?? null }));
    await work.query(insertion(this.runId, kind, noted));
  }

  /** Notes a record that was removed, in the work that removed it. */
  async removal(work: Work, kind: RunKind, item: CaptureItem): Promise<void> {
    await work.query(insertion(this.runId, kind, [{ ...item, undo: null }]));
  }

  /**
   * Notes a page in one work: what was refused or only rehearsed, which records the peer still has, how many were
   * unchanged, and where to go on. A page that was half done before a crash counts nothing twice.
   */
  async page(
    kind: RunKind,
    position: string,
    items: readonly CaptureItem[],
    brood: { id: number; isRehearsal: boolean },
  ): Promise<void> {
    const told = items.filter(({ outcome }) => outcome !== 'unchanged').map((item) => ({ ...item, undo: null }));
    const unchanged = items.filter(({ outcome }) => outcome === 'unchanged').map(({ remoteId }) => remoteId);
    const seen = items.flatMap(({ uuid }) => uuid ?? []);
    await this.store.work(systemPrincipal('runs', 'job'), async (work) => {
      if (told.length > 0) await work.query(insertion(this.runId, kind, told));
      if (!brood.isRehearsal && seen.length > 0)
        await work.query(sql`update record_origins set seen_run = ${this.runId}
          where brood_id = ${brood.id} and kind = ${localKinds[kind]} and uuid = any(${seen}::uuid[])`);
      if (!brood.isRehearsal) await noteRefusals(work, brood.id, kind, items);
      await work.query(sql`update brood_runs set kind = ${kind}, page = page + 1, position = ${position},
          counts = ${countsWith(this.runId, kind, unchanged)}
        where id = ${this.runId} and worker = ${this.worker}::uuid`);
    });
  }

  /** Begins a kind: where the last one was left means nothing to it. */
  async kind(kind: RunKind): Promise<void> {
    await this.#write(sql`update brood_runs set kind = ${kind}, page = 0, position = null
      where id = ${this.runId} and worker = ${this.worker}::uuid returning id`);
  }

  /** Notes how many vanished records wait for a person. */
  async hold(kind: RunKind, count: number): Promise<void> {
    await this.#write(sql`update brood_runs set held = held || jsonb_build_object(${kind}::text, ${count}::int)
      where id = ${this.runId} returning id`);
  }

  /** Counts anew what was removed. */
  async recount(): Promise<void> {
    await this.#write(sql`update brood_runs set counts = ${countsWith(this.runId, null, [])}
      where id = ${this.runId} returning id`);
  }

  /** Notes a failure after which the remote is asked again. */
  async wait(fault: string, tries: number): Promise<void> {
    await this.#write(sql`update brood_runs set fault = ${fault}, worker = null, lease_until = now() + interval '5 minutes',
        counts = counts || jsonb_build_object('tries', ${tries}::int)
      where id = ${this.runId} and state = 'running' returning id`);
  }

  /** Ends the run; one that has ended stays as it is. */
  async end(state: 'done' | 'failed', fault: string | null): Promise<void> {
    await this.#write(sql`update brood_runs set state = ${state}, fault = ${fault}, ended_at = now(), lease_until = null
      where id = ${this.runId} and state = 'running' returning id`);
  }

  #write(query: Sql): Promise<object[]> {
    return this.store.work(systemPrincipal('runs', 'job'), (work) => work.query(query));
  }
}

type Noted = CaptureItem & { undo: unknown };

const insertion = (runId: number, kind: RunKind, items: readonly Noted[]): Sql => sql`
  insert into brood_run_records (run_id, kind, remote_id, uuid, title, outcome, reason, record_id, undo)
  select ${runId}, ${kind}, x.* from jsonb_to_recordset(${JSON.stringify(items.map(rowOf))}::jsonb)
    as x(remote_id int, uuid uuid, title varchar, outcome varchar, reason text, record_id int, undo jsonb)
  on conflict do nothing`;

const rowOf = ({ remoteId, uuid, title, outcome, reason, localId, undo }: Noted) => ({
  remote_id: remoteId,
  uuid,
  title: title.slice(0, 400),
  outcome,
  reason,
  record_id: localId,
  undo,
});

/** The outcomes of the run as its records have them, and the unchanged ones added, but for those it has a record of. */
const countsWith = (runId: number, kind: RunKind | null, unchanged: readonly number[]): Sql => sql`
  (counts - 'tries') || coalesce((select jsonb_object_agg(x.outcome, x.n) from (select outcome, count(*) as n
    from brood_run_records where run_id = ${runId} group by outcome) x), '{}')
  || jsonb_build_object('unchanged', coalesce((counts->>'unchanged')::int, 0) + (select count(*)::int
    from unnest(${unchanged}::int[]) u(id) where not exists (select from brood_run_records y
      where y.run_id = ${runId} and y.kind = ${kind} and y.remote_id = u.id)))`;
