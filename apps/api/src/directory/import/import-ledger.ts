import { Inject, Injectable } from '@nestjs/common';
import {
  ownerIsGone,
  Presence,
  type Principal,
  recordsChanged,
  Store,
  sql,
  systemPrincipal,
  type Work,
} from '../../kernel/index.js';
import { ImportEntity } from './import.entity.js';
import type { RowResult } from './import-plan.js';

/** The import was cancelled, removed or taken over by another process; this one stops without a word. */
export class LostLease extends Error {}

/** A stretch of work on one import by one runner. */
export interface Lease {
  readonly runner: string;
  readonly row: ImportEntity;
}

/** How long a runner that says nothing keeps an import. A batch takes a second or two. */
const leaseSeconds = 60;

const system = systemPrincipal('imports');

/**
 * Who is at work on an import and how far it is. Position, counts and report of a batch are stored in the transaction
 * that writes its records, so that after a crash another process goes on exactly behind the last batch.
 */
@Injectable()
export class ImportLedger {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Presence) private readonly presence: Presence,
  ) {}

  /** Takes an import that is to be worked on and that nobody holds; null when there is no such. */
  async claim(importId: number): Promise<Lease | null> {
    const runner = await this.presence.token();
    return this.store.work(system, async (work) => {
      const [claimed] = await work.query<{ id: number }>(sql`
        update imports set runner = ${runner}, lease_until = now() + make_interval(secs => ${leaseSeconds}),
          started_position = position, started_at = now()
        where id = ${importId} and state in ('checking', 'running') and (runner is null or lease_until < now() or ${ownerIsGone(sql`runner`)})
        returning id`);
      const row = claimed && (await work.find(ImportEntity, { id: importId }));
      return row ? { runner, row } : null;
    });
  }

  /** Stores what became of the rows behind `from`, inside the work that wrote them. Throws `LostLease` when they are no longer ours to write. */
  async record(
    work: Work,
    lease: Lease,
    from: number,
    results: readonly RowResult[],
    readBytes: number,
  ): Promise<void> {
    const counted = (outcome: RowResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
    await insertRows(work, lease.row, results);
    const moved = await work.query(sql`
      update imports set position = position + ${results.length}, read_bytes = greatest(read_bytes, ${readBytes}), attempts = 0,
        created_count = created_count + ${counted('create')}, updated_count = updated_count + ${counted('update')},
        unchanged_count = unchanged_count + ${counted('unchanged')}, refused_count = refused_count + ${counted('refused')},
        modified = now(), lease_until = now() + make_interval(secs => ${leaseSeconds})
      where id = ${lease.row.id} and runner = ${lease.runner} and position = ${from} and state = ${lease.row.state} returning id`);
    if (moved.length === 0) throw new LostLease('the import is no longer ours');
    work.emit(recordsChanged, { kind: 'import', ids: [lease.row.id] });
  }

  /** Ends the work: everything was gone through, or `fault` says why it cannot go on. Logged as an act of its user. */
  async finish(principal: Principal, lease: Lease, fault: string | null): Promise<void> {
    const state = fault !== null ? 'failed' : lease.row.rehearsed ? 'checked' : 'done';
    await this.store.work(principal, async (work) => {
      const [row] = await work.query<Ended>(sql`
        update imports set state = ${state}, fault = ${fault}, runner = null, lease_until = null, finished_at = now(), modified = now(),
          version = version + 1, total_rows = case when ${fault === null} then position else total_rows end,
          read_bytes = case when ${fault === null} then size else read_bytes end
        where id = ${lease.row.id} and runner = ${lease.runner}
        returning created_count, updated_count, unchanged_count, refused_count`);
      if (row) work.emit(recordsChanged, { kind: 'import', ids: [lease.row.id] });
      if (!row || lease.row.rehearsed) return;
      const { id, uuid, name } = lease.row;
      const after = {
        state,
        fault,
        created: row.created_count,
        updated: row.updated_count,
        unchanged: row.unchanged_count,
        refused: row.refused_count,
      };
      work.log({ kind: 'import', entityId: id, entityUuid: uuid, title: name, action: 'finish', after });
    });
    await this.store.refreshPlans();
  }

  /** Lets go so that another process, or this one later, may go on. */
  async release(lease: Lease, waitSeconds: number): Promise<void> {
    await this.store.work(system, (work) =>
      work.query(sql`update imports set runner = null, lease_until = now() + make_interval(secs => ${waitSeconds})
        where id = ${lease.row.id} and runner = ${lease.runner}`),
    );
  }

  /** Counts a failure that was no fault of the file; answers how many there were in a row. */
  async countFailure(lease: Lease): Promise<number> {
    const [row] = await this.store.work(system, (work) =>
      work.query<{ attempts: number }>(
        sql`update imports set attempts = attempts + 1 where id = ${lease.row.id} and runner = ${lease.runner} returning attempts`,
      ),
    );
    return row?.attempts ?? 0;
  }
}

interface Ended {
  created_count: number;
  updated_count: number;
  unchanged_count: number;
  refused_count: number;
}

/** The report of a batch in one statement. An organisation that a rehearsal made has no id that stays. */
async function insertRows(work: Work, { id, rehearsed }: ImportEntity, results: readonly RowResult[]): Promise<void> {
  const list = results.map((result) => ({
    row: result.row,
    outcome: result.outcome,
    entity_id: rehearsed && result.outcome === 'create' ? null : result.entityId,
    title: result.title?.slice(0, 255) ?? null,
    reason: result.reason,
    changes: result.changes.length > 0 ? result.changes : null,
    key: result.key,
    content: result.content,
  }));
  await work.query(sql`
    insert into import_rows (import_id, "row", outcome, entity_id, title, reason, changes, key, content)
    select ${id}::int, r."row", r.outcome, r.entity_id, r.title, r.reason, r.changes, r.key, r.content
    from jsonb_to_recordset(${storable(JSON.stringify(list))}::jsonb)
      r("row" int, outcome text, entity_id int, title text, reason text, changes jsonb, key bigint, content bigint)`);
}

/** PostgreSQL's JSON holds neither U+0000 nor halves of characters, which a refused record may bring. */
const storable = (json: string): string =>
  json.replace(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi, '$1\\ufffd');
