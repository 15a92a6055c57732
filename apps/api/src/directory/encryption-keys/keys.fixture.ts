import { generateKey, type KeyOptions } from 'openpgp';

interface MadeKey {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly revocationCertificate: string;
}

const made: MadeKey[] = [];

/** Makes so many keys, once. */
export async function madeKeys(count: number): Promise<readonly MadeKey[]> {
  while (made.length < count) made.push(await makeKey(`team${made.length}@keys.example`));
  return made;
}

/** One of those that `madeKeys` made; any number is good. */
export function keyAt(at: number): MadeKey {
  const key = made[at % made.length];
  if (!key) throw new Error('call madeKeys first');
  return key;
}

/** A key for an address, made on the spot. */
export function makeKey(email: string, options: Partial<KeyOptions> = {}): Promise<MadeKey> {
  return generateKey({ userIDs: [{ name: 'A team', email }], ...options, format: 'armored' } as KeyOptions & {
    format: 'armored';
  });
}
