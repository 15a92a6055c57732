import type { History, HistoryEntry } from '@cerebrate/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import {
  type Action,
  ActionButton,
  asProblem,
  confirm,
  isAborted,
  type Problem,
  ProblemNote,
  Skeleton,
  Timeline,
  type TimelineEntry,
  toast,
} from '../../ui/index.js';
import { actIcon, actWords, channelWords, kindWords } from './change-words.js';
import { FieldChanges } from './field-changes.js';
import { text } from './text.js';

/** Kinds whose changes show in the history of what they belong to; a record cannot be set back to one of them. */
const dependent = new Set([
  'alignment',
  'encryptionKey',
  'publicConsent',
  'confirmation',
  'erasure',
  'orgGroupMembership',
  'orgGroupAdministration',
  'authKey',
]);
const atOnce = '20';

export interface ChangeHistoryProps {
  /** Asks for a part of the history, newest first; `before` is the `next` of the part before. */
  readonly load: (query: { before?: string; limit?: string }, signal: AbortSignal) => Promise<History>;
  /** Sets the record back to how it was after the change of that number; absent for whoever may not change it. */
  readonly onRevert?: ((seq: number) => Promise<unknown>) | undefined;
}

/**
 * The history of a record: who, when, through what, each change a small before → after, *Revert* beside it
 * (FEATURES AUD-03, LOOK). Give it a `key` that changes with the record, so that it is read anew.
 */
export function ChangeHistory({ load, onRevert }: ChangeHistoryProps) {
  const { entries, next, problem, pending, more } = useHistory(load);
  if (problem && entries.length === 0) return <ProblemNote problem={problem} />;
  if (pending && entries.length === 0) return <Skeleton lines={4} label={text.loading} />;
  const newest = entries.find(isOwn);
  return (
    <>
      <Timeline
        empty={text.empty}
        entries={entries.map((entry) =>
          lineOf(entry, onRevert && isVersion(entry, newest) ? revertAction(entry, onRevert) : undefined),
        )}
      />
      {problem ? <ProblemNote problem={problem} /> : null}
      {next === null ? null : (
        <ActionButton action={{ label: text.older, icon: 'clock-history', onSelect: more }} look="ghost" />
      )}
    </>
  );
}

const isOwn = (entry: HistoryEntry): boolean => !dependent.has(entry.kind);

/** A state the record once had and no longer has. */
const isVersion = (entry: HistoryEntry, newest: HistoryEntry | undefined): boolean =>
  isOwn(entry) && entry !== newest && !entry.action.includes('delete') && entry.changes.length > 0;

function revertAction({ seq }: HistoryEntry, onRevert: (seq: number) => Promise<unknown>): Action {
  const revert = async () => {
    if (!(await confirm({ title: text.revertTitle, body: text.revertBody, act: text.revert }))) return;
    try {
      await onRevert(seq);
      toast({ tone: 'ok', text: text.reverted });
    } catch (error) {
      toast({ tone: 'broken', text: text.notReverted, detail: asProblem(error).detail });
    }
  };
  return { label: text.revert, icon: 'arrow-counterclockwise', onSelect: () => void revert() };
}

function lineOf(entry: HistoryEntry, action: Action | undefined): TimelineEntry {
  const isAbout = isOwn(entry) ? text.own : `${kindWords(entry.kind)} ${entry.title}`;
  return {
    id: entry.seq,
    icon: actIcon(entry),
    title: (
      <>
        <strong>{entry.actor.name}</strong> {actWords(entry.action)} {isAbout}
      </>
    ),
    at: entry.at,
    through: channelWords(entry.channel),
    content: (
      <>
        {entry.message ? <p className="history-message">{entry.message}</p> : null}
        <FieldChanges changes={entry.changes} folded={entry.action === 'add' || entry.action === 'delete'} />
      </>
    ),
    ...(action ? { action } : {}),
  };
}

interface Loaded {
  readonly entries: readonly HistoryEntry[];
  readonly next: number | null;
  readonly problem: Problem | undefined;
  readonly pending: boolean;
}

function useHistory(load: ChangeHistoryProps['load']): Loaded & { more: () => void } {
  const [loaded, setLoaded] = useState<Loaded>({ entries: [], next: null, problem: undefined, pending: true });
  const asking = useRef(load);
  asking.current = load;
  const control = useRef<AbortController>(undefined);
  const ask = useCallback((before: number | null) => {
    const own = new AbortController();
    control.current = own;
    setLoaded((last) => ({ ...last, pending: true, problem: undefined }));
    asking.current({ limit: atOnce, ...(before === null ? {} : { before: String(before) }) }, own.signal).then(
      (part) =>
        own.signal.aborted ||
        setLoaded((last) => ({
          entries: [...(before === null ? [] : last.entries), ...part.entries],
          next: part.next,
          problem: undefined,
          pending: false,
        })),
      (error: unknown) =>
        own.signal.aborted ||
        isAborted(error) ||
        setLoaded((last) => ({ ...last, problem: asProblem(error), pending: false })),
    );
  }, []);
  useEffect(() => {
    ask(null);
    return () => control.current?.abort();
  }, [ask]);
  return { ...loaded, more: () => loaded.pending || ask(loaded.next) };
}
