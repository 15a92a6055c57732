import type { SearchGroupName, Understood } from '@cerebrate/contract';

const number = (n: number): string => new Intl.NumberFormat('en-GB').format(n);

/** The words of the search. */
export const text = {
  title: 'Search',
  crumb: 'Search',
  label: 'Search the directory',
  placeholder: 'Name, address, network, AS number, domain, e-mail or uuid',
  act: 'Search',
  prompt: 'Type a name, an IP address or network, an AS number, a domain, an e-mail address or a uuid.',
  nothing: (q: string) => `Nothing you may see answers to “${q}”.`,
  alike: 'Nothing holds these words; these differ by a letter or two.',
  showAll: (group: string) => `Show all ${group}`,
  back: 'All kinds',
  via: (value: string) => `by ${value}`,
  of: (name: string) => `of ${name}`,
  count: (total: number, group: string) => `${number(total)} ${group}`,
  groups: {
    organisations: 'organisations',
    individuals: 'people',
    values: 'values',
    sharingGroups: 'sharing groups',
    mailingLists: 'mailing lists',
    orgGroups: 'organisation groups',
    blueprints: 'blueprints',
    encryptionKeys: 'encryption keys',
    tools: 'local tools',
    connections: 'connections',
    users: 'users',
    tags: 'tags',
  } satisfies Record<SearchGroupName, string> as Readonly<Record<SearchGroupName, string>>,
  headings: {
    organisations: 'Organisations',
    individuals: 'People',
    values: 'Values of meta-fields',
    sharingGroups: 'Sharing groups',
    mailingLists: 'Mailing lists',
    orgGroups: 'Organisation groups',
    blueprints: 'Blueprints',
    encryptionKeys: 'Encryption keys',
    tools: 'Local tools',
    connections: 'Connections',
    users: 'Users',
    tags: 'Tags',
  } satisfies Record<SearchGroupName, string> as Readonly<Record<SearchGroupName, string>>,
  /** What the text was taken for; nothing for plain words. */
  understood: {
    address: (it: string) => `Networks that hold the address ${it}`,
    network: (it: string) => `Networks around and inside ${it}`,
    range: (it: string) => `Networks that touch the range ${it}`,
    asn: (it: string) => `Whoever answers for ${it}`,
    domain: (it: string) => `Whoever answers for ${it}, for what it is under, and for what is under it`,
    email: (it: string) => `Whoever can be reached at ${it}`,
    uuid: (it: string) => `The record ${it}`,
    fingerprint: (it: string) => `Keys with the fingerprint ${it}`,
    text: () => '',
    empty: () => '',
  } satisfies Record<Understood['kind'], (it: string) => string> as Readonly<
    Record<Understood['kind'], (it: string) => string>
  >,
} as const;
