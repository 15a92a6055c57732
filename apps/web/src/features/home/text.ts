/** The words of the home page. */
export const text = {
  title: 'Home',
  signedInAs: (name: string, organisation: string | undefined) => (organisation ? `${name}, ${organisation}` : name),

  lookUp: {
    title: 'Who answers for it?',
    label: 'Address, network, AS number, domain, e-mail or name',
    placeholder: '192.0.2.7, 2001:db8::/32, AS64500, example.org …',
    act: 'Look up',
  },

  activity: {
    title: 'Activity',
    organisations: 'Organisations',
    change: (created: number, changed: number, days: number) => `${created} added, ${changed} changed in ${days} days`,
    failed: 'The numbers could not be loaded.',
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
    open: 'Open',
    people: 'People',
    networks: 'Meta-field values',
    changed: 'Last change',
    country: 'Country',
  },

  links: { title: 'Go on with' },

  firstHour: {
    title: 'First steps',
    organisation: 'Describe your organisation',
    organisationLead: 'Its name, country and website, as others shall find it.',
    organisationAct: 'Edit organisation',
    templates: 'Enable meta-templates',
    templatesLead: 'They add fields such as constituency networks to organisations and people.',
    templatesAct: 'Choose templates',
    directory: 'Import a directory',
    directoryLead: 'FIRST, Trusted Introducer, a MISP’s organisations, or any CSV, JSON or NDJSON.',
    directoryAct: 'Import organisations',
    colleague: 'Invite a colleague',
    colleagueLead: 'An account of their own, for each person.',
    colleagueAct: 'Add user',
  },
} as const;
