import * as z from 'zod';
import { defineSetting, settings } from '../../kernel/index.js';

/** Hosts bookmarks may lead to besides this instance; the original's name for it (WIRE-CONTRACT §9.4). */
export const bookmarkDomains = settings.add(
  defineSetting({
    id: 'security.restrictions.allowed_bookmark_domains',
    category: 'Security',
    group: 'Restrictions',
    label: 'Domains of bookmarks',
    description:
      'Hosts that bookmarks may lead to besides this instance, separated by commas; .example.org means every host below example.org.',
    input: 'text',
    schema: z
      .string()
      .max(2000)
      .regex(/^[a-zA-Z0-9.,\s-]*$/, 'is a list of host names with commas between'),
    default: '',
  }),
);
