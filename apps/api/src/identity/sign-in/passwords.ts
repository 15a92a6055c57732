import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';

/**
 * argon2id with 19 MiB, two passes, one lane: the first choice of OWASP's password storage cheat sheet. A hash made
 * with other figures still verifies, since they stand in its encoded form.
 */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Passwords are compared in Unicode NFC, so that a keyboard's way of writing é does not matter (RFC 8265 §4.2). */
const prepared = (password: string): string => password.normalize('NFC');

/** The argon2id hash of a password in its encoded form `$argon2id$v=19$…`; about 20 ms of one core. */
export const hashPassword = (password: string): Promise<string> => hash(prepared(password), cost);

let decoy: Promise<string> | undefined;

/** A hash of the original's kind, of a password nobody knows. */
const carriedDecoy = '$2y$10$oN5zqczuk1rMP8GWGzgNq.YUuOhfkpbKiBjKzgcy7CheWGLfjSg4u';

/** Whether the hash is one of the original's (bcrypt), which is replaced by ours at its first use. */
export const isCarried = (encoded: string | null): boolean => encoded?.startsWith('$2') ?? false;

/**
 * Whether the password belongs to the hash. With a null hash (no such user, or one that signs in elsewhere) it works
 * just as long on a hash nobody knows the password of and says no, so that the time tells nothing. While hashes of the
 * original are still there, `amongCarried` makes both kinds take the same time.
 */
export async function isPassword(encoded: string | null, password: string, amongCarried = false): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(32).toString('base64'));
  const carried = isCarried(encoded) ? encoded : null;
  const own = carried === null ? encoded : null;
  const matchesOwn =
    carried === null || amongCarried
      ? await verify(own ?? (await decoy), prepared(password)).catch(() => false)
      : false;
  const matchesCarried =
    carried !== null || amongCarried ? await isCarriedSecret(carried ?? carriedDecoy, password) : false;
  return (own !== null && matchesOwn) || (carried !== null && matchesCarried);
}

/**
 * Whether a secret belongs to a hash the original made. It compared what the browser sent, which is not always composed
 * as ours is; false for a hash that is none.
 */
export async function isCarriedSecret(hashed: string, secret: string): Promise<boolean> {
  const matches = (text: string) => verifyBcrypt(text, hashed).catch(() => false);
  return (await matches(secret)) || (prepared(secret) !== secret && (await matches(prepared(secret))));
}

/** Thirty-two signs that a person can read aloud and copy: no 0 or o, no 1 or l. */
const readable = '23456789abcdefghijkmnpqrstuvwxyz';

/** A random password of 100 bits in four groups of five, such as `k7xw2-…`. */
export function randomPassword(): string {
  const signs = [...randomBytes(20)].map((byte) => readable[byte % 32]);
  return [0, 5, 10, 15].map((at) => signs.slice(at, at + 5).join('')).join('-');
}
