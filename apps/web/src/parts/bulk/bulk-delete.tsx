import type { BulkOutcome, DeletionImpact } from '@cerebrate/contract';
import { type ConfirmSpec, confirm, toast } from '../../ui/index.js';
import { tellFailure } from '../identity/index.js';
import type { BulkNoun } from './bulk-noun.js';
import { listed, takenAlong, text } from './text.js';

/** Of how many the impact is looked up one by one before deleting; the rest is told as a number. */
const lookedUp = 50;
/** How many look-ups run at a time, so that the list stays usable meanwhile. */
const atOnce = 6;

/** What removes many records and brings them back, and the question before. */
export interface Removal {
  /** So many of them, in words: "2 tools". */
  readonly count: (n: number) => string;
  readonly question: Omit<ConfirmSpec, 'tone'>;
  readonly remove: (ids: number[]) => Promise<BulkOutcome>;
  readonly restore: (ids: number[]) => Promise<BulkOutcome>;
  /** What is said of those that went and of those that came back, where "deleted" and "brought back" are not the words. */
  readonly told?: { readonly done: (n: number) => string; readonly restored: (n: number) => string };
}

/**
 * Asks, removes those that can be, tells which could not and why, and offers to undo it. Resolves to whether anything was
 * removed.
 */
export async function removeMany(removal: Removal, ids: readonly number[], onRestored: () => void): Promise<boolean> {
  const { count, question, remove, restore } = removal;
  const told = removal.told ?? {
    done: (n: number) => text.removed(count(n)),
    restored: (n: number) => text.restored(count(n)),
  };
  if (!(await confirm({ ...question, tone: 'danger' }))) return false;
  try {
    const { done, refused } = await remove([...ids]);
    tellRefusals({ count }, refused);
    if (done === 0) return false;
    const gone = ids.filter((id) => !refused.some((one) => one.id === id));
    const undo = async () => {
      const back = await restore(gone);
      tellRefusals({ count }, back.refused);
      toast({ tone: 'ok', text: told.restored(back.done) });
      onRestored();
    };
    toast({ tone: 'ok', text: told.done(done), undo });
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}

/** As `removeMany`, asking with the sum of what would go along. */
export function deleteMany(noun: BulkNoun, ids: readonly number[], onRestored: () => void): Promise<boolean> {
  const title = text.remove(noun.count(ids.length));
  const impact = async () => (
    <Impact
      noun={noun}
      impacts={await impactsOf(noun, ids.slice(0, lookedUp))}
      unseen={Math.max(0, ids.length - lookedUp)}
    />
  );
  return removeMany({ ...noun, question: { title, body: text.removeBody, act: title, impact } }, ids, onRestored);
}

/** Says how many were left alone, each reason once, folded. */
export function tellRefusals(noun: Pick<BulkNoun, 'count'>, refused: BulkOutcome['refused']): void {
  if (refused.length === 0) return;
  const reasons = [...new Set(refused.map((one) => one.reason))];
  toast({
    tone: 'attention',
    text: `${text.refused(noun.count(refused.length), refused.length)}: ${reasons[0] ?? ''}`,
    ...(reasons.length > 1 ? { detail: reasons.slice(1, 20).join('\n') } : {}),
  });
}

async function impactsOf(noun: BulkNoun, ids: readonly number[]): Promise<readonly DeletionImpact[]> {
  const waiting = [...ids];
  const impacts: DeletionImpact[] = [];
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) impacts.push(await noun.impact(id));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return impacts;
}

interface ImpactProps {
  readonly noun: BulkNoun;
  readonly impacts: readonly DeletionImpact[];
  readonly unseen: number;
}

function Impact({ noun, impacts, unseen }: ImpactProps) {
  const sums: Record<string, number> = {};
  for (const { takesAlong } of impacts)
    for (const [noun, count] of Object.entries(takesAlong)) sums[noun] = (sums[noun] ?? 0) + count;
  const rest = takenAlong(sums);
  const blocked = impacts.filter((impact) => impact.blockedBy.length > 0);
  return (
    <>
      {rest.length > 0 ? (
        <p className="m-0">{text.takes(unseen > 0 ? [...rest, text.unseen(noun.count(unseen))] : rest)}</p>
      ) : null}
      {blocked.length > 0 ? (
        <>
          <p className="mb-0 mt-2">{text.blockedSome}</p>
          <ul className="m-0">
            {blocked.slice(0, 10).map((impact) => (
              <li key={impact.name}>
                {impact.name}: {listed(impact.blockedBy)}
              </li>
            ))}
            {blocked.length > 10 ? <li>{text.more(blocked.length - 10)}</li> : null}
          </ul>
        </>
      ) : null}
    </>
  );
}
