/** The words of the pages about Keycloak. */
export const text = {
  title: 'Keycloak',
  section: 'Instance',
  setUp: 'Set-up',
  accounts: 'Accounts',
  settings: 'Settings',
  test: 'Test again',
  testing: 'A test is running.',
  intro:
    'From an empty realm to single sign-on: enter these values at the provider, fill in our settings, and test until nothing is red.',
  values: 'What to enter at the provider',
  copy: (field: string) => `Copy ${field}`,
  steps: 'What the test found',
  ready: 'Everything that is needed is there.',
  notReady: 'Something is still missing.',
  states: { ok: 'Well', warning: 'Look at this', failed: 'Missing', skipped: 'Not looked at' },
  acts: {
    'declare-attributes': 'Declare attributes',
    'add-mappers': 'Add the mappers',
    'mend-client': 'Mend the client',
  },
  actFailed: 'That did not work.',
  compare: 'Compare',
  apply: 'Compare and mend…',
  applyTitle: 'Compare all accounts and mend them',
  applyAct: 'Mend accounts',
  applyImpact:
    'Accounts that are missing in Keycloak are made and their owners get an e-mail; those that differ are brought to what stands here. Accounts that only Keycloak knows are not touched. The comparison of now is not the one of then: compare first.',
  recreate: 'Make anew what was deleted in Keycloak',
  runs: 'Comparisons',
  started: 'Comparison started.',
  noRuns: 'Nothing was compared yet. Compare: it changes nothing.',
  run: { at: 'When', who: 'Who', kind: 'What', found: 'Found', state: 'State' },
  kinds: { true: 'Compared and mended', false: 'Compared' },
  running: 'Running',
  ended: 'Done',
  fault: 'Failed',
  report: (at: string) => `Comparison of ${at}`,
  back: 'All comparisons',
  allSame: 'Every account is the same on both sides.',
  item: { username: 'User name', kind: 'Is', differences: 'Differences', done: 'Done', reason: 'Why' },
  items: {
    missing: 'Missing in Keycloak',
    differs: 'Differs',
    conflict: 'Taken by another account',
    gone: 'Deleted in Keycloak',
    unknown: 'Unknown here',
  },
  done: { created: 'Made', updated: 'Mended', linked: 'Linked', failed: 'Failed' },
  counts: (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => `${count} ${countWords[kind] ?? kind}`)
      .join(' · '),
} as const;

const countWords: Readonly<Record<string, string>> = {
  same: 'the same',
  missing: 'missing',
  differs: 'differing',
  conflict: 'taken',
  gone: 'deleted there',
  unknown: 'unknown here',
  created: 'made',
  updated: 'mended',
  failed: 'failed',
};
