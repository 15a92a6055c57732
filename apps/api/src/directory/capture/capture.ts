import { Conflict, DomainError, InvalidInput, type Work } from '../../kernel/index.js';
import {
  type CapturedKind,
  keepOrigin,
  type OfferSignature,
  type RecordOrigin,
  type UnplacedValue,
} from './record-origins.js';
import { inverseOf, isEmptyMerge, isSame, type Merged, merge, type RecordState, restricted } from './record-state.js';

/** Who offers, and how far it is trusted (FEATURES BRD-05). */
export interface CaptureSource {
  readonly broodId: number;
  readonly name: string;
  readonly strategy: 'standard' | 'trusted' | 'manual';
  /** A person chose this record after looking at it. */
  readonly isChosen: boolean;
  /** Of a record that is here only these fields are taken; the others stay as they are here. */
  readonly only?: readonly string[] | undefined;
  /** The record's number at the peer. */
  readonly remoteId?: number | undefined;
  readonly signature?: OfferSignature | null | undefined;
}

/** What an offer holds for the ruling, whatever its noun. */
export interface Offered {
  readonly uuid: string;
  readonly remoteModified: Date | null;
  readonly state: RecordState;
  readonly unplaced: readonly UnplacedValue[];
}

/** The record of that uuid here. */
export interface LocalRecord {
  readonly id: number;
  readonly state: RecordState;
  readonly modified: Date;
  readonly origin: RecordOrigin | null;
  /** The version each of its fields of templates is of. */
  readonly versions: ReadonlyMap<string, string>;
}

/** What is here under a uuid: a living record, or why there is none and may be none. */
export interface LocalFinding {
  readonly record: LocalRecord | null;
  readonly isDeleted: boolean;
  readonly mergedInto: number | null;
}

/** What became of an offer. */
export interface Captured {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  /** For `refused` why; else what is worth saying. */
  readonly reason: string | null;
  readonly recordId: number | null;
  /** Fields that were edited here and stayed so. */
  readonly overrides: readonly string[];
  /** Refused only until a person decides. */
  readonly isWaiting?: boolean;
  /** What takes it back: the changes the other way round, and the origin of before. */
  readonly undo?: { readonly merged: Merged; readonly origin: RecordOrigin | null };
}

/** Why an offer waits for a person. */
export const waitsForAPerson = 'waits until somebody chooses it';

/** What only the noun can do: both inside the work. */
export interface CaptureActs {
  create(): Promise<number>;
  change(record: LocalRecord, merged: Merged): Promise<void>;
}

/**
 * Why an offer may not be taken, or null (issue: Capture; FEATURES BRD-05, BRD-08). A peer never changes what it does
 * not own: a record is owned by the brood it was taken from, a stub by nobody, every other by this node.
 */
export function refusalOf(source: CaptureSource, finding: LocalFinding, offered: Offered): string | null {
  const { record, isDeleted, mergedInto } = finding;
  const waits = source.strategy === 'manual' && !source.isChosen ? waitsForAPerson : null;
  if (!record && mergedInto !== null) return `was merged here into number ${mergedInto}`;
  if (!record && isDeleted) return 'was deleted here; restore it to take it again';
  if (!record) return waits;
  if (isSame(record.state, offered.state)) return null;
  const { origin } = record;
  if (!origin) return "is this node's own: a peer changes nothing it does not own";
  if (origin.isStub) return waits;
  if (origin.broodId !== source.broodId) return 'came from another node: only that one changes it';
  if (source.strategy === 'standard') return 'is here already: this node takes only new records from this peer';
  // what was decided once is not asked again until the peer changes something
  if (waits && isSame(origin.taken, offered.state)) return null;
  return waits;
}

/**
 * Whether taking the offer would write nothing at all: it is what was taken before, and what is here says the same or was
 * edited here. Such records need no work of their own.
 */
export function isSettled(source: CaptureSource, { record }: LocalFinding, offered: Offered): boolean {
  if (!record) return false;
  const { origin } = record;
  if (!origin || origin.broodId !== source.broodId) return !origin?.isStub && isSame(record.state, offered.state);
  if (!isNoted(origin, source, offered)) return false;
  return isEmptyMerge(merge(origin.taken, record.state, offered.state));
}

/** What an offer leads to, before anything is written. */
export interface Ruling {
  /** What becomes of it; a new record has no number yet. */
  readonly captured: Captured;
  /** What changes of the record that is here, if anything. */
  readonly change: { readonly record: LocalRecord; readonly merged: Merged } | null;
  /** What is to be noted of where the record came from, if anything. */
  readonly origin: RecordOrigin | null;
}

const only = (captured: Captured): Ruling => ({ captured, change: null, origin: null });

