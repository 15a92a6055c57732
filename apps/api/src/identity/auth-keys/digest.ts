import { createHmac, hkdfSync } from 'node:crypto';

/** Turns auth keys and session secrets into what is stored: HMAC-SHA-256 under a key derived from the instance's secret. */
export class Digest {
  readonly #key: Buffer;

  constructor(secretKey: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secretKey, 'cerebrate', 'credential digests', 32));
  }

  /** 32 bytes; the same text always gives the same digest on this instance. A 160-bit random key needs no slow hash. */
  of(secret: string): Buffer {
    return createHmac('sha256', this.#key).update(secret).digest();
  }
}
