import { randomBytes } from 'node:crypto';
import { sql, type Work } from '../../kernel/index.js';
import type { AuthKeyEntity } from './auth-key.entity.js';

/** A key of the original, of which nobody knows more than how it begins and ends. */
export interface KeyThere extends Pick<AuthKeyEntity, 'uuid' | 'userId' | 'comment' | 'created' | 'expiresAt'> {
  readonly start: string;
  readonly end: string;
}

/** The row of a key that moves in: its digest is that of no key, until the first use (decision 120). */
export const carriedKey = ({ start, end, ...facts }: KeyThere): Partial<AuthKeyEntity> => ({
  ...facts,
  digest: randomBytes(32),
  authkeyStart: start.slice(0, 4),
  authkeyEnd: end.slice(0, 4),
  lastUsedAt: null,
  lastUsedIp: null,
  readOnly: false,
  resources: null,
  networks: [],
  successorId: null,
  lastRefusedAt: null,
  lastRefusedIp: null,
});

/** Keeps the hash the original made of a key, until its first use. */
export async function keepCarriedHash(work: Work, keyId: number, hash: string): Promise<void> {
  await work.query(sql`
    insert into carried_key_hashes (auth_key_id, hash) values (${keyId}, ${hash})
    on conflict (auth_key_id) do update set hash = excluded.hash`);
}
