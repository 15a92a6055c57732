import * as z from 'zod';

/** One fault in what the caller sent: `path` walks into params, query or body; `message` says the remedy. */
export const Issue = z.strictObject({
  path: z.array(z.union([z.string(), z.number()])),
  message: z.string(),
});
export type Issue = z.infer<typeof Issue>;

/** The body of every refusal of our own API (RFC 9457), sent as `application/problem+json`. */
export const Problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    issues: z.array(Issue),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

/**
 * Refusals that a browser answers by itself instead of showing them: it asks for a proof and repeats the call, or leads
 * to what must be done first. Every other problem has the type `about:blank`.
 */
export const problemTypes = {
  /** The call needs a proof, not older than some minutes, of who sits at the browser (`POST /session/proof`). */
  proofNeeded: 'urn:cerebrate:problem:proof-needed',
  /** Nothing else can be done before a second factor is enrolled. */
  factorNeeded: 'urn:cerebrate:problem:factor-needed',
  /** Nothing else can be done before an own password is chosen. */
  passwordNeeded: 'urn:cerebrate:problem:password-needed',
} as const;
