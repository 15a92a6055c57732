import * as z from 'zod';
import { defineSetting, settings } from '../../kernel/index.js';

const place = { category: 'Authentication', group: 'SCIM' } as const;

/** Whether identity providers may provision users; off until somebody decides it. */
export const scimEnabled = settings.add(
  defineSetting({
    ...place,
    id: 'scim.enabled',
    label: 'SCIM',
    description:
      'Identity providers may add, change and disable users below /scim/v2, with an auth key limited to SCIM. It never raises what a user may do.',
    input: 'switch',
    schema: z.boolean(),
    default: false,
  }),
);
