/** The words of the numbers above a list. */
export const text = {
  title: 'Statistics',
  show: 'Show statistics',
  hide: 'Hide statistics',
  settings: 'Statistics settings',
  days: 'Days',
  slices: 'Slices of a chart',
  added: (days: number) => `Added in ${days} days`,
  edited: (days: number) => `Changed in ${days} days`,
  other: 'Other',
  failed: 'The statistics could not be loaded.',
} as const;
