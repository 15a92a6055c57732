import * as z from 'zod';
import { Role } from './identity.js';
import { OrganisationColumns } from './organisation.js';
import { WireId, WireTimeText, WireUuid } from './scalars.js';

/** The columns of a brood (contract 3.9); what an edit replies. The key is not told (Appendix A.2): always null. */
export const BroodColumns = z.strictObject({
  id: WireId,
  uuid: WireUuid,
  name: z.string(),
  url: z.string(),
  description: z.string().nullable(),
  organisation_id: WireId,
  trusted: z.boolean().nullable(),
  pull: z.boolean().nullable(),
  skip_proxy: z.boolean().nullable(),
  authkey: z.string().nullable(),
  created: WireTimeText,
  modified: WireTimeText,
});
export type BroodColumns = z.infer<typeof BroodColumns>;

/** A brood as index and view serve it. */
export const Brood = z.strictObject({ ...BroodColumns.shape, organisation: OrganisationColumns });
export type Brood = z.infer<typeof Brood>;

/** Reply of an add: what was supplied and what the server set. */
export const AddedBrood = z.looseObject({ id: WireId, uuid: WireUuid, created: WireTimeText, modified: WireTimeText });

/** Reply of a connection test (contract 4.2): connected, refused, or no answer at all. */
export const TestedConnection = z.union([
  z.strictObject({
    code: z.literal(200),
    response: z.strictObject({
      role: Role.or(z.unknown()),
      user: z.string(),
      application: z.string(),
      version: z.string(),
    }),
    ping: z.int(),
  }),
  z.strictObject({ code: z.int(), error: z.string().nullable(), reason: z.string().nullable(), ping: z.int() }),
  z.strictObject({ error: z.string(), reason: z.string() }),
]);

/** Reply of a download (contract 2.9): with 200 the first, with 403 the second. */
export const Downloaded = z.union([
  z.strictObject({
    saved: z.literal(true),
    success: z.literal(true),
    name: z.string(),
    message: z.string(),
    url: z.string(),
  }),
  z.strictObject({
    saved: z.literal(false),
    name: z.string(),
    message: z.string(),
    url: z.string(),
    errors: z.string(),
  }),
]);
