import { type Action, type Chosen, type ConfirmSpec, confirm, toast } from '../../ui/index.js';
import { tellFailure } from '../identity/index.js';

/** How the chosen of a list of messages are given up. */
export interface Discarding {
  readonly label: string;
  readonly question: (n: number) => Omit<ConfirmSpec, 'tone'>;
  readonly discard: (ids: number[]) => Promise<{ readonly discarded: number; readonly skipped: number }>;
  readonly told: (discarded: number, skipped: number) => string;
}

/** What asks, gives the chosen up and says how many could not be; `changed` is told afterwards (FEATURES MSG-03). */
export const discarding = <T>({ keys, clear }: Chosen<T>, acts: Discarding, changed: () => void): Action => ({
  label: acts.label,
  icon: 'trash',
  tone: 'danger',
  onSelect: () =>
    void discardMany(keys.map(Number), acts, () => {
      clear();
      changed();
    }),
});

async function discardMany(ids: number[], acts: Discarding, done: () => void): Promise<void> {
  if (!(await confirm({ ...acts.question(ids.length), tone: 'danger' }))) return;
  try {
    const { discarded, skipped } = await acts.discard(ids);
    toast({ tone: 'ok', text: acts.told(discarded, skipped) });
  } catch (error) {
    return tellFailure(error);
  }
  done();
}
