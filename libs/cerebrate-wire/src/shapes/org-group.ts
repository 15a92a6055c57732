import * as z from 'zod';
import { OrganisationColumns, OrgGroupRow, TagShort } from './organisation.js';
import { WireId } from './scalars.js';

const Membership = z.strictObject({ id: WireId, org_group_id: WireId, organisation_id: WireId });

/** A group as index and view serve it (WIRE-CONTRACT §3.16, recordings 460, 464). */
export const OrgGroup = z.strictObject({
  ...OrgGroupRow.shape,
  tags: z.array(TagShort),
  organisations: z.array(z.strictObject({ ...OrganisationColumns.shape, _joinData: Membership })),
});
export type OrgGroup = z.infer<typeof OrgGroup>;

/** Reply of edit, `tag` and `untag` (recordings 473, 492). */
export const TaggedOrgGroup = z.strictObject({ ...OrgGroupRow.shape, tags: z.array(TagShort) });
export type TaggedOrgGroup = z.infer<typeof TaggedOrgGroup>;

/** Reply of an add. */
export const AddedOrgGroup = z.looseObject({
  ...OrgGroupRow.partial().shape,
  id: WireId,
  uuid: z.string(),
  name: z.string(),
});
export type AddedOrgGroup = z.infer<typeof AddedOrgGroup>;

/** What attaching and detaching say: only that it is done (recordings 485, 486, 489). */
export const LinkDone = z.strictObject({ message: z.string() });
