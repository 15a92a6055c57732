import * as z from 'zod';
import { parseWireTime } from '../time.js';

/**
 * What we read of a peer's answers. Looser than what we serve: further keys are passed over, a text may be null or
 * missing, an id may be a number as text, since a peer is another program of another version (contract 4).
 */
const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? null);
const Flag = z
  .union([z.boolean(), z.literal(0), z.literal(1)])
  .nullish()
  .transform((flag) => flag === true || flag === 1);
const PeerId = z.union([
  z.int().positive(),
  z
    .string()
    .regex(/^[1-9]\d{0,9}$/)
    .transform(Number),
]);
const PeerUuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'is no uuid')
  .toLowerCase();
const Moment = z
  .string()
  .nullish()
  .transform((text) => (text ? parseWireTime(text) : null));

const flags = {
  perm_sync: Flag,
  perm_admin: Flag,
  perm_community_admin: Flag,
  perm_view_all_orgs: Flag,
};

/** `/instance/status.json`: the whole handshake (contract 4.2). */
export const PeerStatus = z.object({
  version: z.string(),
  application: z.string(),
  user: z.object({ username: z.string(), role: z.object({ name: z.string(), ...flags }) }),
});
export type PeerStatus = z.infer<typeof PeerStatus>;

const PeerTags = z
  .array(z.object({ name: z.string() }))
  .nullish()
  .transform((tags) => (tags ?? []).map(({ name }) => name));

/** A meta-field as nested in a record: named by template uuid, version and field (Appendix A.1 no. 14). */
export const PeerMetaField = z.object({
  field: z.string(),
  value: z.string(),
  template_uuid: z.string(),
  template_version: z.union([z.string(), z.number()]).transform(String),
  template_name: z
    .string()
    .nullish()
    .transform((name) => name ?? ''),
});
export type PeerMetaField = z.infer<typeof PeerMetaField>;
/** A peer may nest them otherwise when asked to; what we cannot read counts as not mentioned. */
const PeerMetaFields = z.array(PeerMetaField).nullish().catch(null);

const organisationColumns = {
  id: PeerId,
  uuid: PeerUuid,
  name: z.string().trim().min(1),
  url: Text,
  nationality: Text,
  sector: Text,
  type: Text,
  contacts: Text,
  created: Moment,
  modified: Moment,
};

/** An organisation as a peer's index and view serve it. */
export const PeerOrganisation = z.object({
  ...organisationColumns,
  tags: PeerTags,
  meta_fields: PeerMetaFields,
  alignments: z
    .union([
      z.object({ individual: z.array(z.object({ id: PeerId, email: z.string() })) }).transform((one) => one.individual),
      z.unknown().transform(() => []),
    ])
    .optional(),
});
export type PeerOrganisation = z.infer<typeof PeerOrganisation>;

/** An individual as a peer's index and view serve it. */
export const PeerIndividual = z.object({
  id: PeerId,
  uuid: PeerUuid,
  email: z.string().trim().min(1),
  first_name: Text,
  last_name: Text,
  position: Text,
  created: Moment,
  modified: Moment,
  tags: PeerTags,
  meta_fields: PeerMetaFields,
  alignments: z
    .union([
      z
        .object({ organisation: z.array(z.object({ id: PeerId, uuid: PeerUuid, name: z.string() })) })
        .transform((one) => one.organisation),
      z.unknown().transform(() => []),
    ])
    .optional(),
});
export type PeerIndividual = z.infer<typeof PeerIndividual>;

/** A member: `extend` stands in `_joinData`, beside the columns, or nowhere (contract 4.5). */
const PeerMember = z
  .object({
    ...organisationColumns,
    extend: z.unknown().optional(),
    _joinData: z.object({ extend: z.unknown().optional() }).nullish(),
  })
  .transform(({ extend, _joinData, ...organisation }) => ({
    ...organisation,
    extend: Boolean(_joinData?.extend ?? extend ?? false),
  }));
export type PeerMember = z.infer<typeof PeerMember>;

/** A sharing group as a peer's index and view serve it. */
export const PeerSharingGroup = z.object({
  id: PeerId,
  uuid: PeerUuid,
  name: z.string().trim().min(1),
  releasability: Text,
  description: Text,
  active: z
    .boolean()
    .nullish()
    .transform((flag) => flag ?? true),
  local: z
    .boolean()
    .nullish()
    .transform((flag) => flag ?? true),
  created: Moment,
  modified: Moment,
  organisation: z.object(organisationColumns),
  sharing_group_orgs: z
    .array(PeerMember)
    .nullish()
    .transform((list) => list ?? []),
});
export type PeerSharingGroup = z.infer<typeof PeerSharingGroup>;
