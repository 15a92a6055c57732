import type { BatchRun } from '@cerebrate/contract';

/** How the state of a batch looks. */
export const runTones = { running: 'info', done: 'ok', stopped: 'attention' } as const;

/** At how many tools it was done, and at how many it failed. */
export function countsOf({ items }: BatchRun): { done: number; failed: number } {
  const count = (asked: string) => items.filter(({ outcome }) => outcome === asked).length;
  return { done: count('done'), failed: count('failed') };
}
