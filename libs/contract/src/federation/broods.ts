import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { History, HistoryQuery } from '../platform/history.js';
import { Done, Id, line, paragraph, RefParams, Time, Uuid } from '../shapes.js';

/** How a brood's records are taken (FEATURES BRD-05). */
export const broodStrategies = ['standard', 'trusted', 'manual'] as const;
export type BroodStrategy = (typeof broodStrategies)[number];

/** What a connection test found (WIRE-CONTRACT §4.2); `ok` and `limited` are connections that work. */
export const checkOutcomes = [
  'ok',
  'limited',
  'dns',
  'refused',
  'blocked',
  'tls',
  'timeout',
  'key',
  'disabled',
  'address',
  'html',
  'malformed',
  'failing',
  'network',
] as const;
export type CheckOutcome = (typeof checkOutcomes)[number];

/** One connection test, as the health history keeps it. */
export const BroodCheck = z
  .strictObject({
    id: Id,
    at: Time,
    outcome: z.enum(checkOutcomes),
    /** One sentence: what was found, and for a failure what to change. */
    advice: z.string(),
    /** The HTTP status; null when there was no answer. */
    status: z.int().nullable(),
    /** From the question to the end of the answer, in milliseconds. */
    latencyMs: z.int().nullable(),
    product: z.string().nullable(),
    version: z.string().nullable(),
    /** As whom the remote knows us, and with which role. */
    username: z.string().nullable(),
    role: z.string().nullable(),
    /** Whether that role may synchronise, and whether it sees all organisations, people and sharing groups. */
    maySync: z.boolean().nullable(),
    seesAll: z.boolean().nullable(),
    /** How many seconds the remote's clock is ahead of ours. */
    clockSkewSeconds: z.int().nullable(),
  })
  .meta({ id: 'BroodCheck' });
export type BroodCheck = z.infer<typeof BroodCheck>;

/** A remote node this one exchanges records with (FEATURES BRD-01, WIRE-CONTRACT §3.9). Its key is never told. */
export const Brood = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    name: z.string(),
    url: z.string(),
    description: z.string().nullable(),
    /** The organisation that runs the remote. */
    owner: z.strictObject({ id: Id, uuid: Uuid, name: z.string() }),
    strategy: z.enum(broodStrategies),
    /** Whether scheduled pulls take from it. */
    pull: z.boolean(),
    /** Asked without the proxy of the settings. */
    skipProxy: z.boolean(),
    /** Minutes between scheduled pulls; after failures the pause doubles, up to a day. */
    everyMinutes: z.int(),
    /** Whether only records under the signature of a trusted key are taken. */
    acceptsSignedOnly: z.boolean(),
    timeoutSeconds: z.int(),
    hasKey: z.boolean(),
    /** Certificates (PEM) of the authorities that vouch for the remote, besides those everybody trusts. */
    authority: z.string().nullable(),
    /** The only certificate the remote may show: SHA-256 of it, in hexadecimal. */
    pinnedCertificate: z.string().nullable(),
    /** The certificate (PEM) we show the remote. */
    clientCertificate: z.string().nullable(),
    hasClientKey: z.boolean(),
    /** The last connection test. */
    lastCheck: BroodCheck.nullable(),
    created: Time,
    modified: Time,
    version: z.int(),
  })
  .meta({ id: 'Brood' });
export type Brood = z.infer<typeof Brood>;

/** The remote's base address: absolute, http or https, without user, query and fragment; a slash at its end is dropped. */
export const BroodUrl = line(191, 1)
  .refine(isBaseUrl, 'must be an http or https address without user, query and fragment, such as https://node.example')
  .transform((text) => text.replace(/\/+$/, ''));

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash, hostname } = new URL(text);
  return /^https?:$/.test(protocol) && hostname !== '' && [username, password, search, hash].join('') === '';
}

const AuthKey = z.string().regex(/^[\x21-\x7e]{40}$/, 'must be the 40 characters of a key, without blanks');

/** SHA-256 of a certificate; colons, blanks and case do not matter. */
const Fingerprint = z
  .string()
  .max(200)
  .transform((text) => text.replace(/[:\s]/g, '').toLowerCase())
  .refine((text) => /^[0-9a-f]{64}$/.test(text), 'must be a SHA-256 fingerprint: 64 hexadecimal digits');

