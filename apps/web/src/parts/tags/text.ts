const number = (n: number): string => new Intl.NumberFormat('en-GB').format(n);

/** The words of tags wherever they are shown. */
export const text = {
  used: (n: number) => (n === 0 ? 'not used' : `on ${number(n)}`),
  add: 'Add tag',
  addFirst: 'Add a tag',
  pick: 'Tag',
  placeholder: 'Find or create a tag',
  done: 'Done adding tags',
  added: (name: string) => `Tagged ${name}.`,
  removed: (name: string) => `Tag ${name} removed.`,
  failed: 'The tags could not be changed.',
};
