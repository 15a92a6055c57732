import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { History, HistoryQuery } from '../platform/history.js';
import { Done, Id, line, paragraph, RefParams, Time, Uuid } from '../shapes.js';
import { BulkOutcome } from './organisations.js';

/** The longest key text that is taken: a key with very many signatures, far below what could hold the server up. */
export const keyTextLimit = 262_144;

export const keyTypes = ['pgp', 'smime'] as const;
export const keyOwnerKinds = ['organisation', 'individual'] as const;

/**
 * What a key is good for at this moment; told when it is read, never stored (FEATURES KEY-03, KEY-07). The first that
 * fits, in this order: nobody could read the key; revoked by its maker or marked so here; expired; not valid yet; good
 * for signatures only; good.
 */
export const keyStates = ['unreadable', 'revoked', 'expired', 'future', 'sign-only', 'valid'] as const;
export type KeyState = (typeof keyStates)[number];

export const KeyOwner = z.strictObject({
  kind: z.enum(keyOwnerKinds),
  id: Id,
  uuid: z.string(),
  name: z.string(),
});
export type KeyOwner = z.infer<typeof KeyOwner>;

const facts = {
  type: z.enum(keyTypes),
  /** Upper-case hexadecimal: of an OpenPGP key its own, of a certificate the SHA-256 of it. Null when unreadable. */
  fingerprint: z.string().nullable(),
  /** Upper-case hexadecimal, the primary key's first, then those of its sub-keys; of a certificate its serial number. */
  keyIds: z.array(z.string()),
  userIds: z.array(z.string()),
  emails: z.array(z.string()),
  /** For example `rsa`, `ed25519`, `nistP256`. */
  algorithm: z.string().nullable(),
  bits: z.int().nullable(),
  /** When the key was made, or its certificate begins to hold. */
  madeAt: Time.nullable(),
  /** When it ends; null is never. */
  expiresAt: Time.nullable(),
  canEncrypt: z.boolean(),
  canSign: z.boolean(),
  /** Whether the key itself says that it was revoked. */
  isRevokedByMaker: z.boolean(),
};

/** A key in a list: everything but its text (FEATURES KEY-01). */
export const EncryptionKeyRow = z
  .strictObject({
    id: Id,
    uuid: z.string(),
    ...facts,
    owner: KeyOwner,
    /** Marked here as no longer to be used. */
    revoked: z.boolean(),
    state: z.enum(keyStates),
    created: Time,
    modified: Time,
    version: z.int(),
    mayChange: z.boolean(),
  })
  .meta({ id: 'EncryptionKeyRow' });
export type EncryptionKeyRow = z.infer<typeof EncryptionKeyRow>;

export const EncryptionKey = z
  .strictObject({ ...EncryptionKeyRow.shape, text: z.string() })
  .meta({ id: 'EncryptionKey' });
export type EncryptionKey = z.infer<typeof EncryptionKey>;

const KeyText = paragraph(keyTextLimit).refine((text) => text.trim() !== '', 'is needed: paste the public key');

/** Without an owner the key is the caller's own. An owner is believed only where the caller may write its keys. */
export const NewEncryptionKey = z
  .strictObject({
    text: KeyText,
    /** Told by the text when absent. */
    type: z.enum(keyTypes).optional(),
    uuid: Uuid.optional(),
    revoked: z.boolean().optional(),
    ownerKind: z.enum(keyOwnerKinds).optional(),
    ownerId: Id.optional(),
  })
  .refine(({ ownerKind, ownerId }) => (ownerKind === undefined) === (ownerId === undefined), {
    path: ['ownerId'],
    message: 'goes together with ownerKind: send both or neither',
  })
  .meta({ id: 'NewEncryptionKey' });
export type NewEncryptionKey = z.infer<typeof NewEncryptionKey>;

/** The owner of a key never changes: add the key to the other owner. */
export const EncryptionKeyChanges = z
  .strictObject({ text: KeyText.optional(), type: z.enum(keyTypes).optional(), revoked: z.boolean().optional() })
  .meta({ id: 'EncryptionKeyChanges' });
export type EncryptionKeyChanges = z.infer<typeof EncryptionKeyChanges>;

/** What a pasted text says before it is saved. */
export const InspectedKey = z
  .strictObject({ ...facts, state: z.enum(keyStates), text: z.string() })
  .meta({ id: 'InspectedKey' });
export type InspectedKey = z.infer<typeof InspectedKey>;

export const EncryptionKeyList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    uuid: { kind: 'uuid', label: 'UUID' },
    type: { kind: 'choice', label: 'Type', sort: true },
    state: { kind: 'choice', label: 'State', sort: true },
    owner: { kind: 'text', label: 'Owner', sort: true, search: 'contains' },
    ownerKind: { kind: 'choice', label: 'Owned by' },
    organisation: { kind: 'integer', label: 'Organisation' },
    individual: { kind: 'integer', label: 'Person' },
    fingerprint: { kind: 'text', label: 'Fingerprint', sort: true, search: 'contains' },
    keyId: { kind: 'text', label: 'Key id', search: 'contains' },
    email: { kind: 'text', label: 'E-mail', search: 'contains' },
    algorithm: { kind: 'choice', label: 'Algorithm', sort: true },
    daysLeft: { kind: 'integer', label: 'Days left' },
    expires: { kind: 'time', label: 'Expires', sort: true },
    revoked: { kind: 'boolean', label: 'Revoked' },
    created: { kind: 'time', label: 'Added', sort: true },
    modified: { kind: 'time', label: 'Modified', sort: true },
  },
  defaultSort: 'id',
});

