/** Words about kept views of a list. */
export const text = {
  open: 'Saved views',
  name: 'Name of the view',
  help: 'Keeps the search, filters and order of this list under a name.',
  keep: 'Save view',
  nothing: 'Search or filter the list first; the view keeps what you see.',
  kept: 'Saved views',
  audience: 'Seen by',
  audiences: { private: 'Me alone', organisation: 'My organisation', everyone: 'Everyone' },
  audienceOf: (name: string) => `Who sees ${name}`,
  by: (owner: string) => `by ${owner}`,
  drop: (name: string) => `Delete the view ${name}`,
  replace: (name: string) => `Replace ${name} with what the list shows now`,
  replaced: (name: string) => `${name} now shows this list.`,
  dropped: (name: string) => `${name} deleted.`,
  taken: 'You keep a view of that name already.',
} as const;
