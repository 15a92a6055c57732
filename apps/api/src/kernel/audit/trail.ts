import type { FieldChange, History, HistoryEntry } from '@cerebrate/contract';
import type { Channel } from '../access/principal.js';
import { NotFound } from '../errors.js';
import { type Sql, sql } from '../store/sql.js';
import type { Store } from '../store/store.js';
import { masked } from './audited.js';
import { erased } from './erase.js';

type Values = Record<string, unknown>;

/** A row of the log as `trailColumns` selects it. */
export interface TrailRow {
  seq: string;
  at: Date;
  actor_id: number | null;
  actor_name: string;
  channel: Channel;
  action: string;
  kind: string;
  entity_id: number | null;
  title: string;
  before: Values | null;
  after: Values | null;
  message: string | null;
}

/** What a history entry is made of, over `audit_log a`. */
export const trailColumns: Sql = sql`a.seq, a.at, a.actor_id, a.actor_name, a.channel, a.action, a.kind, a.entity_id, a.title,
  a.before, a.after, a.message`;

/** A row of the log as the contract shows it. */
export const historyEntry = (row: TrailRow): HistoryEntry => ({
  seq: Number(row.seq),
  at: row.at.toISOString(),
  actor: { id: row.actor_id, name: row.actor_name },
  channel: row.channel,
  action: row.action,
  kind: row.kind,
  entityId: row.entity_id,
  title: row.title,
  message: row.message,
  changes: fieldChanges(row.before, row.after),
});

/** Pure: before and after as a list of fields; what is absent or empty on both sides is left out. */
export function fieldChanges(before: Values | null, after: Values | null): FieldChange[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...fields]
    .map((field) => ({ field, before: before?.[field] ?? null, after: after?.[field] ?? null }) as FieldChange)
    .filter((change) => change.before !== null || change.after !== null);
}

/**
 * The changes of one record and of those related to it (its alignments, its group memberships), newest first: at most
 * `limit` of those older than `before`. Asks nobody: the noun's service proves first that the caller may see the record,
 * and names in `hidden` the fields of it that are kept from the caller; a change of nothing else is left out.
 * One statement; its cost is that of the record's own history, not of the log.
 */
export async function historyOf(
  store: Store,
  kind: string,
  id: number,
  { before = Number.MAX_SAFE_INTEGER, limit = 50 }: { before?: number | undefined; limit?: number | undefined } = {},
  hidden: ReadonlySet<string> = new Set(),
): Promise<History> {
  const rows = await store.read<TrailRow>(sql`
    select ${trailColumns} from audit_log a
    where ((a.kind = ${kind} and a.entity_id = ${id}) or a.related @> ${[`${kind}:${id}`]}::text[]) and a.seq < ${before}
    order by a.seq desc limit ${limit + 1}`);
  const entries = rows.slice(0, limit).map(historyEntry);
  const next = rows.length > limit ? (entries.at(-1)?.seq ?? null) : null;
  return { entries: hidden.size === 0 ? entries : entries.flatMap((entry) => withoutFields(entry, hidden)), next };
}

/** The entry as somebody sees it from whom fields are kept; nothing when it tells of nothing else. */
function withoutFields(entry: HistoryEntry, hidden: ReadonlySet<string>): HistoryEntry[] {
  const changes = entry.changes.filter(({ field }) => !hidden.has(field));
  if (changes.length === entry.changes.length) return [entry];
  return changes.length === 0 ? [] : [{ ...entry, changes }];
}

/** A record as it was after one of its changes. */
export interface PastState {
  /** Every field of the current state with its value at that time. */
  readonly state: Values;
  /** Fields whose past value nobody can tell because the log masks them; `state` holds their present value. */
  readonly unknown: readonly string[];
  /** The change asked for; its `at` makes the message 'reverted to version of …'. */
  readonly entry: HistoryEntry;
}

/**
 * The state of a record right after its change `seq`, found by taking back every later change from the state it has
 * now. `current` holds the record's fields under the names the log uses. Throws `NotFound` when that change is none of
 * this record's own.
 */
export async function stateAfter(
  store: Store,
  kind: string,
  id: number,
  seq: number,
  current: Readonly<Values>,
): Promise<PastState> {
  const rows = await store.read<TrailRow>(sql`
    select ${trailColumns} from audit_log a
    where a.kind = ${kind} and a.entity_id = ${id} and a.seq >= ${seq} order by a.seq desc`);
  const last = rows.at(-1);
  if (!last || Number(last.seq) !== seq) throw new NotFound(`this ${kind} has no change number ${seq} in its history`);
  return { ...takeBack(current, rows.slice(0, -1)), entry: historyEntry(last) };
}

/**
 * Pure: the state before the given changes, newest first. A field that the current state does not have (a column or
 * meta-field that is gone) is brought back only by a change that still holds its value.
 */
export function takeBack(
  current: Readonly<Values>,
  changes: readonly { readonly before: Values | null; readonly after: Values | null }[],
): { state: Values; unknown: string[] } {
  const state: Values = { ...current };
  const unknown = new Set<string>();
  for (const { before, after } of changes) {
    for (const field of new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])) {
      const old = before?.[field] ?? null;
      if (old === masked || old === erased) unknown.add(field);
      else state[field] = old;
    }
  }
  return { state, unknown: [...unknown] };
}
