import * as z from 'zod';
import { WireId, WireTimeText, WireUuid } from './scalars.js';

/** The words of the four severities (contract 3.13). */
export const severityVariants = ['primary', 'info', 'warning', 'danger'] as const;

const Sender = z.strictObject({
  id: WireId,
  uuid: WireUuid,
  username: z.string(),
  role_id: WireId,
  individual_id: WireId,
  disabled: z.boolean(),
  created: WireTimeText,
  modified: WireTimeText,
  organisation_id: WireId.nullable(),
});

const outbox = {
  id: WireId,
  uuid: WireUuid,
  scope: z.string(),
  action: z.string(),
  title: z.string(),
  user_id: WireId.nullable(),
  message: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  created: WireTimeText,
  modified: WireTimeText,
  severity: z.int().min(0).max(3),
  severity_variant: z.enum(severityVariants),
};

/** A message of the inbox, as view serves it. */
export const InboxMessage = z.strictObject({
  ...outbox,
  origin: z.string(),
  local_tool_connector_name: z.string().nullable(),
});
export type InboxMessage = z.infer<typeof InboxMessage>;

/** The same in the index, with its sender. */
export const InboxMessageOfList = z.strictObject({ ...InboxMessage.shape, user: Sender.nullable() });
export type InboxMessageOfList = z.infer<typeof InboxMessageOfList>;

/** A message of the outbox, as view serves it; in the index with its user. */
export const OutboxMessageRow = z.strictObject({ ...outbox, user: Sender.nullable().optional() });
export type OutboxMessageRow = z.infer<typeof OutboxMessageRow>;

/** What acts on messages answer (contract 2.9). */
export const MessageReply = z.strictObject({
  data: z.unknown(),
  success: z.boolean(),
  message: z.string().nullable(),
  errors: z.unknown(),
});

/** What `listProcessors` answers, cut to what is meaningful (contract 5.8). */
export const Processors = z.record(
  z.string(),
  z.record(z.string(), z.strictObject({ action: z.string(), enabled: z.boolean() })),
);

/** A message in the name of a node that is not known. */
export const UnknownBrood = z.strictObject({
  success: z.literal(false),
  message: z.string(),
  errors: z.array(z.string()),
  description: z.string(),
  url: z.string(),
});

/** What a sender of another node is told whose web address we do not know (recording 407). */
export const unknownBroodReply = (url: string): z.infer<typeof UnknownBrood> => ({
  success: false,
  message: 'Could not create inbox message',
  errors: [`Unknown brood \`${url}\``],
  description: '',
  url: '',
});

/** The processors of the original, by scope and action, with the flag it prints (contract 5.2, 5.8). */
export const inboxProcessors = {
  Brood: { ToolInterconnection: false },
  LocalTool: { IncomingConnectionRequest: false, AcceptedRequest: false, DeclinedRequest: false },
  Notification: { DataChange: false },
  Proposal: { ProposalEdit: false },
  Synchronisation: { DataExchange: false },
  User: { Registration: true },
} as const;
export const outboxProcessors = { Broods: { ResendFailedMessage: false } } as const;

/** Such a table as `listProcessors` answers it. */
export const processorList = (processors: Readonly<Record<string, Readonly<Record<string, boolean>>>>) =>
  Object.fromEntries(
    Object.entries(processors).map(([scope, actions]) => [
      scope,
      Object.fromEntries(Object.entries(actions).map(([action, enabled]) => [action, { action, enabled }])),
    ]),
  );
