import * as z from 'zod';
import { defineSetting, settings } from '../../kernel/index.js';

/** Months after which a record nobody confirmed or changed counts as stale. */
export const freshnessMonths = settings.add(
  defineSetting({
    id: 'freshness.months',
    category: 'Application',
    group: 'Freshness',
    label: 'Months until a record is stale',
    description:
      'Organisations and people that nobody confirmed or changed for so long are shown to whoever answers for them.',
    input: 'number',
    schema: z.int().min(1, 'must be a month or more').max(120, 'must be ten years or less'),
    default: 6,
  }),
);
