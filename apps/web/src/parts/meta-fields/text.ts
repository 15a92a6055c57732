const number = (n: number): string => new Intl.NumberFormat('en-GB').format(n);

/** The words of meta-fields wherever they are shown. */
export const text = {
  tabs: 'Meta-templates',
  version: (version: string | number) => `version ${version}`,
  yes: 'Yes',
  no: 'No',
  yesOrNo: { '1': 'Yes', '0': 'No' } as Readonly<Record<string, string>>,
  unset: 'Not set',
  choose: 'Choose…',
  add: (field: string) => `Add another ${field}`,
  onePerLine: 'One value per line',
  countOf: (n: number) => (n === 1 ? '1 value' : `${number(n)} values`),
  storedAs: (values: readonly string[], more: number) =>
    `Is stored as ${values.join(', ')}${more > 0 ? ` and ${number(more)} more` : ''}`,
  line: (n: number) => `Line ${number(n)}`,
  moreFaults: (n: number) => `and ${number(n)} more`,
  faultsIn: (n: number) => (n === 1 ? '1 fault' : `${number(n)} faults`),
  noFields: 'This template has no fields.',
  find: (value: string) => `Find what has ${value}`,
  findNetwork: (value: string) => `Find who answers for ${value}`,
  showAll: (n: number) => `Show all ${number(n)}`,
  opens: (value: string) => `Opens ${value}`,
  newer: 'These values belong to an older version of the template.',
  migrateTo: (version: number) => `Migrate to version ${version}`,
  unknownTemplate: 'This node does not have the template; the values came from another one.',
};
