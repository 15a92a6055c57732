import type { BulkOutcome } from '@cerebrate/contract';
import { DomainError, type Work } from '../kernel/index.js';

/** Does something to each of many inside one work; what a rule refuses is told with the reason and the others go on. */
export async function eachApart(
  work: Work,
  ids: readonly number[],
  act: (id: number) => Promise<void>,
): Promise<BulkOutcome> {
  const outcome: BulkOutcome = { done: 0, refused: [] };
  for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
    try {
      await work.attempt(() => act(id));
      outcome.done++;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      outcome.refused.push({ id, reason: error.message });
    }
  }
  return outcome;
}
