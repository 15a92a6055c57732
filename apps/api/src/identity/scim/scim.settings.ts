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
      'Identity providers may add, change and disable users. Address for the provider: /scim/v2 below the address of this instance. Token: add an auth key that is only for “SCIM” to an administrator (Administration, Auth keys) and give it to the provider as bearer token. Provisioning never raises what a user may do.',
    input: 'switch',
    schema: z.boolean(),
    default: false,
  }),
);
