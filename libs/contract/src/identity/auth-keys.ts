import * as z from 'zod';
import { type Resource, verbs } from '../access/index.js';
import { endpoint } from '../endpoint.js';
import { formatCidr, readNetwork } from '../fields/networks.js';
import { defineList, listQuery, listReply } from '../list.js';
import { History, HistoryQuery } from '../platform/history.js';
import { Done, Id, paragraph, RefParams, Time, Uuid } from '../shapes.js';

/** What a limited key may be limited to: a resource, or what every signed-in user may call about themselves. */
export const keyResources = [...(Object.keys(verbs) as Resource[]), 'account'] as const;
export const KeyResource = z.enum(keyResources);
export type KeyResource = z.infer<typeof KeyResource>;

/** A network in CIDR notation or a single address; kept and told as a network without host bits. */
export const KeyNetwork = z.string().transform((text, context) => {
  const network = readNetwork(text.trim());
  if (network) return formatCidr(network);
  context.addIssue({
    code: 'custom',
    message: 'is no network; write it as 192.0.2.0/24, 2001:db8::/32 or one address',
  });
  return z.NEVER;
});

const Limits = {
  /** It reads and changes nothing, whatever its user may do. */
  readOnly: z.boolean(),
  /** It reaches nothing else; null: all that its user may do, except SCIM, which must be named. */
  resources: z
    .array(KeyResource)
    .min(1, 'needs at least one resource, or null for all')
    .max(keyResources.length)
    .nullable(),
  /** It is taken from these networks only; empty: from everywhere. */
  networks: z.array(KeyNetwork).max(64, 'may hold at most 64 networks'),
};

const Use = z.strictObject({ at: Time, ip: z.string().nullable() });

/** An API key of a user, as lists show it: the first and the last four characters, never the key, never its digest. */
export const AuthKey = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    user: z.strictObject({ id: Id, username: z.string() }),
    start: z.string().length(4),
    end: z.string().length(4),
    comment: z.string().nullable(),
    created: Time,
    /** Null: it never expires. */
    expiresAt: Time.nullable(),
    isExpired: z.boolean(),
    lastUsedAt: Time.nullable(),
    lastUsedIp: z.string().nullable(),
    /** The last time it came from a network it is not taken from; the caller was told nothing. */
    lastRefused: Use.nullable(),
    ...Limits,
    networks: z.array(z.string()),
    /** The key that replaces this one, when it was rotated. */
    successorId: Id.nullable(),
    /** Whether the caller may change, rotate and end it. */
    mayChange: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'AuthKey' });
export type AuthKey = z.infer<typeof AuthKey>;

const Comment = paragraph(1000).nullable();

/** Without `userId` the key is the caller's own. */
export const NewAuthKey = z.strictObject({
  userId: Id.optional(),
  comment: Comment.default(null),
  expiresAt: Time.nullable().default(null),
  readOnly: Limits.readOnly.default(false),
  resources: Limits.resources.default(null),
  networks: Limits.networks.default([]),
});
export type NewAuthKey = z.infer<typeof NewAuthKey>;

/** Absent keys stay as they are; the owner and the key itself stay for ever. */
export const AuthKeyChanges = z.strictObject({
  comment: Comment.optional(),
  expiresAt: Time.nullable().optional(),
  readOnly: Limits.readOnly.optional(),
  resources: Limits.resources.optional(),
  networks: Limits.networks.optional(),
});
export type AuthKeyChanges = z.infer<typeof AuthKeyChanges>;

/** How long both keys work: long enough to tell every program. */
export const longestOverlapHours = 24 * 90;
export const AuthKeyRotation = z.strictObject({
  /** 0: the old key ends with this call. */
  overlapHours: z.int().min(0).max(longestOverlapHours, `may be at most ${longestOverlapHours} hours`).default(24),
  /** When the new key expires; absent: it lives as long as the old one was made to live, from now. */
  expiresAt: Time.nullable().optional(),
});
export type AuthKeyRotation = z.infer<typeof AuthKeyRotation>;

/** The only reply that holds the key itself: 40 hexadecimal digits, to be kept by the caller now. */
export const CreatedAuthKey = AuthKey.extend({ key: z.string().length(40) }).meta({ id: 'CreatedAuthKey' });
export type CreatedAuthKey = z.infer<typeof CreatedAuthKey>;

export const AuthKeyList = defineList({
  fields: {
    username: { kind: 'text', label: 'User', sort: true, search: 'contains' },
    userId: { kind: 'integer', label: 'User' },
    comment: { kind: 'text', label: 'Comment', sort: true, search: 'contains' },
    created: { kind: 'time', label: 'Created', sort: true },
    expiresAt: { kind: 'time', label: 'Expires', sort: true },
    lastUsedAt: { kind: 'time', label: 'Last used', sort: true },
    readOnly: { kind: 'boolean', label: 'Reads only' },
    resources: { kind: 'text', label: 'Limited to' },
  },
  defaultSort: '-created',
});

const topic = 'Auth keys';

/** Our API for auth keys (FEATURES AKY-01…04). */
export const authKeys = {
  list: endpoint('GET /auth-keys', {
    allow: 'authKey:read',
    topic,
    summary: "Lists one's own keys and those of the users one administers",
    query: listQuery(AuthKeyList),
    reply: listReply(AuthKey),
  }),
  csv: endpoint('GET /auth-keys.csv', {
    allow: 'authKey:read',
    topic,
    summary: 'The same list as CSV',
    query: listQuery(AuthKeyList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  create: endpoint('POST /auth-keys', {
    allow: 'authKey:write',
    topic,
    summary: 'Makes a key and tells it once',
    body: NewAuthKey,
    stepUp: true,
    reply: CreatedAuthKey,
    status: 201,
  }),
  get: endpoint('GET /auth-keys/:ref', {
    allow: 'authKey:read',
    topic,
    summary: 'One key',
    params: RefParams,
    reply: AuthKey,
  }),
  history: endpoint('GET /auth-keys/:ref/history', {
    allow: 'authKey:read',
    topic,
    summary: 'Every change of the key, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
  update: endpoint('PATCH /auth-keys/:ref', {
    allow: 'authKey:write',
    topic,
    summary: 'Changes comment, expiry and limits of a key',
    params: RefParams,
    body: AuthKeyChanges,
    stepUp: true,
    reply: AuthKey,
  }),
  rotate: endpoint('POST /auth-keys/:ref/rotate', {
    allow: 'authKey:write',
    topic,
    summary: 'Makes a key with the same limits in place of this one, which ends after the overlap, and tells it once',
    params: RefParams,
    body: AuthKeyRotation,
    stepUp: true,
    reply: CreatedAuthKey,
    status: 201,
  }),
  remove: endpoint('DELETE /auth-keys/:ref', {
    allow: 'authKey:write',
    topic,
    summary: 'Ends a key at once',
    params: RefParams,
    reply: Done,
  }),
};
