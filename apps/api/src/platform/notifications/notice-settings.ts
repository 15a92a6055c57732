import * as z from 'zod';
import { defineSetting, settings } from '../../kernel/index.js';

const place = { category: 'Notifications', group: 'What people are told' } as const;

/** Whether changes made by administrators are told, too; the original's name for it. */
export const tellsEveryChange = settings.add(
  defineSetting({
    ...place,
    id: 'inbox.data_change_notify_for_all',
    label: 'Tell of every change of data',
    description: 'Administrators are told of changes made by other administrators and by synchronisation, too.',
    input: 'switch',
    schema: z.boolean(),
    default: false,
  }),
);

/** After how long without a change an organisation's record counts as stale. */
export const staleMonths = settings.add(
  defineSetting({
    ...place,
    id: 'notifications.stale_months',
    label: 'Record is stale after months',
    description: 'Organisation administrators are asked to look at a record that nobody changed for this long.',
    input: 'number',
    schema: z.int().min(1, 'must be a month or more').max(120, 'must be ten years or less'),
    default: 12,
  }),
);

/** How long before its end somebody is told of an encryption key. */
export const keyWarningDays = settings.add(
  defineSetting({
    ...place,
    id: 'notifications.key_warning_days',
    label: 'Warn of ending encryption keys days before',
    description:
      'Owners of encryption keys, and administrators of their organisations, are told this long before a key ends.',
    input: 'number',
    schema: z.int().min(1, 'must be a day or more').max(365, 'must be a year or less'),
    default: 30,
  }),
);

/** How long notifications are kept. */
export const keepDays = settings.add(
  defineSetting({
    ...place,
    id: 'notifications.keep_days',
    label: 'Keep notifications for days',
    description:
      'Older notifications and sent e-mails are forgotten. Of each person the newest 1,000 are kept at most.',
    input: 'number',
    schema: z.int().min(1, 'must be a day or more').max(3650, 'must be ten years or less'),
    default: 90,
  }),
);
