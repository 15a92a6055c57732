import * as z from 'zod';
import { wireTime } from '../time.js';
import { FullMetaField, MetaField, MetaFieldsByName, MetaTemplatesById, NewMetaField } from './meta.js';
import { MatchingRows, WireId, WireTimeText, WireUuid } from './scalars.js';

/** The columns of an organisation, without associations (contract 3.1). */
export const OrganisationColumns = z.strictObject({
  id: WireId,
  uuid: WireUuid,
  name: z.string(),
  url: z.string().nullable(),
  nationality: z.string().nullable(),
  sector: z.string().nullable(),
  type: z.string().nullable(),
  contacts: z.string().nullable(),
  created: WireTimeText,
  modified: WireTimeText,
});
export type OrganisationColumns = z.infer<typeof OrganisationColumns>;

/** `organisation` of a user row. */
export const OrganisationShort = z.strictObject({ id: WireId, name: z.string(), uuid: WireUuid });
export type OrganisationShort = z.infer<typeof OrganisationShort>;

/** A tag as nested in a record. */
export const TagShort = z.strictObject({ id: WireId, name: z.string(), colour: z.string() });
export type TagShort = z.infer<typeof TagShort>;

/** `[]` when nobody is aligned; type and id of the alignment are not served (contract 3.1). */
export const OrganisationAlignments = z.union([
  z.tuple([]),
  z.strictObject({ individual: z.array(z.strictObject({ id: WireId, email: z.string() })) }),
]);
export type OrganisationAlignments = z.infer<typeof OrganisationAlignments>;

export const OrgGroupRow = z.strictObject({
  id: WireId,
  uuid: WireUuid,
  name: z.string(),
  description: z.string().nullable(),
  created: WireTimeText,
  modified: WireTimeText,
});
export type OrgGroupRow = z.infer<typeof OrgGroupRow>;

/** An organisation's group as nested in it. */
export const OrgGroupOfOrganisation = z.strictObject({
  ...OrgGroupRow.shape,
  _joinData: z.strictObject({ id: WireId, org_group_id: WireId, organisation_id: WireId }),
});
export type OrgGroupOfOrganisation = z.infer<typeof OrgGroupOfOrganisation>;

/** An organisation as index and view serve it, with the variants of contract 2.7. */
export const Organisation = z.strictObject({
  ...OrganisationColumns.shape,
  tags: z.array(TagShort),
  meta_fields: z.union([z.array(MetaField), z.array(FullMetaField), MetaFieldsByName]),
  org_groups: z.array(OrgGroupOfOrganisation),
  alignments: OrganisationAlignments,
  MetaTemplates: MetaTemplatesById.optional(),
  _matchingData: MatchingRows.optional(),
});
export type Organisation = z.infer<typeof Organisation>;

/** An organisation as `/open/organisations` lists it (contract 10.1). */
export const OpenOrganisation = z.strictObject({
  ...OrganisationColumns.shape,
  meta_fields: z.array(MetaField),
  tags: z.array(TagShort),
  alignments: OrganisationAlignments,
});
export type OpenOrganisation = z.infer<typeof OpenOrganisation>;

/** Reply of `tag` and `untag`. */
export const TaggedOrganisation = z.strictObject({ ...OrganisationColumns.shape, tags: z.array(TagShort) });
export type TaggedOrganisation = z.infer<typeof TaggedOrganisation>;

/** Reply of an edit (contract 2.9). `uuid` is missing when the caller may not change it and sent one. */
export const EditedOrganisation = z.strictObject({
  ...TaggedOrganisation.shape,
  meta_fields: z.array(NewMetaField),
  _metafields_to_delete: z.tuple([]).optional(),
});
export type EditedOrganisation = z.infer<typeof EditedOrganisation>;

/** Reply of an add: what was supplied and what the server set. `bogus` stands for any unknown key, which is echoed. */
export const AddedOrganisation = z.strictObject({
  ...OrganisationColumns.partial().shape,
  id: WireId,
  uuid: WireUuid,
  name: z.string(),
  created: WireTimeText,
  modified: WireTimeText,
  meta_fields: z.array(NewMetaField).optional(),
  _metafields_to_delete: z.tuple([]).optional(),
  bogus: z.unknown().optional(),
});
export type AddedOrganisation = z.infer<typeof AddedOrganisation>;

/** What the columns are made from; `nationality` is the English country name the wire has. */
export interface OrganisationRow {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly url: string | null;
  readonly nationality: string | null;
  readonly sector: string | null;
  readonly type: string | null;
  readonly contacts: string | null;
  readonly created: Date;
  readonly modified: Date;
}

/** The columns of an organisation as the wire has them; times to the second, UTC (WIRE-CONTRACT §3.1). */
export function organisationToWire(row: OrganisationRow): OrganisationColumns {
  return { ...row, created: wireTime(row.created), modified: wireTime(row.modified) };
}

/** `[]` or `{ individual: […] }`. */
export const alignmentsToWire = (people: readonly { id: number; email: string }[]): OrganisationAlignments =>
  people.length === 0 ? [] : { individual: people.map(({ id, email }) => ({ id, email })) };
