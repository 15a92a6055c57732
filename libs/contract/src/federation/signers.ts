import * as z from 'zod';
import { isCountryCode } from '../countries/index.js';
import { endpoint } from '../endpoint.js';
import { Id, Ref, RefParams, Time } from '../shapes.js';
import { runKinds } from './runs.js';

/** A key a brood signs with, and for what it is trusted. */
export const BroodSigner = z
  .strictObject({
    id: Id,
    keyId: z.string(),
    isTrusted: z.boolean(),
    /** Kinds it may sign; none is all. */
    kinds: z.array(z.enum(runKinds)),
    /** Countries whose organisations it may sign; none is all. */
    countries: z.array(z.string()),
    firstSeen: Time,
    modified: Time,
  })
  .meta({ id: 'BroodSigner' });
export type BroodSigner = z.infer<typeof BroodSigner>;

/** The trust store of a brood: a key is trusted by a person and for a scope, never by being seen. */
export const broodSigners = {
  list: endpoint('GET /broods/:ref/signers', {
    topic: 'Broods',
    allow: 'brood:read',
    summary: 'The keys a brood was seen to sign with, and for what they are trusted',
    params: RefParams,
    reply: z.array(BroodSigner),
  }),
  update: endpoint('PATCH /broods/:ref/signers/:id', {
    topic: 'Broods',
    allow: 'brood:write',
    summary: 'Trusts a key, or no more, for these kinds and countries',
    params: z.strictObject({ ref: Ref, id: z.coerce.number().pipe(Id) }),
    body: z.strictObject({
      isTrusted: z.boolean().optional(),
      kinds: z.array(z.enum(runKinds)).max(runKinds.length).optional(),
      countries: z.array(z.string().refine(isCountryCode, 'is no country')).max(250).optional(),
    }),
    reply: BroodSigner,
  }),
};
