import { randomBytes } from 'node:crypto';
import type { Digest } from './digest.js';

/** The secret of a mailed link, 192 random bits, and what is kept of it. */
export interface LinkToken {
  readonly token: string;
  readonly digest: Buffer;
}

/** A new secret for a link of that purpose; one of another purpose does not open it. */
export function newLinkToken(digest: Digest, purpose: string): LinkToken {
  const token = randomBytes(24).toString('base64url');
  return { token, digest: linkDigest(digest, purpose, token) };
}

/** What is kept of the secret of a link. */
export const linkDigest = (digest: Digest, purpose: string, token: string): Buffer =>
  digest.of(`link ${purpose} ${token}`);
