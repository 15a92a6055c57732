import type { Choice } from '../../ui/index.js';

/** The words of columns and filters of meta-fields. */
export const columnText = {
  networkExample: { 4: '192.0.2.7 or 192.0.2.0/24', 6: '2001:db8::1 or 2001:db8::/32' },
  yesOrNo: [
    { value: '1', label: 'Yes' },
    { value: '0', label: 'No' },
  ] satisfies readonly Choice[],
  moreValues: (n: number) => `+${n}`,
  moreOf: (what: string, n: number) => `${what}: ${n} more`,
} as const;
