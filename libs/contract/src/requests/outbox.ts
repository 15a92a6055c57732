import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { History, HistoryQuery } from '../platform/history.js';
import { Id, line, paragraph, RefParams, Time, Uuid } from '../shapes.js';
import { messageSeverities } from './inbox.js';

/** `waiting`: tried again by itself; `failed`: waits for somebody to resend or discard it. */
export const outboxStates = ['waiting', 'failed', 'sent', 'discarded'] as const;
export type OutboxState = (typeof outboxStates)[number];

const facts = {
  id: Id,
  uuid: Uuid,
  kind: z.string(),
  /** The kind in the original's words. */
  scope: z.string(),
  action: z.string(),
  title: z.string(),
  severity: z.enum(messageSeverities),
  state: z.enum(outboxStates),
  /** For whom it is sent; null when the program itself sends or the account is gone. */
  user: z.strictObject({ id: Id, username: z.string() }).nullable(),
  attempts: z.int(),
  triedAt: Time.nullable(),
  /** When it is tried again by itself. */
  nextAt: Time.nullable(),
  /** Why the last try failed. */
  fault: z.string().nullable(),
  created: Time,
  modified: Time,
  version: z.int(),
};

/** A message on its way out, in a list (FEATURES MSG-09). */
export const OutboxRow = z.strictObject(facts).meta({ id: 'OutboxRow' });
export type OutboxRow = z.infer<typeof OutboxRow>;

/** One message. Secrets of the payload are never in it. */
export const OutboxMessage = z
  .strictObject({ ...facts, payload: z.record(z.string(), z.unknown()), canSend: z.boolean() })
  .meta({ id: 'OutboxMessage' });
export type OutboxMessage = z.infer<typeof OutboxMessage>;

export const OutboxList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    uuid: { kind: 'uuid', label: 'UUID', search: 'exact' },
    state: { kind: 'choice', label: 'State', sort: true },
    severity: { kind: 'choice', label: 'Severity', sort: true },
    kind: { kind: 'choice', label: 'Kind', sort: true },
    scope: { kind: 'choice', label: 'Scope', sort: true },
    action: { kind: 'choice', label: 'Action', sort: true },
    title: { kind: 'text', label: 'Title', sort: true, search: 'contains' },
    user: { kind: 'text', label: 'User', sort: true, search: 'contains' },
    fault: { kind: 'text', label: 'Reason', search: 'contains' },
    attempts: { kind: 'integer', label: 'Attempts', sort: true },
    created: { kind: 'time', label: 'Created', sort: true },
    modified: { kind: 'time', label: 'Last change', sort: true },
  },
  defaultSort: '-created',
});

/** A message to send, or to keep until this node knows how. */
export const NewOutboxMessage = z
  .strictObject({ kind: line(100, 1), payload: z.record(z.string().max(191), z.unknown()) })
  .meta({ id: 'NewOutboxMessage' });
export type NewOutboxMessage = z.infer<typeof NewOutboxMessage>;

/** A kind of message this node sends. */
export const OutgoingKindView = z
  .strictObject({
    kind: z.string(),
    scope: z.string(),
    action: z.string(),
    label: z.string(),
    description: z.string(),
    severity: z.enum(messageSeverities),
    canSend: z.boolean(),
  })
  .meta({ id: 'OutgoingKindView' });
export type OutgoingKindView = z.infer<typeof OutgoingKindView>;

const topic = 'Outbox';

/** Our API for what could not be sent at once (FEATURES MSG-09). */
export const outbox = {
  list: endpoint('GET /outbox', {
    allow: 'outbox:read',
    topic,
    summary: 'Lists messages on their way out',
    query: listQuery(OutboxList),
    reply: listReply(OutboxRow),
  }),
  csv: endpoint('GET /outbox.csv', {
    allow: 'outbox:read',
    topic,
    summary: 'The same list as CSV',
    query: listQuery(OutboxList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  kinds: endpoint('GET /outbox/kinds', {
    allow: 'outbox:read',
    topic,
    summary: 'The kinds of messages this node sends',
    reply: z.array(OutgoingKindView),
  }),
  create: endpoint('POST /outbox', {
    allow: 'outbox:write',
    topic,
    summary: 'Adds a message',
    body: NewOutboxMessage,
    reply: OutboxMessage,
    status: 201,
  }),
  discardMany: endpoint('POST /outbox/discard', {
    allow: 'outbox:write',
    topic,
    summary: 'Gives many messages up; those that were sent or given up already are skipped',
    body: z.strictObject({ ids: z.array(Id).min(1).max(500) }),
    reply: z.strictObject({ discarded: z.int(), skipped: z.int() }),
  }),
  get: endpoint('GET /outbox/:ref', {
    allow: 'outbox:read',
    topic,
    summary: 'One message',
    params: RefParams,
    reply: OutboxMessage,
  }),
  history: endpoint('GET /outbox/:ref/history', {
    allow: 'outbox:read',
    topic,
    summary: 'Every change of the message, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
  resend: endpoint('POST /outbox/:ref/resend', {
    allow: 'outbox:write',
    topic,
    summary: 'Tries to send a message now',
    params: RefParams,
    reply: OutboxMessage,
  }),
  discard: endpoint('POST /outbox/:ref/discard', {
    allow: 'outbox:write',
    topic,
    summary: 'Gives a message up',
    params: RefParams,
    body: z.strictObject({ message: paragraph(2000).nullable().optional() }),
    reply: OutboxMessage,
  }),
};
