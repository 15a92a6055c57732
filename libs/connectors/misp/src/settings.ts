import { sealed } from '@cerebrate/connector-sdk';
import * as z from 'zod';

/** Where a MISP is and how it is asked (WIRE-CONTRACT §6.1); keys are the original's. */
export const MispSettings = z.object({
  url: z
    .string({ error: 'An URL must be provided' })
    .trim()
    .min(1, 'An URL must be provided')
    .max(191)
    .refine((text) => /^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(text), 'must be an http or https address')
    .meta({ title: 'Address', description: 'Base address of the MISP, without a slash at its end.' }),
  authkey: sealed(
    z
      .string({ error: 'An Authkey must be provided' })
      .min(1, 'An Authkey must be provided')
      .length(40, 'The authkey has to be 40 characters long'),
  ).meta({ title: 'Auth key', description: 'Of a site administrator of that MISP.', sealed: true }),
  skip_ssl: z
    .union([z.boolean(), z.enum(['0', '1', '']), z.literal(0), z.literal(1)])
    .transform((value) => value === true || value === '1' || value === 1)
    .optional()
    .meta({ title: 'Takes any certificate', description: 'For a MISP with a self-signed certificate.' }),
  role_id: z
    .union([z.int(), z.string().regex(/^\d+$/).transform(Number)])
    .optional()
    .meta({ title: 'Role of sync users', description: 'Number of the role there; 5 when empty.' }),
});
export type MispSettings = z.infer<typeof MispSettings>;