/** Pure: whether an offer is taken, and as what. */
export function rulingOf(source: CaptureSource, offered: Offered, finding: LocalFinding): Ruling {
  const { record } = finding;
  const refusal = refusalOf(source, finding, offered);
  if (refusal)
    return only({
      ...refused(refusal, record?.id ?? null),
      ...(refusal === waitsForAPerson ? { isWaiting: true } : {}),
    });
  const { uuid, remoteModified, unplaced, state } = offered;
  const { broodId, remoteId, signature } = source;
  const origin = { broodId, isStub: false, remoteModified, unplaced, uuid, taken: state, remoteId, signature };
  const reason = wordsOn(unplaced);
  if (!record) return { captured: { outcome: 'created', reason, recordId: null, overrides: [] }, change: null, origin };
  const unchanged = { outcome: 'unchanged', recordId: record.id, overrides: [] } as const;
  const isOwned = record.origin?.broodId === source.broodId || record.origin?.isStub === true;
  if (!isOwned) return only({ ...unchanged, reason: null });
  if (isOlder(offered, record.origin)) return only({ ...unchanged, reason: 'is older than what was taken before' });
  const base = record.origin?.isStub ? null : (record.origin?.taken ?? null);
  const merged = restricted(merge(base, record.state, state), source.only);
  const isChange = !isEmptyMerge(merged);
  const undo = { merged: inverseOf(merged, record.state), origin: record.origin };
  return {
    captured: {
      outcome: isChange ? 'updated' : 'unchanged',
      reason,
      recordId: record.id,
      overrides: merged.overrides,
      undo,
    },
    change: isChange ? { record, merged } : null,
    origin: isChange || !isNoted(record.origin, source, offered) ? origin : null,
  };
}

/** Takes an offer or says why not; what it changes, it changes in this work. */
export async function dispose(
  work: Work,
  kind: CapturedKind,
  source: CaptureSource,
  offered: Offered,
  finding: LocalFinding,
  acts: CaptureActs,
): Promise<Captured> {
  const { captured, change, origin } = rulingOf(source, offered, finding);
  const recordId = captured.outcome === 'created' ? await acts.create() : captured.recordId;
  if (change) await acts.change(change.record, change.merged);
  if (origin && recordId !== null) await keepOrigin(work, kind, recordId, origin);
  return { ...captured, recordId };
}

/** A refusal in the form of an outcome. */
export const refused = (reason: string, recordId: number | null = null): Captured => ({
  outcome: 'refused',
  reason,
  recordId,
  overrides: [],
});

/** Runs a capture; what the rules of this node refuse becomes a refusal with its words instead of an error. */
export async function orRefused(work: Work, act: () => Promise<Captured>): Promise<Captured> {
  try {
    return await work.attempt(act);
  } catch (error) {
    if (error instanceof InvalidInput || error instanceof Conflict) return refused(error.message);
    if (error instanceof DomainError && error.status < 500) return refused(error.message);
    throw error;
  }
}

/**
 * Whether the offer is of before what was taken. What was taken from the future came from a clock that was wrong: once
 * it is right again, its moments are smaller and yet newer.
 */
const isOlder = ({ remoteModified }: Offered, origin: RecordOrigin | null): boolean =>
  remoteModified !== null &&
  origin !== null &&
  origin.remoteModified !== null &&
  remoteModified < origin.remoteModified &&
  !(origin.takenAt && origin.remoteModified.getTime() > origin.takenAt.getTime() + patienceMs);

/** How far clocks of good nodes may be apart. */
const patienceMs = 60_000;

/** Whether the origin says already what would be noted, so that a repeated pull writes nothing. */
const isNoted = (origin: RecordOrigin | null, source: CaptureSource, offered: Offered): boolean =>
  origin !== null &&
  !origin.isStub &&
  origin.broodId === source.broodId &&
  origin.remoteModified?.getTime() === offered.remoteModified?.getTime() &&
  (origin.remoteId ?? undefined) === (source.remoteId ?? origin.remoteId ?? undefined) &&
  (origin.signature?.text ?? null) === (source.signature?.text ?? null) &&
  (origin.signature?.state ?? null) === (source.signature?.state ?? null) &&
  origin.unplaced.length === offered.unplaced.length &&
  isSame(origin.taken, offered.state) &&
  isSame(offered.state, origin.taken);

const wordsOn = (unplaced: readonly UnplacedValue[]): string | null => {
  if (unplaced.length === 0) return null;
  const templates = [...new Set(unplaced.map(({ templateName, templateUuid }) => templateName || templateUuid))];
  return `${unplaced.length} values are kept aside until their templates are loaded or allow them: ${templates.join(', ')}`;
};
