import { sealed } from '@cerebrate/connector-sdk';
import * as z from 'zod';

/** Where a Mattermost is, and a token of one of its administrators. */
export const MattermostSettings = z.object({
  url: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .max(255)
    .meta({ title: 'Address', description: 'Without /api/v4.' }),
  token: sealed(z.string().trim().min(1, 'is needed').max(500)).meta({
    title: 'Access token',
    description: 'Of a bot or a person that administers the system.',
    sealed: true,
  }),
});
export type MattermostSettings = z.infer<typeof MattermostSettings>;
