import type { BroodRun, CaptureCounts, RunKind, RunState } from '@cerebrate/contract';
import { type Sql, sql } from '../../kernel/index.js';

/** What `runColumns` select. */
export interface RunRow {
  id: number;
  brood_id: number;
  user_id: number | null;
  trigger: 'hand' | 'schedule';
  started_by: string | null;
  is_rehearsal: boolean;
  kinds: RunKind[];
  state: RunState;
  kind: RunKind | null;
  page: number;
  position: string | null;
  is_full: boolean;
  held: Record<string, number>;
  undone_at: Date | null;
  counts: Partial<CaptureCounts> & { tries?: number };
  fault: string | null;
  created: Date;
  started_at: Date | null;
  ended_at: Date | null;
}

/** Columns of a run over `brood_runs r`. */
export const runColumns: Sql = sql`r.id, r.brood_id, r.user_id, r.trigger, r.is_rehearsal, r.kinds, r.state, r.kind, r.page,
  r.position, r.is_full, r.held, r.undone_at,
  r.counts, r.fault, r.created, r.started_at, r.ended_at,
  (select u.username::text from users u where u.id = r.user_id) as started_by`;

/** A run as the contract has it. */
export const toRun = (row: RunRow): BroodRun => ({
  id: row.id,
  trigger: row.trigger,
  startedBy: row.started_by,
  isRehearsal: row.is_rehearsal,
  kinds: row.kinds,
  state: row.state,
  kind: row.kind,
  page: row.page,
  counts: {
    created: row.counts.created ?? 0,
    updated: row.counts.updated ?? 0,
    unchanged: row.counts.unchanged ?? 0,
    refused: row.counts.refused ?? 0,
    removed: row.counts.removed ?? 0,
    proposed: row.counts.proposed ?? 0,
  },
  isFull: row.is_full,
  held: Object.fromEntries(Object.entries(row.held).filter(([, count]) => count > 0)),
  undoneAt: row.undone_at?.toISOString() ?? null,
  fault: row.fault,
  created: row.created.toISOString(),
  startedAt: row.started_at?.toISOString() ?? null,
  endedAt: row.ended_at?.toISOString() ?? null,
});
