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
    aliases: 'Merged with',
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
  merging: {
    menu: 'Merge with another…',
    title: (name: string) => `Merge into ${name}`,
    other: 'The tag to merge into it',
    lead: 'Choose the other tag of the same meaning. Its records get this one, and its name keeps leading here.',
    kinds: {
      organisation: (n: number) => (n === 1 ? '1 organisation' : `${number(n)} organisations`),
      individual: (n: number) => (n === 1 ? '1 person' : `${number(n)} people`),
      orgGroup: (n: number) => (n === 1 ? '1 organisation group' : `${number(n)} organisation groups`),
    },
    change: (records: string, both: number) => (both > 0 ? `${records}, of which ${number(both)} carry both` : records),
    changed: (there: string, here: string) => `${there} becomes ${here} on`,
    nothing: (there: string) => `No record you may see carries ${there}.`,
    keeps: (there: string) =>
      `Rules, saved views and peers that say ${there} mean the tag that stays. This cannot be undone.`,
    swap: 'Keep the other one instead',
    act: (there: string, here: string) => `Merge ${there} into ${here}`,
    done: (there: string, here: string) => `${there} is ${here} now.`,
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
