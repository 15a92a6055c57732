import {
  type InboxMessage,
  type InboxMessageOfList,
  type OutboxMessageRow,
  severityVariants,
  wireTime,
} from '@cerebrate/cerebrate-wire';
import type { Notification } from '@cerebrate/contract';
import type { MessageWireRow } from '../../requests/index.js';
import { wireMask } from '../../tools/index.js';

type Sender = InboxMessageOfList['user'];

const variantOf = (severity: number) => severityVariants[severity] ?? 'info';
const times = ({ created, modified }: MessageWireRow) => ({ created: wireTime(created), modified: wireTime(modified) });

/** The name of the connector a message of a local tool is about. */
const connectorOf = (data: Readonly<Record<string, unknown>>): string | null =>
  typeof data['connectorName'] === 'string' ? data['connectorName'] : null;

const senderOf = ({ user }: MessageWireRow): Sender =>
  user && {
    ...user,
    created: wireTime(new Date(user.created)),
    modified: wireTime(new Date(user.modified)),
  };

/** Members of a message about a local tool, in the order of the wire (WIRE-CONTRACT §5.3). */
const toolMembers = ['email', 'user_id', 'authkey', 'url', 'reflected_user_id'];
const toolEnvelope = ['connectorName', 'cerebrateURL', 'local_tool_id', 'remote_tool_id', 'tool_name'];

/** A message about a local tool with its members in order; the key it brought is masked. */
function toolPayload({ data, is_sealed }: MessageWireRow): Record<string, unknown> {
  const whole: Record<string, unknown> = is_sealed ? { ...data, authkey: wireMask } : { ...data };
  const rest = Object.keys(whole).filter((key) => !toolMembers.includes(key) && !toolEnvelope.includes(key));
  const order = [...toolMembers, ...rest, ...toolEnvelope].filter((key) => key in whole);
  return Object.fromEntries(order.map((key) => [key, whole[key]]));
}

/** A message to another node as the original keeps it (WIRE-CONTRACT §5.5). */
function keptPayload(row: MessageWireRow): Record<string, unknown> {
  const { brood_name: _name, sent, ...data } = row.data;
  if (typeof sent !== 'object' || sent === null) return { ...row.data };
  const message = toolPayload({ ...row, data: sent as Record<string, unknown>, is_sealed: 'authkey' in sent });
  const order = ['url', 'brood_id', 'reason', 'local_tool_id', 'remote_tool', 'next_connector_state'];
  return { sent: message, ...Object.fromEntries(order.filter((key) => key in data).map((key) => [key, data[key]])) };
}

/** The payload in the original's words: of a registration the columns of its form, of all others what was sent. */
function wirePayload(row: MessageWireRow): Record<string, unknown> {
  const { scope, action, data } = row;
  if (scope === 'LocalTool') return toolPayload(row);
  if (scope === 'Broods') return keptPayload(row);
  if (scope !== 'User' || action !== 'Registration') return { ...data };
  return {
    username: data['username'],
    email: data['email'],
    first_name: data['firstName'],
    last_name: data['lastName'],
    org_name: data['organisationName'],
    org_uuid: data['organisationUuid'],
  };
}

/** A message of the inbox as view serves it (recording 413). */
export const inboxMessage = (row: MessageWireRow): InboxMessage => ({
  id: row.id,
  uuid: row.uuid,
  scope: row.scope,
  action: row.action,
  title: row.title,
  origin: row.origin ?? '',
  user_id: row.user_id,
  message: row.message,
  data: wirePayload(row),
  ...times(row),
  severity: row.severity,
  local_tool_connector_name: connectorOf(row.data),
  severity_variant: variantOf(row.severity),
});

/** The same in the index, with its sender (recording 801). */
export function inboxMessageOfList(row: MessageWireRow): InboxMessageOfList {
  const { local_tool_connector_name, severity_variant, ...columns } = inboxMessage(row);
  return { ...columns, user: senderOf(row), local_tool_connector_name, severity_variant };
}

/** What the sender of a message is told of it: what was sent and what the node set (recording 399). */
export function sentMessage(row: MessageWireRow): Record<string, unknown> {
  const { id, uuid, scope, action, title, user_id, data, created, modified, severity, severity_variant } =
    inboxMessage(row);
  const set = { user_id, data, title, scope, action, severity, uuid, created, modified, id };
  if (row.origin === undefined) return { ...set, severity_variant };
  return { origin: row.origin, ...set, local_tool_connector_name: connectorOf(row.data), severity_variant };
}

/** A message of the outbox as view serves it. */
export function outboxMessage(row: MessageWireRow): OutboxMessageRow {
  const { origin: _origin, local_tool_connector_name: _connector, ...columns } = inboxMessage(row);
  return columns;
}

/** The same in the index, with its user. */
export function outboxMessageOfList(row: MessageWireRow): OutboxMessageRow {
  const { severity_variant, ...columns } = outboxMessage(row);
  return { ...columns, user: senderOf(row), severity_variant };
}

/** Notifications are no messages here; on the wire they have numbers from here on. */
const firstOfNotifications = 500_000_000;

/** The number of a notification behind a number of the wire; null for a message. */
export const notificationIn = (id: number): number | null =>
  id > firstOfNotifications ? id - firstOfNotifications : null;

/** A notice of changed data as the original keeps it in the inbox of its reader (WIRE-CONTRACT §5.7). */
export function noticeMessage(
  { id, kind, title, link, changes, at }: Notification,
  userId: number | null,
): InboxMessage {
  const side = (which: 'before' | 'after') =>
    Object.fromEntries(changes.map((change) => [change.field, change[which] ?? null]));
  const [, noun = ''] = link.split('/');
  return {
    id: firstOfNotifications + id,
    uuid: `00000000-0000-4000-8000-${id.toString(16).padStart(12, '0')}`,
    scope: 'Notification',
    action: 'DataChange',
    title,
    origin: noun,
    user_id: userId,
    message: null,
    data: {
      original: side('before'),
      changed: side('after'),
      summaryTemplate: '',
      summaryMessage: title,
      entityType: noun,
      entityDisplayField: kind,
      entityViewURL: link,
    },
    created: wireTime(new Date(at)),
    modified: wireTime(new Date(at)),
    severity: 0,
    local_tool_connector_name: null,
    severity_variant: 'primary',
  };
}
