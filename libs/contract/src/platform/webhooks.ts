import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { Done, Id, line, RefParams, Time, Uuid } from '../shapes.js';
import { History, HistoryQuery } from './history.js';

/** One word of the audit log: a kind of record, or what was done to it. */
const AuditWord = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z_-]{0,39}$/, 'must be one word of the audit log, such as organisation');
const words = z
  .array(AuditWord)
  .max(60, 'names more than there are')
  .transform((list) => [...new Set(list)].sort());

/** Where changes are told to. Such addresses often carry a secret in their path: only their origin is ever told again. */
const WebhookUrl = line(1000, 1).refine(
  isPostable,
  'must be an http or https address without user and fragment, such as https://tickets.example/hooks/cerebrate',
);

function isPostable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash, hostname } = new URL(text);
  return /^https?:$/.test(protocol) && hostname !== '' && [username, password, hash].join('') === '';
}

/** An address that is told of changes as they happen (Standard Webhooks 1.0). Its secret is told once, when it is made. */
export const Webhook = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    name: z.string(),
    /** Scheme, host and port of the address; the rest of it is write-only. */
    origin: z.string(),
    /** Kinds of records it is told of, as the audit log calls them; none named means all. */
    kinds: z.array(z.string()),
    /** What is done to them; none named means everything. */
    actions: z.array(z.string()),
    isEnabled: z.boolean(),
    /** Deliveries that wait, and those that were given up. */
    waiting: z.int(),
    failed: z.int(),
    lastSentAt: Time.nullable(),
    created: Time,
    modified: Time,
    version: z.int(),
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof Webhook>;

/** A webhook that was just made, or whose secret was: `secret` signs its deliveries and is never told again. */
export const WebhookWithSecret = z
  .strictObject({ ...Webhook.shape, secret: z.string() })
  .meta({ id: 'WebhookWithSecret' });
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>;

const fields = { name: line(191, 1), url: WebhookUrl, kinds: words, actions: words, isEnabled: z.boolean() };

export const NewWebhook = z
  .strictObject({
    ...fields,
    kinds: words.default([]),
    actions: words.default([]),
    isEnabled: fields.isEnabled.default(true),
  })
  .meta({ id: 'NewWebhook' });
export type NewWebhook = z.infer<typeof NewWebhook>;

/** Absent keys stay as they are. */
export const WebhookChanges = z.strictObject(fields).partial().meta({ id: 'WebhookChanges' });
export type WebhookChanges = z.infer<typeof WebhookChanges>;

export const WebhookList = defineList({
  fields: {
    name: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    origin: { kind: 'text', label: 'Address', sort: true, search: 'contains' },
    isEnabled: { kind: 'boolean', label: 'Enabled', sort: true },
    modified: { kind: 'time', label: 'Last change', sort: true },
  },
  defaultSort: 'name',
});

/** One change on its way to one address. */
export const WebhookDelivery = z
  .strictObject({
    id: Id,
    /** The number of the change in the audit log. */
    seq: z.int(),
    /** What happened, such as `organisation.edit`, and to which record. */
    event: z.string(),
    title: z.string(),
    state: z.enum(['waiting', 'sent', 'failed', 'discarded']),
    attempts: z.int(),
    /** The HTTP status of the last answer; null when there was none. */
    status: z.int().nullable(),
    latencyMs: z.int().nullable(),
    /** Why the last attempt failed. */
    fault: z.string().nullable(),
    created: Time,
    triedAt: Time.nullable(),
    /** When it is tried again. */
    dueAt: Time.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

export const WebhookDeliveryList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    state: { kind: 'choice', label: 'State' },
    event: { kind: 'text', label: 'Event', search: 'contains' },
    title: { kind: 'text', label: 'Record', search: 'contains' },
    created: { kind: 'time', label: 'Created' },
  },
  defaultSort: '-id',
});

/** What an address answered to a test. */
export const WebhookTest = z
  .strictObject({ ok: z.boolean(), status: z.int().nullable(), latencyMs: z.int(), message: z.string() })
  .meta({ id: 'WebhookTest' });
export type WebhookTest = z.infer<typeof WebhookTest>;

const topic = 'Webhooks';
const read = { topic, allow: 'webhook:read' } as const;
const write = { topic, allow: 'webhook:write' } as const;
const DeliveryParams = z.strictObject({ ...RefParams.shape, delivery: z.coerce.number().pipe(Id) });

/** Our API for telling other programs of changes (FEATURES AUD-07). */
export const webhooks = {
  list: endpoint('GET /webhooks', {
    ...read,
    summary: 'Lists the addresses that are told of changes',
    query: listQuery(WebhookList),
    reply: listReply(Webhook),
  }),
  csv: endpoint('GET /webhooks.csv', {
    ...read,
    summary: 'The same list as CSV',
    query: listQuery(WebhookList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  get: endpoint('GET /webhooks/:ref', { ...read, summary: 'One webhook', params: RefParams, reply: Webhook }),
  create: endpoint('POST /webhooks', {
    ...write,
    summary: 'Tells an address of changes from now on; the answer holds the secret that signs them, this once',
    stepUp: true,
    body: NewWebhook,
    reply: WebhookWithSecret,
    status: 201,
  }),
  update: endpoint('PATCH /webhooks/:ref', {
    ...write,
    summary: 'Changes a webhook; what waits is sent to the new address',
    params: RefParams,
    stepUp: ['url'],
    body: WebhookChanges,
    reply: Webhook,
  }),
  rotate: endpoint('POST /webhooks/:ref/rotate', {
    ...write,
    summary: 'Makes a new secret; deliveries are signed with both for a day',
    params: RefParams,
    stepUp: true,
    reply: WebhookWithSecret,
  }),
  remove: endpoint('DELETE /webhooks/:ref', {
    ...write,
    summary: 'Deletes a webhook with its deliveries',
    params: RefParams,
    reply: Done,
  }),
  test: endpoint('POST /webhooks/:ref/test', {
    ...write,
    summary: 'Sends a test event now and says what the address answered',
    params: RefParams,
    reply: WebhookTest,
  }),
  deliveries: endpoint('GET /webhooks/:ref/deliveries', {
    ...read,
    summary: 'What was and will be told to an address, newest first',
    params: RefParams,
    query: listQuery(WebhookDeliveryList),
    reply: listReply(WebhookDelivery),
  }),
  resend: endpoint('POST /webhooks/:ref/deliveries/:delivery/resend', {
    ...write,
    summary: 'Sends a delivery again now',
    params: DeliveryParams,
    reply: Done,
  }),
  discard: endpoint('POST /webhooks/:ref/deliveries/:delivery/discard', {
    ...write,
    summary: 'Gives up a delivery that waits or failed',
    params: DeliveryParams,
    reply: Done,
  }),
  history: endpoint('GET /webhooks/:ref/history', {
    ...read,
    summary: 'Every change of a webhook, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
};
