import * as z from 'zod';
import { wireTime } from '../time.js';
import { OrganisationShort } from './organisation.js';
import { IndividualShort } from './people.js';
import { WireId, WireTimeText, WireUuid } from './scalars.js';

const columns = {
  id: WireId,
  uuid: WireUuid,
  type: z.string(),
  encryption_key: z.string(),
  revoked: z.boolean().nullable(),
  /** Unix seconds; the original never fills it (Appendix A.2: fix). */
  expires: z.int().nullable(),
  owner_id: WireId,
  owner_model: z.string(),
  created: WireTimeText,
  modified: WireTimeText,
};
const owners = { organisation: OrganisationShort.nullable(), individual: IndividualShort.nullable() };

/** A key as an edit answers it: its columns (contract 3.7). */
export const EncryptionKey = z.strictObject(columns);
export type EncryptionKey = z.infer<typeof EncryptionKey>;

/** A key as the index lists it; of `pgp` with what the check found. */
export const ListedEncryptionKey = z.strictObject({
  ...columns,
  ...owners,
  status: z.string().optional(),
  fingerprint: z.string().optional(),
  _canBeEdited: z.boolean(),
});
export type ListedEncryptionKey = z.infer<typeof ListedEncryptionKey>;

/** A key by itself; of `pgp` with what the check found. */
export const ViewedEncryptionKey = z.strictObject({
  ...columns,
  ...owners,
  pgp_error: z.string().optional(),
  pgp_fingerprint: z.string().optional(),
});
export type ViewedEncryptionKey = z.infer<typeof ViewedEncryptionKey>;

/** Reply of an add: what was supplied, and what the server sets. */
export const AddedEncryptionKey = z.strictObject({
  ...EncryptionKey.partial().shape,
  id: WireId,
  uuid: WireUuid,
  created: WireTimeText,
  modified: WireTimeText,
});

/** What is known of a key. */
export interface EncryptionKeyFacts {
  readonly id: number;
  readonly uuid: string;
  readonly type: 'pgp' | 'smime';
  readonly text: string;
  readonly revoked: boolean;
  readonly expiresAt: Date | null;
  readonly owner: { readonly kind: 'organisation' | 'individual'; readonly id: number };
  readonly created: Date;
  readonly modified: Date;
}

/** The columns of a key as the wire has them. */
export const encryptionKeyToWire = (key: EncryptionKeyFacts): EncryptionKey => ({
  id: key.id,
  uuid: key.uuid,
  type: key.type,
  encryption_key: key.text,
  revoked: key.revoked,
  expires: key.expiresAt === null ? null : Math.floor(key.expiresAt.getTime() / 1000),
  owner_id: key.owner.id,
  owner_model: key.owner.kind,
  created: wireTime(key.created),
  modified: wireTime(key.modified),
});
