import * as z from 'zod';
import { OrganisationColumns } from './organisation.js';
import { WireId, WireTimeText, WireUuid } from './scalars.js';

/** The columns of a sharing group (contract 3.8); what an edit replies. */
export const SharingGroupColumns = z.strictObject({
  id: WireId,
  uuid: WireUuid,
  name: z.string(),
  releasability: z.string().nullable(),
  description: z.string().nullable(),
  organisation_id: WireId,
  user_id: WireId.nullable(),
  active: z.boolean(),
  local: z.boolean(),
  created: WireTimeText,
  modified: WireTimeText,
});
export type SharingGroupColumns = z.infer<typeof SharingGroupColumns>;

/**
 * A member. `extend` stands in both places: in `_joinData` as there, and beside the columns, where a node of 1.35 and a
 * MISP look for it (contract 4.5, 7; Appendix A.1 no. 6).
 */
const SharingGroupOrg = z.strictObject({
  ...OrganisationColumns.shape,
  extend: z.boolean().optional(),
  _joinData: z.strictObject({
    sharing_group_id: WireId,
    organisation_id: WireId,
    deleted: z.boolean().nullable(),
    extend: z.boolean(),
  }),
});

/** A sharing group as index and view serve it. */
export const SharingGroup = z.strictObject({
  ...SharingGroupColumns.shape,
  user: z.strictObject({ id: WireId, username: z.string() }).nullable(),
  organisation: OrganisationColumns,
  sharing_group_orgs: z.array(SharingGroupOrg),
});
export type SharingGroup = z.infer<typeof SharingGroup>;

/** Reply of an add: what was supplied and what the server set. */
export const AddedSharingGroup = z.strictObject({
  ...SharingGroupColumns.partial().shape,
  id: WireId,
  uuid: WireUuid,
  user_id: WireId.nullable(),
  created: WireTimeText,
  modified: WireTimeText,
});

/** Reply of `addOrg` (contract 2.10). */
export const AddedOrg = z.union([
  z.strictObject({
    success: z.literal(true),
    message: z.string(),
    data: z.strictObject({ ...SharingGroupColumns.shape, sharing_group_orgs: z.array(SharingGroupOrg) }),
    url: z.string(),
  }),
  z.strictObject({
    success: z.literal(false),
    message: z.string(),
    errors: z.record(z.string(), z.record(z.string(), z.string())),
    description: z.string(),
    url: z.string(),
  }),
]);
export type AddedOrg = z.infer<typeof AddedOrg>;

/** What an add and an edit take. */
export const SharingGroupBody = z.looseObject({
  uuid: z.string().optional(),
  name: z.string().optional(),
  releasability: z.string().nullable().optional(),
  description: z.string().nullable().optional(),
  organisation_id: z.int().optional(),
  active: z.boolean().optional(),
});
/** What `addOrg` takes. */
export const AddOrgBody = z.looseObject({
  organisation_id: z.union([z.int(), z.array(z.int())]),
  extend: z.boolean().optional(),
});
