import { createHmac, hkdfSync } from 'node:crypto';

/**
 * Turns auth keys and session secrets into what is stored: HMAC-SHA-256 under a key derived from the instance's secret.
 * What a secret key of before made of them is told by `formerOf`, so that credentials outlive a change of `SECRET_KEY`.
 */
export class Digest {
  readonly #key: Buffer;
  readonly #formerKeys: readonly Buffer[];

  constructor(secretKey: string, formerKeys: readonly string[] = []) {
    this.#key = derived(secretKey);
    this.#formerKeys = formerKeys.map(derived);
  }

  /** 32 bytes; the same text always gives the same digest on this instance. A 160-bit random key needs no slow hash. */
  of(secret: string): Buffer {
    return digestOf(this.#key, secret);
  }

  /** The digests it had under each of `FORMER_SECRET_KEYS`, newest first. */
  formerOf(secret: string): Buffer[] {
    return this.#formerKeys.map((key) => digestOf(key, secret));
  }
}

const derived = (secretKey: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secretKey, 'cerebrate', 'credential digests', 32));

const digestOf = (key: Buffer, secret: string): Buffer => createHmac('sha256', key).update(secret).digest();
