import type { Choice } from '../../ui/index.js';

const number = (n: number): string => new Intl.NumberFormat('en-GB').format(n);
const many = (n: number, one: string, more: string): string => `${number(n)} ${n === 1 ? one : more}`;

/** Words joined as in a sentence: "a", "a and b", "a, b and c". */
export const listed = (words: readonly string[]): string =>
  new Intl.ListFormat('en-GB', { style: 'long', type: 'conjunction' }).format(words);

/** How many organisations, in words. */
export const organisationCount = (n: number): string => many(n, 'organisation', 'organisations');

const nouns: Readonly<Record<string, readonly [one: string, more: string]>> = {
  alignments: ['alignment', 'alignments'],
  'organisation groups': ['group membership', 'group memberships'],
  'sharing group memberships': ['sharing-group membership', 'sharing-group memberships'],
  tags: ['tag', 'tags'],
  'meta-fields': ['meta-field value', 'meta-field values'],
};

/** A count of what goes with a deleted organisation: "21 alignments". */
export function countOf(noun: string, n: number): string {
  const [one, more] = nouns[noun] ?? [noun, noun];
  return many(n, one, more);
}

/** The words of the organisation pages. */
export const text = {
  title: 'Organisations',
  kind: 'Organisation',
  add: 'Add organisation',
  import: 'Import organisations',
  edit: 'Edit',
  view: 'View',
  remove: 'Delete',

  search: [
    { label: 'Address, network, range', how: 'networks around and inside it' },
    { label: 'AS number', how: 'who holds it: AS64500' },
    { label: 'Domain', how: 'itself, above and below it' },
    { label: 'E-mail address', how: 'whose it is, or its domain' },
    { label: 'UUID', how: 'exactly that organisation' },
    { label: 'Name, website, meta-fields', how: 'contain the words' },
    { label: 'Sector, type, country', how: 'are exactly it' },
  ],
  networkExample: { 4: '192.0.2.7 or 192.0.2.0/24', 6: '2001:db8::1 or 2001:db8::/32' },
  yesOrNo: [
    { value: '1', label: 'Yes' },
    { value: '0', label: 'No' },
  ] satisfies readonly Choice[],

  columns: {
    id: '#',
    name: 'Name',
    uuid: 'UUID',
    country: 'Country',
    sector: 'Sector',
    type: 'Type',
    people: 'People',
    groups: 'Groups',
    url: 'Website',
    tags: 'Tags',
    created: 'Created',
    modified: 'Last change',
  },
  moreValues: (n: number) => `+${number(n)}`,
  moreOf: (what: string, n: number) => `${what}: ${number(n)} more`,

  presets: { all: 'All', country: (name: string) => `Country: ${name}` },

  empty: 'No organisations yet. Add the first one, or import a whole list.',
  emptyForReaders: 'There is no organisation you may see. Ask an administrator to give your account one.',

  statistics: {
    title: 'Statistics',
    show: 'Show statistics',
    hide: 'Hide statistics',
    settings: 'Statistics settings',
    days: 'Days',
    slices: 'Slices of a chart',
    added: (days: number) => `Added in ${days} days`,
    edited: (days: number) => `Changed in ${days} days`,
    nationality: 'Nationality',
    sector: 'Sector',
    other: 'Other',
    failed: 'The statistics could not be loaded.',
  },

  bulk: {
    tag: 'Tag…',
    edit: 'Edit…',
    editTitle: (n: number) => `Edit ${organisationCount(n)}`,
    editAct: (n: number) => `Change ${organisationCount(n)}`,
    edited: (n: number) => `${organisationCount(n)} changed. Each can be set back from its history.`,
    metaFieldsHelp: 'What you fill in replaces the values of that field in all of them; the rest stays as it is.',
    noneNamed: 'Select organisations in the list first.',
    remove: 'Delete…',
    tagTitle: (n: number) => `Tag ${organisationCount(n)}`,
    addTags: 'Tags to add',
    removeTags: 'Tags to remove',
    apply: 'Apply tags',
    cancel: 'Cancel',
    tooMany: (n: number) => `At most ${number(n)} organisations at once; clear some of the selection.`,
    removeTitle: (n: number) => `Delete ${organisationCount(n)}`,
    removeBody: 'They disappear from every list and search. They can be brought back with all they have.',
    removeAct: (n: number) => `Delete ${organisationCount(n)}`,
    tagged: (n: number) => `${organisationCount(n)} tagged.`,
    removed: (n: number) => `${organisationCount(n)} deleted.`,
    refused: (n: number) => `${organisationCount(n)} left as ${n === 1 ? 'it was' : 'they were'}`,
    nothing: (n: number) => `None of ${organisationCount(n)} could be changed.`,
    unseen: (n: number) => `what ${organisationCount(n)} more hold`,
  },

  deletion: {
    title: (name: string, rest: readonly string[]) =>
      rest.length === 0 ? `Delete ${name}` : `Delete ${name} and its ${listed(rest)}`,
    act: 'Delete organisation',
    body: 'It disappears from every list and search. It can be brought back with all it has.',
    takes: (rest: readonly string[]) => `With it go ${listed(rest)}.`,
    blocked: (name: string, reasons: readonly string[]) => `${name} cannot be deleted: ${listed(reasons)}.`,
    blockedSome: 'These stay, because they cannot be deleted:',
    done: (name: string) => `${name} deleted.`,
    restored: (name: string) => `${name} is back.`,
    manyRestored: (n: number) => `${organisationCount(n)} brought back.`,
  },

  form: {
    addTitle: 'Add organisation',
    editTitle: (name: string) => `Edit ${name}`,
    create: 'Create organisation',
    save: 'Save changes',
    created: (name: string) => `${name} created.`,
    saved: (name: string) => `${name} saved.`,
    name: 'Name',
    nameHelp: 'As it should be shown to others.',
    country: 'Country',
    countryPlaceholder: 'Name or code',
    unknownCountry: (name: string) => `A peer calls it “${name}”, which is no country of ISO 3166.`,
    sector: 'Sector',
    type: 'Type',
    url: 'Website',
    contacts: 'Contacts',
    contactsHelp: 'Anything that helps to reach it: addresses, numbers, hours.',
    uuid: 'UUID',
    uuidNew: 'Left empty, a new one is made. Give the organisation’s own when it has one elsewhere.',
    uuidChange: 'Peers know the organisation by it: a changed one makes it a different organisation to them.',
    tags: 'Tags',
    metaFields: 'Meta-fields',
    noRight: 'You may look at this organisation but not change it.',
  },

  conflict: {
    title: (name: string) => `${name} was changed meanwhile`,
    lead: 'Somebody saved this organisation while you were editing it. Choose a side for each field you both changed.',
    alsoLead: 'Somebody saved this organisation while you were editing it, but nothing you changed.',
    mine: 'Yours',
    theirs: 'Theirs',
    also: (fields: readonly string[]) => `They also changed ${listed(fields)}; that stays as they left it.`,
    overwrite: 'Overwrite with the chosen values',
    merge: 'Save my changes as well',
    load: 'Load theirs',
    cancel: 'Keep editing',
  },

  record: {
    open: 'Open directory',
    addPerson: 'Add member',
    copyLink: 'Copy link',
    linkCopied: 'The link is on the clipboard.',
    json: 'Show as JSON',
    rawJson: 'Open the answer of the API',
    people: 'People',
    noPeople: 'Nobody is aligned with it.',
    groups: 'Groups',
    noGroups: 'In no organisation group.',
    sharingGroups: 'Sharing groups',
    freshness: 'Freshness',
    created: 'Created',
    modified: 'Last change',
    history: 'See every change',
    sameCountry: (name: string) => `Organisations in ${name}`,
    unknownCountry: 'no country of ISO 3166',
  },

  fields: {
    uuid: 'UUID',
    id: 'Number',
    name: 'Name',
    url: 'Website',
    country: 'Country',
    nationalityText: 'Nationality',
    sector: 'Sector',
    type: 'Type',
    contacts: 'Contacts',
    tags: 'Tags',
  } as Readonly<Record<string, string>>,
} as const;
