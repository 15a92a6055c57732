import { randomBytes, randomUUID } from 'node:crypto';
import type { AuthKeyEntity } from './auth-key.entity.js';
import type { Digest } from './digest.js';

/** A new raw key: 20 random bytes as 40 lower-case hexadecimal digits (WIRE-CONTRACT §1.1). */
export const randomAuthKey = (): string => randomBytes(20).toString('hex');

/** What a key is limited to. */
export type KeyLimits = Pick<AuthKeyEntity, 'readOnly' | 'resources' | 'networks'>;

/** The row of a raw key of 40 characters: its digest and the eight characters that are shown in lists. */
export function newAuthKey(
  digest: Digest,
  raw: string,
  owner: { userId: number; comment?: string | null; expiresAt?: Date | null } & Partial<KeyLimits>,
): Partial<AuthKeyEntity> {
  return {
    uuid: randomUUID(),
    userId: owner.userId,
    digest: digest.of(raw),
    authkeyStart: raw.slice(0, 4),
    authkeyEnd: raw.slice(-4),
    comment: owner.comment ?? null,
    expiresAt: owner.expiresAt ?? null,
    lastUsedAt: null,
    lastUsedIp: null,
    readOnly: owner.readOnly ?? false,
    resources: owner.resources ?? null,
    networks: [...(owner.networks ?? [])],
    successorId: null,
    lastRefusedAt: null,
    lastRefusedIp: null,
  };
}
