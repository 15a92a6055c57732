import type { BulkOutcome, DeletionImpact } from '@cerebrate/contract';
import { confirm, toast } from '../../ui/index.js';
import { tellFailure } from '../identity/index.js';
import type { BulkNoun } from './bulk-noun.js';
import { listed, takenAlong, text } from './text.js';

/** Of how many the impact is looked up one by one before deleting; the rest is told as a number. */
const lookedUp = 50;
/** How many look-ups run at a time, so that the list stays usable meanwhile. */
const atOnce = 6;

/**
 * Asks with the sum of what would go along, deletes those that can be, tells which could not and why, and offers to
 * undo it. Resolves to whether anything was deleted.
 */
export async function deleteMany(noun: BulkNoun, ids: readonly number[], onRestored: () => void): Promise<boolean> {
  const sure = await confirm({
    title: text.remove(noun.count(ids.length)),
    body: text.removeBody,
    act: text.remove(noun.count(ids.length)),
    tone: 'danger',
    impact: async () => (
      <Impact
        noun={noun}
        impacts={await impactsOf(noun, ids.slice(0, lookedUp))}
        unseen={Math.max(0, ids.length - lookedUp)}
      />
    ),
  });
  if (!sure) return false;
  try {
    const outcome = await noun.remove([...ids]);
    tellDeletion(noun, ids, outcome, onRestored);
    return outcome.done > 0;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}

function tellDeletion(
  noun: BulkNoun,
  ids: readonly number[],
  { done, refused }: BulkOutcome,
  onRestored: () => void,
): void {
  tellRefusals(noun, refused);
  if (done === 0) return;
  const gone = ids.filter((id) => !refused.some((one) => one.id === id));
  toast({
    tone: 'ok',
    text: text.removed(noun.count(done)),
    undo: async () => {
      const back = await noun.restore(gone);
      tellRefusals(noun, back.refused);
      toast({ tone: 'ok', text: text.restored(noun.count(back.done)) });
      onRestored();
    },
  });
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
