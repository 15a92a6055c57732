const number = (n: number): string => new Intl.NumberFormat('en-GB').format(n);
const many = (n: number, one: string, more: string): string => `${number(n)} ${n === 1 ? one : more}`;

/** How many members, in words. */
export const memberCount = (n: number): string => many(n, 'member', 'members');
/** How many groups, in words. */
export const groupCount = (n: number): string => many(n, 'sharing group', 'sharing groups');

const listed = (words: readonly string[]): string =>
  new Intl.ListFormat('en-GB', { style: 'long', type: 'conjunction' }).format(words);

/** The words of the sharing-group pages. */
export const text = {
  title: 'Sharing groups',
  lead: 'Circles of organisations that data may be released to. You see those your organisation owns or belongs to.',
  kind: 'Sharing group',
  add: 'Add sharing group',
  edit: 'Edit',
  view: 'View',
  remove: 'Delete',
  overlapTitle: 'Overlap of sharing groups',
  overlapLink: 'Compare groups',
  active: 'Active',
  inactive: 'Inactive',
  presets: { all: 'All', active: 'Active', own: 'Owned by us' },
  empty: 'No sharing groups yet. Add one, then its members; a MISP can pull it at once.',
  emptyForReaders: 'Your organisation owns no sharing group and is a member of none.',

  columns: {
    id: '#',
    name: 'Name',
    owner: 'Owner',
    uuid: 'UUID',
    members: 'Members',
    releasability: 'Releasable to',
    state: 'State',
    local: 'Local',
    created: 'Created',
    modified: 'Last change',
  },

  bulk: {
    remove: 'Delete…',
    title: (n: number) => `Delete ${groupCount(n)}`,
  },

  deletion: {
    title: (name: string, members: number) =>
      members === 0 ? `Delete ${name}` : `Delete ${name} with ${memberCount(members)}`,
    body: 'Consumers stop receiving it. It can be brought back with its members.',
    act: 'Delete sharing group',
    done: (name: string) => `${name} deleted.`,
    restored: (name: string) => `${name} is back.`,
  },

  form: {
    addTitle: 'Add sharing group',
    editTitle: (name: string) => `Edit ${name}`,
    create: 'Create sharing group',
    save: 'Save changes',
    created: (name: string) => `${name} created. Add its members.`,
    saved: (name: string) => `${name} saved.`,
    name: 'Name',
    releasability: 'Releasable to',
    releasabilityHelp: 'A sentence for people: to whom, under which condition.',
    description: 'Description',
    owner: 'Owner',
    ownerHelp: 'Whose administrators keep the group. Left empty, your own organisation.',
    uuid: 'UUID',
    uuidHelp: 'Left empty, a new one is made. Give the group’s own when it exists elsewhere.',
    active: 'Active',
    activeHelp: 'Consumers are sent inactive groups as well, with this flag.',
    local: 'Local',
    localHelp: 'Made on this node.',
    noRight: 'You may look at this sharing group but not change it.',
  },

  fields: {
    uuid: 'UUID',
    id: 'Number',
    owner: 'Owner',
    creator: 'Made by',
    blueprint: 'Members made by the blueprint',
    releasability: 'Releasable to',
    description: 'Description',
    active: 'Active',
    local: 'Local',
    yes: 'Yes',
    no: 'No',
  },

  rail: { freshness: 'Freshness', created: 'Created', modified: 'Last change', reach: 'Reach' },

  members: {
    tab: 'Members',
    add: 'Add members',
    addTitle: (name: string) => `Add members to ${name}`,
    organisations: 'Organisations',
    organisationsHelp: 'Search by name, UUID, address or domain; choose as many as you like.',
    extend: 'May extend the group',
    extendHelp: 'These members may add others to the group. Members already get this flag as well.',
    save: 'Add members',
    name: 'Name',
    country: 'Country',
    uuid: 'UUID',
    extendColumn: 'May extend',
    extendOf: (name: string) => `${name} may extend the group`,
    since: 'Member since',
    source: 'How',
    sources: { hand: 'By hand', blueprint: 'By blueprint', peer: 'From a peer' },
    empty: 'No members yet. A MISP refuses a group without members.',
    noneFound: 'No member fits the search.',
    search: 'Search members',
    download: 'Download as CSV',
    more: (shown: number, total: number) => `${number(shown)} of ${number(total)} shown; search to find the others.`,
    release: 'Remove from the group',
    releaseMany: 'Remove…',
    releaseTitle: (names: readonly string[]) =>
      names.length === 1 ? `Remove ${names[0]} from the group` : `Remove ${memberCount(names.length)} from the group`,
    releaseBody: 'They stop seeing the group at once; consumers learn of it with their next pull.',
    releaseAct: 'Remove from the group',
    added: (joined: number, altered: number) =>
      listed([
        ...(joined > 0 || altered === 0 ? [`${memberCount(joined)} added`] : []),
        ...(altered > 0 ? [`the flag of ${memberCount(altered)} changed`] : []),
      ]),
    released: (n: number) => `${memberCount(n)} removed.`,
    backAgain: (n: number) => `${memberCount(n)} back in the group.`,
    extended: (name: string, extend: boolean) =>
      extend ? `${name} may extend the group.` : `${name} may no longer extend the group.`,
  },

  preview: {
    pending: 'Looking up who would see whom…',
    joins: (names: readonly string[], members: number) =>
      members === 0
        ? `${listed(names)} will be the first of its members.`
        : `${listed(names)} will see ${memberCount(members)}`,
    names: (names: readonly string[], more: number) =>
      listed([...names, ...(more > 0 ? [`${number(more)} more`] : [])]),
    seenBy: (n: number) =>
      n === 0
        ? 'Nobody has an account there yet.'
        : `${many(n, 'account', 'accounts')} of this node will see the group.`,
    already: (names: readonly string[]) => `${listed(names)}: a member already, only the flag changes.`,
    same: (names: readonly string[]) => `${listed(names)}: a member already, nothing changes.`,
  },

  consumer: {
    tab: 'As a consumer sees it',
    lead: 'What a MISP or another Cerebrate reads, by the organisation and the role of the user whose key it holds.',
    organisation: 'Organisation of its user',
    role: 'Role of its user',
    sees: 'It gets this group',
    seesNot: 'It does not get this group',
    mispRefuses: 'MISP would refuse it: it takes no group without members or without a name.',
    members: 'Members it reads',
    inOrganisations: 'Also in its list of organisations',
    notInOrganisations: 'Named here only',
    json: 'The exact answer',
    extend: 'may extend',
    roles: {
      sync: 'Synchronisation only',
      syncAll: 'Synchronisation, sees all organisations',
      full: 'Synchronisation, sees everything',
      plain: 'Plain user',
    },
  },

  overlap: {
    tab: 'Overlap',
    lead: 'How many members two groups have in common. Choose a cell to see who they are.',
    none: 'It has no member in common with any group you see.',
    noneAtAll: 'There are no two groups to compare.',
    group: 'Group',
    members: 'Members',
    common: 'In common',
    share: 'Share of both',
    show: (a: string, b: string, n: number) => `${a} and ${b}: ${memberCount(n)} in common`,
    dialog: (a: string, b: string) => `In both ${a} and ${b}`,
    self: (name: string, n: number) => `${name}: ${memberCount(n)}`,
    first: (shown: number, total: number) =>
      `The first ${number(shown)} of ${number(total)} groups. Filter to compare others.`,
    matrix: 'Members in common, group by group',
    percent: (jaccard: number) => `${Math.round(jaccard * 100)} %`,
  },

  day: {
    title: 'Who was a member on a day',
    label: 'Day (UTC)',
    nobody: 'Nobody was a member that day.',
    left: (when: string) => `left ${when}`,
    since: 'since',
    until: 'until',
    count: (n: number, day: string) => `${memberCount(n)} on ${day}`,
  },

  history: { changes: 'Every change' },
} as const;
