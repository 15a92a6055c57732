import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { Id, Uuid } from '../shapes.js';
import { HistoryEntry, Sequence } from './history.js';

/** One row of the audit log, for those who watch over the instance: with the caller's address and request. */
export const AuditEntry = z
  .strictObject({
    ...HistoryEntry.shape,
    entityUuid: Uuid.nullable(),
    /** The auth key it came with. */
    authKeyId: Id.nullable(),
    ip: z.string().nullable(),
    requestId: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

/** The same with its place in the chain: SHA-256 in hexadecimal, over the row and the hash of the row before. */
export const ChainedAuditEntry = z
  .strictObject({ ...AuditEntry.shape, previousHash: z.string(), hash: z.string() })
  .meta({ id: 'ChainedAuditEntry' });
export type ChainedAuditEntry = z.infer<typeof ChainedAuditEntry>;

/** What filters the log. For the page after this one, ask `seq.lte` one below the last number: it never shifts. */
export const AuditList = defineList({
  fields: {
    seq: { kind: 'integer', label: '#', sort: true },
    at: { kind: 'time', label: 'When' },
    actor: { kind: 'text', label: 'User', search: 'contains' },
    actorId: { kind: 'integer', label: 'User id' },
    channel: { kind: 'choice', label: 'Through' },
    action: { kind: 'choice', label: 'Action', search: 'exact' },
    kind: { kind: 'choice', label: 'Kind', search: 'exact' },
    entityId: { kind: 'integer', label: 'Record' },
    title: { kind: 'text', label: 'Title', search: 'contains' },
    ip: { kind: 'text', label: 'Address', search: 'exact' },
    requestId: { kind: 'text', label: 'Request', search: 'exact' },
  },
  defaultSort: '-seq',
});

/** What verifying the chain found. */
export const ChainReport = z
  .strictObject({
    sound: z.boolean(),
    /** How many rows were read. */
    checked: z.int(),
    /** How many of them lost words to an erasure that the log tells of. */
    erased: z.int(),
    from: z.int(),
    to: z.int(),
    /** The newest row the log says it has. Note it elsewhere: only that shows a log whose end was cut off with its head. */
    head: z.strictObject({ seq: z.int(), hash: z.string() }),
    /** The first thing that is wrong. */
    fault: z.strictObject({ seq: z.int(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'ChainReport' });
export type ChainReport = z.infer<typeof ChainReport>;

/** The ends of days that this node signed (FEATURES AUD-08). */
export const SignedDays = z
  .strictObject({
    days: z.int(),
    /** The newest: the row the log ended with that day, and by which key it was signed. */
    last: z.strictObject({ day: z.string(), seq: z.int(), hash: z.string(), keyId: z.string() }).nullable(),
    /** A day has been over for some hours, and its end is not signed. */
    isOverdue: z.boolean(),
    /** The first that the log does not agree with, or that is not signed by a key of this node. */
    fault: z.strictObject({ seq: z.int().nullable(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'SignedDays' });
export type SignedDays = z.infer<typeof SignedDays>;

const topic = 'Audit log';

/** Our API for the audit log (FEATURES AUD-01…08). */
export const audit = {
  list: endpoint('GET /audit', {
    allow: 'audit:read',
    topic,
    summary: 'Lists changes and acts, newest first',
    query: listQuery(AuditList),
    reply: listReply(AuditEntry),
  }),
  csv: endpoint('GET /audit.csv', {
    allow: 'audit:read',
    topic,
    summary: 'The same list as CSV',
    query: listQuery(AuditList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  verify: endpoint('GET /audit/verification', {
    allow: 'audit:verify',
    topic,
    summary: 'Recomputes the hash chain of the log and tells the first row that was altered or removed',
    query: z.strictObject({ from: Sequence.optional(), to: Sequence.optional() }),
    reply: ChainReport,
  }),
  signedDays: endpoint('GET /audit/signed-days', {
    allow: 'audit:verify',
    topic,
    summary: 'Up to which day the end of the log is signed, and whether the log agrees with all that was signed',
    reply: SignedDays,
  }),
  signedLines: endpoint('GET /audit/signed-days.ndjson', {
    allow: 'audit:verify',
    topic,
    summary:
      'What was signed each day, one line each, to be kept elsewhere: `cerebrate audit verify --heads FILE` reads it',
    reply: z.string(),
    produces: 'application/x-ndjson',
  }),
  get: endpoint('GET /audit/:seq', {
    allow: 'audit:read',
    topic,
    summary: 'One entry with its hashes',
    params: z.strictObject({ seq: Sequence }),
    reply: ChainedAuditEntry,
  }),
};
