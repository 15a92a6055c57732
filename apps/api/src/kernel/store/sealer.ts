import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** A sealed text cannot be opened: another key sealed it, it belongs elsewhere, or it was tampered with. */
export class SealBroken extends Error {}

/**
 * Seals secrets at rest with AES-256-GCM under a key derived from `SECRET_KEY` (ARCHITECTURE, decision 10). What is
 * sealed reads `v1.<key id>.<iv>.<tag>.<text>`; the key id tells which key opens it, so that keys can be changed: texts
 * sealed under one of `formerKeys` are still opened. The place (`setting:mail.password`) is bound in: a sealed text
 * copied to another row does not open there.
 */
export class Sealer {
  readonly #keys: readonly { readonly id: string; readonly key: Buffer }[];

  constructor(secretKey: string, formerKeys: readonly string[] = []) {
    this.#keys = [secretKey, ...formerKeys].map(derived);
  }

  /** The id of the key that seals now. */
  get keyId(): string {
    return this.#current.id;
  }

  /** Whether the key of that id is at hand, now or from former times. */
  knows(keyId: string): boolean {
    return this.#keys.some(({ id }) => id === keyId);
  }

  /** The text, sealed for that place. */
  seal(text: string, place: string): string {
    const { id, key } = this.#current;
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return ['v1', id, ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join('.');
  }

  /** The text that was sealed for that place. Throws `SealBroken`, which never holds any of the text. */
  open(sealed: string, place: string): string {
    const [version, id, iv, tag, text] = sealed.split('.');
    const known = this.#keys.find((one) => one.id === id);
    if (version !== 'v1' || !known || iv === undefined || tag === undefined || text === undefined)
      throw new SealBroken(`what is sealed at ${place} was sealed under another SECRET_KEY; enter it again`);
    try {
      const opener = createDecipheriv('aes-256-gcm', known.key, Buffer.from(iv, 'base64url'), { authTagLength: 16 })
        .setAAD(Buffer.from(place))
        .setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([opener.update(Buffer.from(text, 'base64url')), opener.final()]).toString('utf8');
    } catch {
      throw new SealBroken(`what is sealed at ${place} does not belong there or was changed; enter it again`);
    }
  }

  get #current() {
    const [current] = this.#keys;
    if (!current) throw new Error('there is no key to seal with');
    return current;
  }
}

function derived(secretKey: string): { id: string; key: Buffer } {
  const key = Buffer.from(hkdfSync('sha256', secretKey, 'cerebrate', 'sealed columns', 32));
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key };
}
