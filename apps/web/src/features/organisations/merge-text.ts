/** The words of the page that makes one organisation of two. */
export const mergeText = {
  menu: 'Merge with another…',
  title: (name: string) => `Merge into ${name}`,
  other: 'The organisation to merge into it',
  lead: 'Choose the other record of the same organisation. What refers to it comes over, and its uuid keeps leading here.',
  here: (name: string) => `${name} (stays)`,
  there: (name: string) => `${name} (goes)`,
  relation: (label: string, moves: number, folds: number) =>
    folds > 0 ? `${label}: ${moves} come over, ${folds} are there already` : `${label}: ${moves} come over`,
  nothing: 'Nothing refers to the other one.',
  act: (there: string, here: string) => `Merge ${there} into ${here}`,
  done: (there: string, here: string) => `${there} is part of ${here} now.`,
  undone: (name: string) => `${name} is a record of its own again.`,
} as const;
