import * as z from 'zod';
import { Role } from './identity.js';
import { MetaField, MetaTemplatesById } from './meta.js';
import { OrganisationColumns, OrganisationShort, OrgGroupRow, TagShort } from './organisation.js';
import { phpMapOf, WireId, WireTimeText, WireUuid } from './scalars.js';

/** `individual` of a user row. */
export const IndividualShort = z.strictObject({ id: WireId, email: z.string(), uuid: WireUuid });
export type IndividualShort = z.infer<typeof IndividualShort>;

const individualColumns = {
  id: WireId,
  uuid: WireUuid,
  email: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  position: z.string().nullable(),
  created: WireTimeText,
  modified: WireTimeText,
};
const names = { full_name: z.string().nullable(), alternate_emails: z.array(MetaField) };

/** An individual as nested in search results and encryption keys. */
export const IndividualRow = z.strictObject({ ...individualColumns, ...names });
export type IndividualRow = z.infer<typeof IndividualRow>;

/** An individual as `/open/individuals` lists it; `MetaTemplates` leaks in the original (Appendix A.2: avoid). */
export const OpenIndividual = z.strictObject({
  ...individualColumns,
  meta_fields: z.array(MetaField),
  tags: z.array(TagShort),
  alignments: z.union([
    z.tuple([]),
    z.strictObject({ organisation: z.array(z.strictObject({ id: WireId, uuid: WireUuid, name: z.string() })) }),
  ]),
  MetaTemplates: MetaTemplatesById.optional(),
  ...names,
});
export type OpenIndividual = z.infer<typeof OpenIndividual>;

const AccountShort = z.strictObject({
  id: WireId,
  username: z.string(),
  organisation: z.strictObject({ id: WireId, name: z.string() }).nullable(),
});

/** An individual as the index serves it (recording 114); the view has one account or null. */
export const Individual = z.strictObject({ ...OpenIndividual.shape, user: z.array(AccountShort) });
export type Individual = z.infer<typeof Individual>;

/** An individual as the view serves it (recording 125). */
export const IndividualView = z.strictObject({ ...OpenIndividual.shape, user: AccountShort.nullable() });
export type IndividualView = z.infer<typeof IndividualView>;

/** Reply of `tag` and `untag` (recording 147). */
export const TaggedIndividual = z.strictObject({ ...IndividualRow.shape, tags: z.array(TagShort) });
export type TaggedIndividual = z.infer<typeof TaggedIndividual>;

/** Reply of `add` and `edit`: the row with what the caller sent and what the save looked at (recordings 128, 133). */
export const EditedIndividual = z.looseObject({ id: WireId, uuid: WireUuid, email: z.string() });

/** Reply of an alignment that was added: what was sent, ids of the address as text (recording 221). */
export const AddedAlignment = z.looseObject({
  id: WireId,
  type: z.string().optional(),
  created: WireTimeText,
  modified: WireTimeText,
});

/** Reply of an alignment that was removed, and with 403 of one that could not be added (recordings 222, 225). */
export const AlignmentOutcome = z.strictObject({
  saved: z.boolean(),
  success: z.boolean().optional(),
  name: z.string(),
  message: z.string(),
  url: z.string(),
  errors: z.string().optional(),
});

/** An alignment row (contract 3.3). */
export const Alignment = z.strictObject({
  id: WireId,
  individual_id: WireId,
  organisation_id: WireId,
  type: z.string().nullable(),
  created: WireTimeText,
  modified: WireTimeText,
});
export type Alignment = z.infer<typeof Alignment>;

const userColumns = {
  id: WireId,
  uuid: WireUuid,
  username: z.string(),
  role_id: WireId,
  individual_id: WireId,
  disabled: z.boolean(),
  created: WireTimeText,
  modified: WireTimeText,
  organisation_id: WireId.nullable(),
};

/** Columns of a user and his role: the reply of `toggle`. */
export const UserWithRole = z.strictObject({ ...userColumns, role: Role });

/** Reply of `add` and `edit`: the row with what the caller sent, an edit also with the role before it (recordings 305, 310). */
export const EditedUser = z.looseObject({ id: WireId, uuid: WireUuid, username: z.string() });

/** A user as index and view serve him (contract 3.4). Never a password. */
export const User = z.strictObject({
  ...userColumns,
  meta_fields: z.array(MetaField),
  org_groups: z.array(
    z.strictObject({
      ...OrgGroupRow.shape,
      _joinData: z.strictObject({ id: WireId, org_group_id: WireId, user_id: WireId }),
    }),
  ),
  organisation: OrganisationShort.nullable(),
  role: Role,
  individual: IndividualShort,
  settings: phpMapOf(z.string().nullable()).optional(),
  _canBeEdited: z.boolean().optional(),
});
export type User = z.infer<typeof User>;

/** The user in `/instance/status`: nothing is shortened there (contract 3.19). */
export const StatusUser = z.strictObject({
  ...userColumns,
  organisation: OrganisationColumns.nullable(),
  individual: z.strictObject({
    ...individualColumns,
    organisations: z.array(z.strictObject({ ...OrganisationColumns.shape, _joinData: Alignment })),
    ...names,
  }),
  role: Role,
});
export type StatusUser = z.infer<typeof StatusUser>;
