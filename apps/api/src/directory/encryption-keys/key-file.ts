import type { EncryptionKey } from '@cerebrate/contract';

/** The name a key is saved under: its fingerprint, `.asc` or `.pem`. */
export const keyFileName = ({ id, type, fingerprint }: Pick<EncryptionKey, 'id' | 'type' | 'fingerprint'>): string =>
  `${fingerprint ?? `key-${id}`}.${type === 'pgp' ? 'asc' : 'pem'}`;
