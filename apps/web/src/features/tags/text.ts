const number = (n: number): string => new Intl.NumberFormat('en-GB').format(n);

/** The words of the tag pages. */
export const text = {
  title: 'Tags',
  kind: 'Tag',
  lead: 'Labels for organisations and people; those written namespace:predicate="value" are machine tags.',
  add: 'Add tag',
  edit: 'Edit',
  view: 'View',
  remove: 'Delete',
  empty: 'No tags yet.',
  emptyForReaders: 'No tags yet. A community administrator can add some.',
  presets: { all: 'All', machine: 'Machine tags' },
  columns: {
    id: '#',
    name: 'Name',
    counter: 'Used',
    colour: 'Colour',
    namespace: 'Namespace',
    created: 'Created',
    modified: 'Last change',
  },
  facts: {
    name: 'Name',
    id: 'Number',
    colour: 'Colour',
    namespace: 'Namespace',
    predicate: 'Predicate',
    value: 'Value',
    created: 'Created',
    modified: 'Last change',
  },
  organisations: 'Organisations',
  showOrganisations: 'Show the organisations',
  usedBy: (n: number) =>
    n === 0
      ? 'No record you may see carries it.'
      : n === 1
        ? '1 record you may see carries it.'
        : `${number(n)} records you may see carry it.`,
  form: {
    addTitle: 'Add tag',
    editTitle: (name: string) => `Edit ${name}`,
    name: 'Name',
    nameHelp: 'Any text, or a machine tag such as tlp:green or admiralty-scale:source-reliability="a".',
    renameHelp: 'Records keep the tag under its new name.',
    colour: 'Colour',
    colourHelp: 'Left empty, the colour follows from the name and is the same on every node.',
    create: 'Create tag',
    save: 'Save changes',
    created: (name: string) => `${name} created.`,
    saved: (name: string) => `${name} saved.`,
  },
  deletion: {
    title: (name: string) => `Delete the tag ${name}`,
    body: (n: number) =>
      n === 0
        ? 'No record carries it.'
        : `It is taken off ${n === 1 ? '1 record' : `${number(n)} records`}. This cannot be undone.`,
    act: 'Delete tag',
    done: (name: string) => `${name} deleted.`,
  },
} as const;
