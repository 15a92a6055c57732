import * as z from 'zod';
import { RawMetaField } from './meta.js';
import { OrganisationColumns, OrgGroupOfOrganisation } from './organisation.js';
import { Alignment, IndividualRow, StatusUser } from './people.js';
import { WireId, WireTimeText, WireUuid } from './scalars.js';

/** What the original calls itself in the handshake; peers print it and branch on nothing (contract 3.19). */
export const wireVersion = '1.35';
export const wireApplication = 'Cerebrate';

/** `/instance/status`, the whole handshake of a peer. */
export const InstanceStatus = z.strictObject({
  version: z.string(),
  application: z.literal(wireApplication),
  user: StatusUser,
});
export type InstanceStatus = z.infer<typeof InstanceStatus>;

/** An audit row; `changed` is JSON text (contract 3.14, 9.5). */
export const AuditLog = z.strictObject({
  id: WireId,
  created: WireTimeText,
  user_id: z.int().nullable(),
  authkey_id: z.int().nullable(),
  request_ip: z.string().nullable(),
  request_type: z.int(),
  request_id: z.string().nullable(),
  request_action: z.string(),
  model: z.string(),
  model_id: z.int().nullable(),
  model_title: z.string().nullable(),
  changed: z.string(),
  user: z.looseObject({ id: WireId, username: z.string() }).nullable(),
});
export type AuditLog = z.infer<typeof AuditLog>;

export const Enumeration = z.strictObject({ id: WireId, value: z.string(), enumeration_collection_id: WireId });
export type Enumeration = z.infer<typeof Enumeration>;

/** A collection as `view` serves it: without its values (contract 3.17). */
export const EnumerationCollection = z.strictObject({
  id: WireId,
  uuid: WireUuid,
  name: z.string(),
  description: z.string().nullable(),
  target_model: z.string(),
  target_field: z.string(),
  enabled: z.boolean(),
  deleted: z.boolean(),
  created: WireTimeText,
  modified: WireTimeText,
});
export type EnumerationCollection = z.infer<typeof EnumerationCollection>;

export const ListedEnumerationCollection = z.strictObject({
  ...EnumerationCollection.shape,
  value_count: z.int().nonnegative(),
  values: z.array(z.string()),
});
export type ListedEnumerationCollection = z.infer<typeof ListedEnumerationCollection>;

/** Reply of an edit. */
export const EditedEnumerationCollection = z.strictObject({
  ...EnumerationCollection.shape,
  enumerations: z.array(Enumeration),
  values: z.union([z.string(), z.array(z.string())]),
});

/** Reply of an add: what was supplied, `values` in the form it was supplied. */
export const AddedEnumerationCollection = z.strictObject({
  ...EnumerationCollection.partial().shape,
  id: WireId,
  uuid: WireUuid,
  name: z.string(),
  created: WireTimeText,
  modified: WireTimeText,
  values: z.union([z.string(), z.array(z.string())]).optional(),
});

const organisationEntry = z.strictObject({
  ...OrganisationColumns.shape,
  org_groups: z.array(OrgGroupOfOrganisation),
  alignments: z.array(z.strictObject({ ...Alignment.shape, individual: IndividualRow })),
});
const individualEntry = z.strictObject({
  ...IndividualRow.shape,
  alignments: z.array(z.strictObject({ ...Alignment.shape, organisation: OrganisationColumns })),
});
const encryptionKeyEntry = z.strictObject({
  id: WireId,
  uuid: WireUuid,
  type: z.string(),
  encryption_key: z.string(),
  revoked: z.boolean().nullable(),
  expires: z.int().nullable(),
  owner_id: WireId,
  owner_model: z.string(),
  created: WireTimeText,
  modified: WireTimeText,
  organisation: OrganisationColumns.nullable(),
  individual: IndividualRow.nullable(),
});

const hits = <T extends z.ZodType>(entry: T) =>
  z.strictObject({ amount: z.int().nonnegative(), entries: z.array(entry).optional() });

/** `/instance/searchAll`: entries are rows with their associations in full. Without `search` it is `[]`. */
export const SearchAll = z.union([
  z.tuple([]),
  z.strictObject({
    MetaFields: hits(RawMetaField).optional(),
    Broods: hits(z.looseObject({ id: WireId })).optional(),
    Individuals: hits(individualEntry).optional(),
    Organisations: hits(organisationEntry).optional(),
    SharingGroups: hits(z.looseObject({ id: WireId })).optional(),
    Users: hits(z.looseObject({ id: WireId })).optional(),
    EncryptionKeys: hits(encryptionKeyEntry).optional(),
  }),
]);
export type SearchAll = z.infer<typeof SearchAll>;

export const GeneratedUuid = z.strictObject({ uuid: z.uuid() });
/** `/{controller}/getRoleAccess`: controller alias → actions. */
export const RoleAccess = z.record(z.string(), z.array(z.string()));

/** Body of every refusal with a status. */
export const ErrorBody = z.strictObject({ message: z.string(), url: z.string(), code: z.int() });
/** Body of a save that was refused with status 200. */
export const RefusedSave = z.strictObject({ message: z.string() });
/** Body of a delete, done or not. */
export const EmptyList = z.tuple([]);
/** The save envelope of actions without an entity to return (contract 2.9). */
export const SaveEnvelope = z.strictObject({
  saved: z.boolean(),
  success: z.boolean().optional(),
  name: z.string(),
  message: z.string(),
  url: z.string(),
  errors: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional(),
});
