import * as z from 'zod';
import { parseWireTime } from '../time.js';

/**
 * What we read of a peer's answers. Looser than what we serve: further keys are passed over, a text may be null or
 * missing, an id may be a number as text, since a peer is another program of another version (contract 4).
 */
const Scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Text = Scalar.nullish().transform((text) => text ?? null);
const truths: readonly unknown[] = [true, 1, '1', 'true'];
const lies: readonly unknown[] = [false, 0, '0', 'false', ''];
const Flag = z
  .unknown()
  .optional()
  .transform((flag) => truths.includes(flag));
/** A flag that is true when the peer does not say; anything that says neither is refused. */
const FlagOrTrue = z
  .unknown()
  .optional()
  .refine((flag) => flag === undefined || flag === null || [...truths, ...lies].includes(flag), 'is no flag')
  .transform((flag) => !lies.includes(flag));
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
/** A moment that cannot be read is none: it decides only which of two offers is older. */
const Moment = z
  .string()
  .nullish()
  .transform((text) => (text ? parseWireTime(text) : null))
  .catch(null);

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
  /** What only nodes of this program say; the original passes over it. */
  capabilities: z
    .object({
      exchange: z.int(),
      signing_keys: z.array(
        z.object({
          keyId: z.string().max(64),
          kty: z.literal('OKP'),
          crv: z.literal('Ed25519'),
          x: z.string().max(64),
        }),
      ),
    })
    .optional()
    .catch(undefined),
});
export type PeerStatus = z.infer<typeof PeerStatus>;

/** Names of tags; null when the peer told none, or in a form we cannot read: neither takes any away. */
const PeerTags = z
  .array(z.union([z.object({ name: z.string() }).transform(({ name }) => name), z.string()]))
  .nullish()
  .transform((tags) => tags ?? null)
  .catch(null);

/** A meta-field as nested in a record: named by template uuid, version and field (Appendix A.1 no. 14). */
export const PeerMetaField = z.object({
  field: Scalar,
  value: Scalar.nullish().transform((value) => value ?? ''),
  template_uuid: PeerUuid,
  template_version: z.union([z.string(), z.number()]).transform(String),
  template_name: z
    .string()
    .nullish()
    .transform((name) => name ?? ''),
});
export type PeerMetaField = z.infer<typeof PeerMetaField>;
/** A peer may nest them otherwise when asked to; what we cannot read counts as not mentioned, a blank value as none. */
const PeerMetaFields = z
  .array(PeerMetaField)
  .nullish()
  .transform((fields) => fields?.filter(({ value }) => value !== '') ?? null)
  .catch(null);

/** Whom a record is aligned with: an empty list is nobody, what we cannot read was not mentioned. */
const alignedWith = <T extends z.ZodType>(side: 'individual' | 'organisation', shape: T) =>
  z
    .union([
      z.object({ [side]: z.array(shape) }).transform((one) => (one as Record<string, z.infer<T>[]>)[side] ?? []),
      z
        .array(z.unknown())
        .max(0)
        .transform((): z.infer<T>[] => []),
    ])
    .nullish()
    .catch(null);

const organisationColumns = {
  id: PeerId,
  uuid: PeerUuid,
  name: Scalar.pipe(z.string().trim().min(1)),
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
  alignments: alignedWith('individual', z.object({ id: PeerId, email: z.string() })),
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
  alignments: alignedWith('organisation', z.object({ id: PeerId, uuid: PeerUuid, name: z.string() })),
});
export type PeerIndividual = z.infer<typeof PeerIndividual>;

/** A member: `extend` stands in `_joinData`, beside the columns, or nowhere (contract 4.5). */
const PeerMember = z
  .object({
    ...organisationColumns,
    extend: z.unknown().optional(),
    _joinData: z.object({ extend: z.unknown().optional() }).nullish().catch(null),
  })
  .transform(({ extend, _joinData, ...organisation }) => ({
    ...organisation,
    extend: truths.includes(_joinData?.extend ?? extend),
  }));
export type PeerMember = z.infer<typeof PeerMember>;

/** A sharing group as a peer's index and view serve it. */
export const PeerSharingGroup = z.object({
  id: PeerId,
  uuid: PeerUuid,
  name: Scalar.pipe(z.string().trim().min(1)),
  releasability: Text,
  description: Text,
  active: FlagOrTrue,
  local: FlagOrTrue,
  created: Moment,
  modified: Moment,
  organisation: z.object(organisationColumns),
  sharing_group_orgs: z
    .array(PeerMember)
    .nullish()
    .transform((list) => list ?? []),
});
export type PeerSharingGroup = z.infer<typeof PeerSharingGroup>;

/** A key as a peer's index and view serve it, with its owner by number there (contract 3.7). */
export const PeerEncryptionKey = z.object({
  id: PeerId,
  uuid: PeerUuid,
  type: z
    .string()
    .toLowerCase()
    .transform((type) => (type === 'smime' || type === 's/mime' ? ('smime' as const) : ('pgp' as const))),
  encryption_key: z.string().trim().min(1),
  revoked: Flag,
  owner_id: PeerId,
  owner_model: z
    .string()
    .toLowerCase()
    .transform((model) => model.replace(/s$/, ''))
    .pipe(z.enum(['organisation', 'individual'])),
  created: Moment,
  modified: Moment,
  /** Nodes of ours say it; the original tells the number alone. */
  owner_uuid: PeerUuid.nullish().transform((uuid) => uuid ?? null),
});
export type PeerEncryptionKey = z.infer<typeof PeerEncryptionKey>;

/** The rows of a list. PHP makes an object with numbers for names of a list it took something out of. */
export const PeerRows = z.union([
  z.array(z.unknown()),
  z.record(z.string().regex(/^\d+$/), z.unknown()).transform((rows) => Object.values(rows)),
]);