/** Many keys of one call: which came in, which were there, which were not taken and why. */
export const KeyBundleOutcome = z
  .strictObject({
    added: z.int(),
    unchanged: z.int(),
    refused: z.array(z.strictObject({ at: z.int(), fingerprint: z.string().nullable(), reason: z.string() })),
  })
  .meta({ id: 'KeyBundleOutcome' });
export type KeyBundleOutcome = z.infer<typeof KeyBundleOutcome>;

const Ids = z.array(Id).min(1).max(500);
const topic = 'Encryption keys';
const read = { topic, allow: 'encryptionKey:read' } as const;
const write = { topic, allow: 'encryptionKey:write' } as const;

/** Our API for encryption keys (FEATURES KEY-01…07). */
export const encryptionKeys = {
  list: endpoint('GET /keys', {
    ...read,
    summary: 'Lists keys of owners the caller may see',
    query: listQuery(EncryptionKeyList),
    reply: listReply(EncryptionKeyRow),
  }),
  csv: endpoint('GET /keys.csv', {
    ...read,
    summary: 'The same list as CSV, unpaged',
    query: listQuery(EncryptionKeyList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  lookup: endpoint('GET /keys/lookup', {
    ...read,
    summary: 'At most 100 keys by fingerprint, key id, e-mail address or uuid, usable ones first',
    query: z.strictObject({ q: line(254, 1) }),
    reply: z.array(EncryptionKey),
  }),
  expiring: endpoint('GET /keys/expiring', {
    ...read,
    summary: 'Keys that expired or will within so many days and are not revoked, soonest first',
    query: z.strictObject({
      days: z.coerce.number().int().min(0).max(3650).default(30),
      mine: z.stringbool().default(false).meta({ description: 'only keys the caller may renew' }),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    reply: z.strictObject({ expired: z.int(), expiring: z.int(), items: z.array(EncryptionKeyRow) }),
  }),
  get: endpoint('GET /keys/:ref', { ...read, summary: 'One key', params: RefParams, reply: EncryptionKey }),
  file: endpoint('GET /keys/:ref/file', {
    ...read,
    summary: 'The key as a file: .asc or .pem',
    params: RefParams,
    reply: z.string(),
    produces: 'text/plain',
  }),
  history: endpoint('GET /keys/:ref/history', {
    ...read,
    summary: 'Every change of a key, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
  inspect: endpoint('POST /keys/inspect', {
    ...read,
    summary: 'What a key text says; nothing is stored',
    body: z.strictObject({ text: KeyText, type: z.enum(keyTypes).optional() }),
    reply: z.array(InspectedKey),
    safe: true,
  }),
  create: endpoint('POST /keys', {
    ...write,
    summary: 'Adds a public key to an owner',
    body: NewEncryptionKey,
    reply: EncryptionKey,
    status: 201,
  }),
  bundle: endpoint('POST /keys/bundle', {
    ...write,
    summary: 'Adds every key of a text with many, to one owner or each to whom its address belongs',
    body: z
      .strictObject({
        text: paragraph(2_000_000),
        ownerKind: z.enum(keyOwnerKinds).optional(),
        ownerId: Id.optional(),
      })
      .refine(({ ownerKind, ownerId }) => (ownerKind === undefined) === (ownerId === undefined), {
        path: ['ownerId'],
        message: 'goes together with ownerKind: send both or neither',
      }),
    reply: KeyBundleOutcome,
  }),
  update: endpoint('PATCH /keys/:ref', {
    ...write,
    summary: 'Renews a key, or marks it revoked',
    params: RefParams,
    body: EncryptionKeyChanges,
    reply: EncryptionKey,
  }),
  remove: endpoint('DELETE /keys/:ref', {
    ...write,
    summary: 'Deletes a key; it can be restored',
    params: RefParams,
    reply: Done,
  }),
  restore: endpoint('POST /keys/:ref/restore', {
    ...write,
    summary: 'Brings a deleted key back',
    params: RefParams,
    reply: EncryptionKey,
  }),
  bulkRemove: endpoint('POST /keys/bulk/delete', {
    ...write,
    summary: 'Deletes many keys',
    body: z.strictObject({ ids: Ids }),
    reply: BulkOutcome,
  }),
  bulkRestore: endpoint('POST /keys/bulk/restore', {
    ...write,
    summary: 'Brings many deleted keys back',
    body: z.strictObject({ ids: Ids }),
    reply: BulkOutcome,
  }),
};
