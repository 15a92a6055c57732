import { type Sql, type Store, sql, type Work } from '../../kernel/index.js';
import type { RecordState } from './record-state.js';

/** Nouns that come from peers. */
export type CapturedKind = 'organisation' | 'individual' | 'sharingGroup' | 'encryptionKey' | 'blueprint';

/** A value of a meta-field that has no place here: its template is not loaded, or its rule refuses it. */
export interface UnplacedValue {
  readonly templateUuid: string;
  readonly templateVersion: string;
  readonly templateName: string;
  readonly field: string;
  readonly value: string;
}

/** What the signature of an offer said: by a trusted key, by one nobody trusts, or wrong; null when there was none. */
export type SignatureState = 'verified' | 'unknown' | 'broken';

/** The signature under what was last taken. */
export interface OfferSignature {
  readonly state: SignatureState;
  /** The thumbprint of the key. */
  readonly keyId: string;
  /** The detached JWS. */
  readonly text: string;
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
  /** The record's uuid and its number at the peer, where they were told. */
  readonly uuid?: string | undefined;
  readonly remoteId?: number | null | undefined;
  readonly signature?: OfferSignature | null | undefined;
  /** When it was taken; told when it was read, noted by itself. */
  readonly takenAt?: Date | undefined;
}

interface OriginRow {
  taken_at: string;
  uuid: string | null;
  remote_id: number | null;
  trust: SignatureState | null;
  signed_by: string | null;
  signature: string | null;
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
  const { brood_id, is_stub, remote_modified, taken, unplaced, ...more } = row as OriginRow;
  const { trust, signed_by: keyId, signature: text } = more;
  return {
    broodId: brood_id,
    isStub: is_stub,
    remoteModified: remote_modified === null ? null : new Date(remote_modified),
    takenAt: new Date(more.taken_at),
    taken: { columns: taken.columns ?? {}, sets: taken.sets ?? {} },
    unplaced,
    uuid: more.uuid ?? undefined,
    remoteId: more.remote_id,
    signature: trust && keyId && text ? { state: trust, keyId, text } : null,
  };
};

/** Notes where a record came from and what was taken; replaces what was noted before. */
export const keepOrigin = (work: Work, kind: CapturedKind, recordId: number, origin: RecordOrigin): Promise<void> =>
  keepOrigins(work, kind, [{ recordId, origin }]);

/** As `keepOrigin` for many records, each once: one statement. */
export async function keepOrigins(
  work: Work,
  kind: CapturedKind,
  list: readonly { readonly recordId: number; readonly origin: RecordOrigin }[],
): Promise<void> {
  const rows = list.map(({ recordId, origin }) => ({
    record_id: recordId,
    brood_id: origin.broodId,
    is_stub: origin.isStub,
    remote_modified: origin.remoteModified?.toISOString() ?? null,
    taken: origin.taken,
    unplaced: origin.unplaced,
    uuid: origin.uuid ?? null,
    remote_id: origin.remoteId ?? null,
    trust: origin.signature?.state ?? null,
    signed_by: origin.signature?.keyId ?? null,
    signature: origin.signature?.text ?? null,
  }));
  await work.query(sql`
    insert into record_origins (kind, taken_at, record_id, brood_id, is_stub, remote_modified, taken, unplaced, uuid,
      remote_id, trust, signed_by, signature)
    select ${kind}, ${work.now}::timestamptz, x.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(
      record_id int, brood_id int, is_stub boolean, remote_modified timestamptz, taken jsonb, unplaced jsonb, uuid uuid,
      remote_id int, trust varchar, signed_by varchar, signature text)
    on conflict (kind, record_id) do update set brood_id = excluded.brood_id, is_stub = excluded.is_stub,
      remote_modified = excluded.remote_modified, taken_at = excluded.taken_at, taken = excluded.taken,
      unplaced = excluded.unplaced, uuid = coalesce(excluded.uuid, record_origins.uuid),
      remote_id = coalesce(excluded.remote_id, record_origins.remote_id), trust = excluded.trust,
      signed_by = excluded.signed_by, signature = excluded.signature, vanished_at = null`);
}

/** Rows of a read, inside a work or outside. */
export const rowsOf = <R extends object>(from: Work | Store, query: Sql): Promise<R[]> =>
  'read' in from ? from.read<R>(query) : from.query<R>(query);
