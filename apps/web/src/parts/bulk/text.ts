const number = (n: number): string => new Intl.NumberFormat('en-GB').format(n);

/** So many of something, in words. */
export const many = (n: number, one: string, more: string): string => `${number(n)} ${n === 1 ? one : more}`;

/** Several things in one sentence. */
export const listed = (words: readonly string[]): string =>
  new Intl.ListFormat('en-GB', { style: 'long', type: 'conjunction' }).format(words);

const nouns: Readonly<Record<string, readonly [one: string, more: string]>> = {
  alignments: ['alignment', 'alignments'],
  'organisation groups': ['group membership', 'group memberships'],
  'sharing group memberships': ['sharing-group membership', 'sharing-group memberships'],
  'further addresses': ['further address', 'further addresses'],
  tags: ['tag', 'tags'],
  'meta-fields': ['meta-field value', 'meta-field values'],
};

/** What would go along, in words: "21 alignments"; nothing for what counts zero. */
export const takenAlong = (takesAlong: Readonly<Record<string, number>>): string[] =>
  Object.entries(takesAlong).flatMap(([noun, count]) => {
    const [one, more] = nouns[noun] ?? [noun, noun];
    return count > 0 ? [many(count, one, more)] : [];
  });

/** The words of acts on many records; `what` says how many of which noun. */
export const text = {
  addTags: 'Tags to add',
  removeTags: 'Tags to remove',
  apply: 'Apply tags',
  tag: (what: string) => `Tag ${what}`,
  tagged: (what: string) => `${what} tagged.`,
  remove: (what: string) => `Delete ${what}`,
  removeBody: 'They disappear from every list and search. They can be brought back with all they have.',
  removed: (what: string) => `${what} deleted.`,
  refused: (what: string, n: number) => `${what} left as ${n === 1 ? 'it was' : 'they were'}`,
  unseen: (what: string) => `what ${what} more hold`,
  takes: (rest: readonly string[]) => `With it go ${listed(rest)}.`,
  blockedSome: 'These stay, because they cannot be deleted:',
  restored: (what: string) => `${what} brought back.`,
  acts: {
    view: 'View',
    edit: 'Edit',
    remove: 'Delete',
    dots: { tag: 'Tag…', edit: 'Edit…', remove: 'Delete…' },
  },
  tooMany: (most: string) => `At most ${most} at once; clear some of the selection.`,
  more: (n: number) => `+${number(n)}`,
} as const;
