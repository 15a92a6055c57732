import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Id, Time, Uuid } from '../shapes.js';
import { runKinds } from './runs.js';

/** What nodes of this program tell each other beyond the original; the key in `/instance/status.json` names it to them. */
export const exchangeVersion = 1;

/** One change of the feed: the record as the original's API serves it, or that it is gone. */
export const ExchangedRecord = z
  .strictObject({
    /** The number here. */
    id: Id,
    uuid: Uuid,
    at: Time,
    isGone: z.boolean(),
    record: z.record(z.string(), z.unknown()).nullable(),
    /** Detached JWS over the canonical JSON (RFC 8785) of `{ kind, uuid, record }`; null for what is gone. */
    signature: z.string().nullable(),
  })
  .meta({ id: 'ExchangedRecord' });
export type ExchangedRecord = z.infer<typeof ExchangedRecord>;

/** A blueprint as the feed tells it: the original has none. */
export const ExchangedBlueprint = z
  .object({
    id: Id,
    uuid: Uuid,
    name: z.string(),
    description: z.string().nullable(),
    extend: z.boolean(),
    rules: z.unknown(),
    owner_uuid: Uuid,
    created: Time,
    modified: Time,
  })
  .meta({ id: 'ExchangedBlueprint' });
export type ExchangedBlueprint = z.infer<typeof ExchangedBlueprint>;

export const ExchangePage = z
  .strictObject({
    items: z.array(ExchangedRecord),
    /** Ask with it for what comes after; the same when there is nothing new. */
    cursor: z.string(),
    isLast: z.boolean(),
  })
  .meta({ id: 'ExchangePage' });
export type ExchangePage = z.infer<typeof ExchangePage>;

/** The public half of a signing key as a JWK (RFC 8037). */
export const SigningKey = z
  .strictObject({
    keyId: z.string(),
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string(),
    created: Time,
    retiredAt: Time.nullable(),
  })
  .meta({ id: 'SigningKey' });
export type SigningKey = z.infer<typeof SigningKey>;

const topic = 'Broods';

/** Between two nodes of this program (issue: Between two nodes of ours). */
export const exchange = {
  changes: endpoint('GET /exchange/:kind', {
    topic,
    allow: 'signed-in',
    summary:
      'What the caller may see and has changed since the cursor, oldest first, each signed; 304 to who holds the page already',
    params: z.strictObject({ kind: z.enum(runKinds) }),
    query: z.strictObject({
      after: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(500),
      /** Only these records, by uuid, separated by commas; whatever changed when. */
      only: z
        .string()
        .max(4000)
        .regex(
          /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(,[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})*$/,
          'must be uuids, separated by commas',
        )
        .optional(),
    }),
    reply: ExchangePage,
  }),
  keys: endpoint('GET /signing-keys', {
    topic,
    allow: 'signed-in',
    summary: 'The keys this node signs records with, the present one first',
    reply: z.array(SigningKey),
  }),
  rotate: endpoint('POST /signing-keys', {
    topic,
    allow: 'instance:manage',
    summary: 'Makes a new signing key; the former one stays published, so that what it signed can still be verified',
    reply: z.array(SigningKey),
    status: 201,
    stepUp: true,
  }),
};
