import * as z from 'zod';
import { defineSetting, settings } from '../../kernel/index.js';

const place = { category: 'Notifications', group: 'Summary by e-mail' } as const;

/** How often it is sent, and of how many days it then tells. */
export const summaryDays = { never: 0, daily: 1, weekly: 7, monthly: 31 } as const;

/** How often the summary is sent. */
export const summaryEvery = settings.add(
  defineSetting({
    ...place,
    id: 'summary.every',
    label: 'Send the summary',
    description: 'What became new or changed, country by country: every day, on Mondays, or on the first of the month.',
    input: 'select',
    choices: [
      { value: 'never', label: 'Never' },
      { value: 'daily', label: 'Every day' },
      { value: 'weekly', label: 'On Mondays' },
      { value: 'monthly', label: 'On the first of the month' },
    ],
    schema: z.enum(['never', 'daily', 'weekly', 'monthly']),
    default: 'never',
  }),
);

/** Who gets it. It tells of everything in the node. */
export const summaryRecipients = settings.add(
  defineSetting({
    ...place,
    id: 'summary.recipients',
    label: 'E-mail addresses for the summary',
    description: 'With commas. It names every changed record of the node, so only people who may see all of it.',
    input: 'text',
    schema: z
      .string()
      .max(2000)
      .refine(
        (text) => addressesIn(text).every((one) => z.email().safeParse(one).success),
        'must be e-mail addresses with commas between them',
      ),
    default: '',
  }),
);

/** The addresses of the setting. */
export function addressesIn(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
