import { listed } from '../bulk/text.js';

/** The words of two changes that meet. */
export const text = {
  title: (name: string) => `${name} was changed meanwhile`,
  lead: 'Somebody saved this record while you were editing it. Choose a side for each field you both changed.',
  alsoLead: 'Somebody saved this record while you were editing it, but nothing you changed.',
  mine: 'Yours',
  theirs: 'Theirs',
  also: (fields: readonly string[]) => `They also changed ${listed(fields)}; that stays as they left it.`,
  overwrite: 'Overwrite with the chosen values',
  merge: 'Save my changes as well',
  load: 'Load theirs',
  cancel: 'Keep editing',
} as const;
