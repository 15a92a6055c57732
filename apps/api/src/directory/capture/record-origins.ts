import { type Sql, type Store, sql, type Work } from '../../kernel/index.js';
import type { RecordState } from './record-state.js';

/** Nouns that come from peers. */
export type CapturedKind = 'organisation' | 'individual' | 'sharingGroup';

/** A value of a meta-field that has no place here: its template is not loaded, or its rule refuses it. */
export interface UnplacedValue {
  readonly templateUuid: string;
  readonly templateVersion: string;
  readonly templateName: string;
  readonly field: string;
  readonly value: string;
}

/** Where a record came from; a record without is this node's own. */
export interface RecordOrigin {
  readonly broodId: number;
  /** Known by name only, from a sharing group; whoever offers the record fills it in. */
  readonly isStub: boolean;
  readonly remoteModified: Date | null;
  /** What was last taken of it. */
  readonly taken: RecordState;
  readonly unplaced: readonly UnplacedValue[];
}

interface OriginRow {
  brood_id: number;
  is_stub: boolean;
  remote_modified: string | null;
  taken: Partial<RecordState>;
  unplaced: UnplacedValue[];
}

/** The origin of the record of that id as JSON, null for the node's own: a correlated subquery for `readOrigin`. */
export const originJson = (kind: CapturedKind, id: Sql): Sql =>
  sql`(select to_json(ro) from record_origins ro where ro.kind = ${kind} and ro.record_id = ${id})`;

/** What `originJson` selected. */
export const readOrigin = (row: unknown): RecordOrigin | null => {
  if (row === null || row === undefined) return null;
  const { brood_id, is_stub, remote_modified, taken, unplaced } = row as OriginRow;
  return {
    broodId: brood_id,
    isStub: is_stub,
    remoteModified: remote_modified === null ? null : new Date(remote_modified),
    taken: { columns: taken.columns ?? {}, sets: taken.sets ?? {} },
    unplaced,
  };
};

/** Notes where a record came from and what was taken; replaces what was noted before. */
export async function keepOrigin(
  work: Work,
  kind: CapturedKind,
  recordId: number,
  origin: RecordOrigin,
): Promise<void> {
  const { broodId, isStub, remoteModified, taken, unplaced } = origin;
  await work.query(sql`
    insert into record_origins (kind, record_id, brood_id, is_stub, remote_modified, taken_at, taken, unplaced)
    values (${kind}, ${recordId}, ${broodId}, ${isStub}, ${remoteModified}, ${work.now}, ${JSON.stringify(taken)}::jsonb,
      ${JSON.stringify(unplaced)}::jsonb)
    on conflict (kind, record_id) do update set brood_id = excluded.brood_id, is_stub = excluded.is_stub,
      remote_modified = excluded.remote_modified, taken_at = excluded.taken_at, taken = excluded.taken,
      unplaced = excluded.unplaced`);
}

/** Rows of a read, inside a work or outside. */
export const rowsOf = <R extends object>(from: Work | Store, query: Sql): Promise<R[]> =>
  'read' in from ? from.read<R>(query) : from.query<R>(query);