const writable = {
  description: paragraph(10_000).nullable().optional(),
  strategy: z.enum(broodStrategies).optional(),
  pull: z.boolean().optional(),
  skipProxy: z.boolean().optional(),
  everyMinutes: z
    .int()
    .min(5, 'must be 5 minutes to a week (10080)')
    .max(10_080, 'must be 5 minutes to a week (10080)')
    .optional(),
  acceptsSignedOnly: z.boolean().optional(),
  timeoutSeconds: z.int().min(1, 'must be 1 to 120 seconds').max(120, 'must be 1 to 120 seconds').optional(),
  /** Write-only; null forgets it. */
  authKey: AuthKey.nullable().optional(),
  authority: paragraph(100_000).nullable().optional(),
  pinnedCertificate: Fingerprint.nullable().optional(),
  clientCertificate: paragraph(100_000).nullable().optional(),
  /** Write-only (PEM, without a passphrase); null forgets it. */
  clientKey: paragraph(100_000).nullable().optional(),
};

export const NewBrood = z
  .strictObject({ uuid: Uuid.optional(), name: line(191, 1), url: BroodUrl, ownerId: Id, ...writable })
  .meta({ id: 'NewBrood' });
export type NewBrood = z.infer<typeof NewBrood>;

/** Absent keys stay as they are. A new address asks for the key again: it was given for the former one. */
export const BroodChanges = z
  .strictObject({ name: line(191, 1).optional(), url: BroodUrl.optional(), ownerId: Id.optional(), ...writable })
  .meta({ id: 'BroodChanges' });
export type BroodChanges = z.infer<typeof BroodChanges>;

/** What filters, sorts and searches broods. */
export const BroodList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    name: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    uuid: { kind: 'uuid', label: 'UUID', search: 'exact' },
    url: { kind: 'text', label: 'Address', sort: true, search: 'contains' },
    description: { kind: 'text', label: 'Description', search: 'contains' },
    owner: { kind: 'text', label: 'Owner', sort: true },
    ownerId: { kind: 'integer', label: 'Owner (id)' },
    strategy: { kind: 'choice', label: 'Strategy', sort: true },
    pull: { kind: 'boolean', label: 'Pulled' },
    outcome: { kind: 'choice', label: 'Last test' },
    created: { kind: 'time', label: 'Created', sort: true },
    modified: { kind: 'time', label: 'Modified', sort: true },
  },
  defaultSort: 'name',
});

export const BroodCheckList = defineList({
  fields: { at: { kind: 'time', label: 'When', sort: true }, outcome: { kind: 'choice', label: 'Outcome' } },
  defaultSort: '-at',
});

const topic = 'Broods';
const read = { topic, allow: 'brood:read' } as const;
const write = { topic, allow: 'brood:write' } as const;

/** Our API for broods (FEATURES BRD-01, BRD-02). */
export const broods = {
  list: endpoint('GET /broods', {
    ...read,
    summary: 'Lists the remote nodes this one knows, each with its last connection test',
    query: listQuery(BroodList),
    reply: listReply(Brood),
  }),
  csv: endpoint('GET /broods.csv', {
    ...read,
    summary: 'The same list as CSV, unpaged',
    query: listQuery(BroodList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  get: endpoint('GET /broods/:ref', { ...read, summary: 'One remote node', params: RefParams, reply: Brood }),
  create: endpoint('POST /broods', {
    ...write,
    summary: 'Registers a remote node; its key is sealed and never told again',
    body: NewBrood,
    reply: Brood,
    status: 201,
  }),
  update: endpoint('PATCH /broods/:ref', {
    ...write,
    summary: 'Changes a remote node; another address asks for its key again',
    params: RefParams,
    body: BroodChanges,
    reply: Brood,
  }),
  remove: endpoint('DELETE /broods/:ref', {
    ...write,
    summary: 'Forgets a remote node and destroys its keys; records taken from it stay',
    params: RefParams,
    reply: Done,
  }),
  restore: endpoint('POST /broods/:ref/restore', {
    ...write,
    summary: 'Brings a forgotten node back; its key must be entered again',
    params: RefParams,
    reply: Brood,
  }),
  test: endpoint('POST /broods/:ref/test', {
    ...write,
    summary: 'Asks the remote who it is and as whom it knows us; the answer joins its health history',
    params: RefParams,
    reply: BroodCheck,
  }),
  checks: endpoint('GET /broods/:ref/checks', {
    ...read,
    summary: 'The connection tests of a remote node, newest first',
    params: RefParams,
    query: listQuery(BroodCheckList),
    reply: listReply(BroodCheck),
  }),
  history: endpoint('GET /broods/:ref/history', {
    ...read,
    summary: 'Every change of a remote node, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
};
