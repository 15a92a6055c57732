import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Done, Id, Time } from '../shapes.js';
import { FieldChange } from './history.js';

/** How much a notice matters. */
export const noticeSeverities = ['info', 'attention', 'broken'] as const;
export type NoticeSeverity = (typeof noticeSeverities)[number];

/** Something one was told (FEATURES MSG-08). */
export const Notification = z
  .strictObject({
    id: z.int().min(1),
    kind: z.string(),
    severity: z.enum(noticeSeverities),
    title: z.string(),
    /** The page it leads to. */
    link: z.string(),
    /** What changed, for a change of data (MSG-07). */
    changes: z.array(FieldChange),
    /** How many changes like this one it stands for. */
    count: z.int().min(1),
    at: Time,
    readAt: Time.nullable(),
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof Notification>;

export const mailChoices = ['off', 'now', 'daily'] as const;

/** What one is told of one kind, and how. */
export const Subscription = z
  .strictObject({
    kind: z.string(),
    label: z.string(),
    description: z.string(),
    bell: z.boolean(),
    mail: z.enum(mailChoices),
  })
  .meta({ id: 'Subscription' });
export type Subscription = z.infer<typeof Subscription>;

export const SubscriptionChange = z
  .strictObject({ bell: z.boolean(), mail: z.enum(mailChoices) })
  .meta({ id: 'SubscriptionChange' });
export type SubscriptionChange = z.infer<typeof SubscriptionChange>;

const topic = 'Notifications';

/** One's own notifications and what one subscribes to; nobody reads another's. */
export const notifications = {
  list: endpoint('GET /notifications', {
    allow: 'signed-in',
    topic,
    summary: "The caller's notifications, newest first, and how many are unread",
    query: z.strictObject({
      unread: z.stringbool().optional(),
      kind: z.string().max(60).optional(),
      before: z.coerce.number().int().min(1).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    reply: z.strictObject({
      items: z.array(Notification),
      unread: z.int(),
      /** Give as `before` for older ones; null at the end. */
      next: z.int().nullable(),
    }),
  }),
  read: endpoint('POST /notifications/:id/read', {
    allow: 'signed-in',
    topic,
    summary: 'Marks one as read',
    params: z.strictObject({ id: z.coerce.number().pipe(Id) }),
    reply: Done,
  }),
  readAll: endpoint('POST /notifications/read', {
    allow: 'signed-in',
    topic,
    summary: 'Marks all as read',
    reply: Done,
  }),
  subscriptions: endpoint('GET /notification-subscriptions', {
    allow: 'signed-in',
    topic,
    summary: 'What the caller is told, kind by kind',
    reply: z.array(Subscription),
  }),
  subscribe: endpoint('PUT /notification-subscriptions/:kind', {
    allow: 'signed-in',
    topic,
    summary: 'Chooses how the caller is told of one kind',
    params: z.strictObject({ kind: z.string().max(60) }),
    body: SubscriptionChange,
    reply: Done,
  }),
};

/** The nouns whose changes the live feed tells, by the name the audit log has for them. */
export const liveNouns = [
  'organisation',
  'individual',
  'orgGroup',
  'encryptionKey',
  'sharingGroup',
  'sharingGroupBlueprint',
  'mailingList',
  'tag',
  'metaTemplate',
  'import',
] as const;
export type LiveNoun = (typeof liveNouns)[number];

/** Live updates (server-sent events): `notification`, and `changed` with a noun of `liveNouns`, numbers and versions. */
export const live = {
  events: endpoint('GET /events', {
    allow: 'signed-in',
    topic: 'Live updates',
    summary: 'A stream of what changes within the view of the caller; ends when their rights change',
    reply: z.string(),
    produces: 'text/event-stream',
  }),
};
