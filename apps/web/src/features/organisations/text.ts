import { listed, many } from '../../parts/bulk/text.js';

/** How many organisations, in words. */
export const organisationCount = (n: number): string => many(n, 'organisation', 'organisations');

/** The words of the organisation pages. */
export const text = {
  title: 'Organisations',
  kind: 'Organisation',
  add: 'Add organisation',
  import: 'Import organisations',
  edit: 'Edit',
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
  moreValues: (n: number) => `+${n}`,

  presets: { all: 'All', country: (name: string) => `Country: ${name}` },

  empty: 'No organisations yet. Add the first one, or import a whole list.',
  emptyForReaders: 'There is no organisation you may see. Ask an administrator to give your account one.',

  statistics: { nationality: 'Nationality', sector: 'Sector' },

  bulk: {
    editTitle: (n: number) => `Edit ${organisationCount(n)}`,
    editAct: (n: number) => `Change ${organisationCount(n)}`,
    edited: (n: number) => `${organisationCount(n)} changed. Each can be set back from its history.`,
    metaFieldsHelp: 'What you fill in replaces the values of that field in all of them; the rest stays as it is.',
    noneNamed: 'Select organisations in the list first.',
  },

  deletion: {
    title: (name: string, rest: readonly string[]) =>
      rest.length === 0 ? `Delete ${name}` : `Delete ${name} and its ${listed(rest)}`,
    act: 'Delete organisation',
    body: 'It disappears from every list and search. It can be brought back with all it has.',
    blocked: (name: string, reasons: readonly string[]) => `${name} cannot be deleted: ${listed(reasons)}.`,
    done: (name: string) => `${name} deleted.`,
    restored: (name: string) => `${name} is back.`,
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
