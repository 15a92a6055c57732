import { sealed } from '@cerebrate/connector-sdk';
import * as z from 'zod';

/** Where Mailman Core's REST API is, and its administrator. */
export const MailmanSettings = z.object({
  url: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .max(255)
    .meta({ title: 'Address', description: 'Of the REST API of Mailman Core, without /3.1.' }),
  user: z
    .string()
    .trim()
    .min(1, 'is needed')
    .max(100)
    .meta({ title: 'User', description: 'admin_user of its [webservice].' }),
  password: sealed(
    z
      .string()
      .min(1, 'is needed')
      .max(500)
      // Mailman 3.3 compares it as ASCII and answers 500 to anything else
      .regex(/^[\x20-\x7e]*$/, 'may hold letters, digits and signs of ASCII only: Mailman fails with any other'),
  ).meta({ title: 'Password', sealed: true }),
});
export type MailmanSettings = z.infer<typeof MailmanSettings>;
