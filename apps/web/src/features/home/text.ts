/** The words of the home page. */
export const text = {
  title: 'Home',
  signedInAs: (name: string, organisation: string | undefined) => (organisation ? `${name}, ${organisation}` : name),

  lookUp: {
    title: 'Who answers for it?',
    label: 'Address, network, AS number, domain or words',
    placeholder: '192.0.2.7, 2001:db8::/32, AS64500, example.org …',
    act: 'Look up',
    closest: (value: string) => `Answering for ${value}, the closest first`,
    nobody: (value: string) => `Nobody in the directory answers for ${value}.`,
    failed: 'The look-up failed.',
    list: 'Search the organisations for it',
    clear: 'Clear the look-up',
    by: (field: string) => `by ${field}`,
  },

  activity: {
    title: 'Activity',
    nouns: {
      individual: 'People',
      organisation: 'Organisations',
      alignment: 'Alignments',
      orgGroup: 'Organisation groups',
      encryptionKey: 'Encryption keys',
      sharingGroup: 'Sharing groups',
      user: 'Users',
      brood: 'Broods',
      tag: 'Tags',
    },
    change: (created: number, changed: number, days: number) => `${created} added, ${changed} changed in ${days} days`,
    failed: 'The numbers could not be loaded.',
  },

  bookmarks: 'Bookmarks',
  message: 'From the administrators',

  stale: {
    title: 'Still right?',
    lead: (organisations: number, people: number, most: number, months: number) => {
      const count = (n: number) => (n >= most ? `${most} or more` : String(n));
      return `${count(organisations)} organisations and ${count(people)} people nobody confirmed or changed for ${months} months.`;
    },
    confirm: (name: string) => `Confirm that ${name} is right`,
    done: 'Confirmed',
  },

  endingKeys: {
    title: 'Encryption keys that end',
    all: 'All that end',
    allAt: '/encryptionKeys/index?daysLeft.lte=30&sort=expires',
    lead: (expired: number, expiring: number, days: number) =>
      `${expired} expired, ${expiring} ${expiring === 1 ? 'ends' : 'end'} within ${days} days.`,
  },

  recent: {
    title: 'Changed lately',
    all: 'All organisations',
    empty: 'Nothing is in the directory yet.',
    failed: 'The organisations could not be loaded.',
  },

  own: {
    title: 'Your organisation',
    none: 'Your account belongs to no organisation you may see.',
    people: 'People',
    networks: 'Networks',
    changed: 'Last change',
    country: 'Country',
  },

  links: {
    title: 'Go on with',
    add: 'Add organisation',
    import: 'Import organisations',
    list: 'Organisations',
    log: 'Audit log',
  },

  firstHour: {
    title: 'First steps',
    steps: {
      name: { label: 'Name this instance', lead: 'Peers and colleagues see the name.' },
      organisation: {
        label: 'Describe your organisation',
        lead: 'Its name, country and website, as others shall find it.',
      },
      templates: { label: 'Enable meta-templates', lead: 'They add fields such as constituency networks.' },
      import: {
        label: 'Import a directory',
        lead: 'FIRST, Trusted Introducer, a MISP’s organisations, or any CSV, JSON or NDJSON.',
      },
      invite: { label: 'Invite a colleague', lead: 'An account of their own, for each person.' },
    },
    acts: {
      name: 'Name it',
      organisation: 'Edit organisation',
      templates: 'Choose templates',
      import: 'Import organisations',
      invite: 'Add user',
    },
  },

  naming: {
    title: 'Name this instance',
    name: 'Name',
    help: 'As peers and colleagues shall read it, for example that of your organisation.',
    act: 'Save name',
    saved: (name: string) => `This instance is called ${name} now.`,
  },
} as const;
