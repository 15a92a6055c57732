import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { Id, line, RefParams, Time } from '../shapes.js';
import { KeyOwner, keyStates } from './encryption-keys.js';

/**
 * What is found about one signature: it holds; the key is not known in the caller's view; the data is other data; the
 * signature is forged or damaged; it or its key was over when it was made, or the key is now; the key is revoked; the key
 * is not one for signing.
 */
export const signatureVerdicts = [
  'good',
  'unknown-key',
  'wrong-data',
  'bad-signature',
  'signature-expired',
  'expired-then',
  'expired-now',
  'revoked',
  'not-for-signing',
] as const;
export type SignatureVerdict = (typeof signatureVerdicts)[number];

export const FoundSignature = z.strictObject({
  verdict: z.enum(signatureVerdicts),
  /** One sentence for a person. */
  reason: z.string(),
  keyIds: z.array(z.string()),
  fingerprint: z.string().nullable(),
  /** When the signature says that it was made. */
  signedAt: Time.nullable(),
  /** What the key is good for now; null when it is not known. */
  keyState: z.enum(keyStates).nullable(),
  /** Everybody in the caller's view who has this key. */
  owners: z.array(KeyOwner.extend({ keyId: Id })),
  /** The organisations among them, and those of the persons among them. */
  organisations: z.array(z.strictObject({ id: Id, uuid: z.string(), name: z.string() })),
});
export type FoundSignature = z.infer<typeof FoundSignature>;

/** A recorded answer to "which organisation signed this?". */
export const SignatureCheck = z
  .strictObject({
    id: Id,
    uuid: z.string(),
    created: Time,
    askedBy: z.string(),
    purpose: z.string().nullable(),
    type: z.enum(['pgp', 'smime']),
    dataSha256: z.string(),
    dataSize: z.int(),
    /** Whether one of the signatures is good. */
    isValid: z.boolean(),
    signatures: z.array(FoundSignature),
  })
  .meta({ id: 'SignatureCheck' });
export type SignatureCheck = z.infer<typeof SignatureCheck>;

const encoded = z.string().max(2_000_000);

export const NewSignatureCheck = z
  .strictObject({
    /** What was signed, byte for byte. */
    data: encoded,
    encoding: z.enum(['text', 'base64']).default('text'),
    /** Detached: armoured (OpenPGP), PEM (CMS), or either in base64. */
    signature: z.string().max(200_000),
    /** Why it is asked, for the record: for example the uuid of an event. */
    purpose: line(191).optional(),
  })
  .meta({ id: 'NewSignatureCheck' });
export type NewSignatureCheck = z.infer<typeof NewSignatureCheck>;

export const SignatureCheckList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    created: { kind: 'time', label: 'Asked', sort: true },
    askedBy: { kind: 'text', label: 'Asked by', sort: true, search: 'contains' },
    purpose: { kind: 'text', label: 'Purpose', search: 'contains' },
    type: { kind: 'choice', label: 'Type' },
    isValid: { kind: 'boolean', label: 'Valid' },
    dataSha256: { kind: 'text', label: 'SHA-256 of the data', search: 'exact' },
  },
  defaultSort: '-id',
});

const topic = 'Encryption keys';
const read = { topic, allow: 'encryptionKey:read' } as const;

/** Who signed this? (issue: protected events of MISP). Every answer is kept. */
export const signatureChecks = {
  verify: endpoint('POST /keys/verify', {
    ...read,
    summary: 'Says who made a detached signature over data, when, and whether it holds; the answer is recorded',
    body: NewSignatureCheck,
    reply: SignatureCheck,
  }),
  list: endpoint('GET /keys/checks', {
    ...read,
    summary: 'Recorded answers: the own ones, of community administrators all',
    query: listQuery(SignatureCheckList),
    reply: listReply(SignatureCheck),
  }),
  get: endpoint('GET /keys/checks/:ref', {
    ...read,
    summary: 'One recorded answer',
    params: RefParams,
    reply: SignatureCheck,
  }),
};
