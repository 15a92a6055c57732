/** The words of the pages that make one record of two. */
export const mergeText = {
  menu: 'Merge with another…',
  bulk: 'Merge',
  bulkTwo: 'Choose exactly two to merge them.',
  title: (name: string) => `Merge into ${name}`,
  other: 'The record to merge into it',
  swap: 'Keep the other one instead',
  lead: 'Choose the other record of the same. What refers to it comes over, and its uuid keeps leading here.',
  here: (name: string) => `${name} (stays)`,
  there: (name: string) => `${name} (goes)`,
  relation: (label: string, moves: number, folds: number) =>
    folds > 0 ? `${label}: ${moves} come over, ${folds} are there already` : `${label}: ${moves} come over`,
  nothing: 'Nothing refers to the other one.',
  act: (there: string, here: string) => `Merge ${there} into ${here}`,
  done: (there: string, here: string) => `${there} is part of ${here} now.`,
  undone: (name: string) => `${name} is a record of its own again.`,
  merged: 'Merged into this record',
  by: (name: string) => `by ${name}`,
  undo: 'Take apart',
  undoTitle: (name: string) => `Make ${name} a record of its own again`,
  undoBody: 'Both records become what they were. It is refused when something that came over was changed since.',
  isUndone: 'taken apart again',
} as const;
