import type { Connector, Payload, ReceivedMessage } from '@cerebrate/connector-sdk';
import * as z from 'zod';
import { masked } from '../../kernel/index.js';

/** What nodes put around the connector's payload (WIRE-CONTRACT §5.3), in its order on the wire. */
export const envelopeKeys = ['connectorName', 'cerebrateURL', 'local_tool_id', 'remote_tool_id', 'tool_name'] as const;

export const messageActions = [
  'IncomingConnectionRequest',
  'AcceptedRequest',
  'DeclinedRequest',
  'RotatedKey',
] as const;
export type MessageAction = (typeof messageActions)[number];

const numeric = z
  .union([z.int().min(0).max(2_147_483_647), z.string().regex(/^\d{1,9}$/)], { error: 'must be a number of a tool' })
  .transform(Number);

/** A message as it comes: the envelope judged, the rest as it is. Ids may be numbers or texts of digits. */
export const ToolMessage = z.looseObject({
  connectorName: z.string({ error: 'is needed' }).min(1, 'is needed').max(191),
  cerebrateURL: z.string({ error: 'is needed' }).min(1, 'is needed').max(400),
  local_tool_id: numeric,
  remote_tool_id: numeric,
  tool_name: z
    .string()
    .max(191)
    .nullish()
    .transform((name) => name ?? undefined),
});
export type ToolMessage = z.infer<typeof ToolMessage>;

/** A message of ours: the connector's payload first, then the envelope. */
export function messageOf(
  payload: Payload,
  {
    connector,
    baseUrl,
    toolId,
    remoteToolId,
    toolName,
  }: {
    readonly connector: Connector;
    readonly baseUrl: string;
    readonly toolId: number;
    readonly remoteToolId: number;
    readonly toolName: string;
  },
): ReceivedMessage {
  return {
    ...payload,
    connectorName: connector.wireName ?? connector.id,
    cerebrateURL: baseUrl,
    local_tool_id: toolId,
    remote_tool_id: remoteToolId,
    tool_name: toolName,
  };
}

/** A message in the order of the wire, however it was kept: what the connector says, then the envelope. */
export function orderedMessage(message: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const first = ['email', 'user_id', 'authkey', 'url', 'reflected_user_id'];
  const rest = Object.keys(message).filter(
    (key) => !first.includes(key) && !(envelopeKeys as readonly string[]).includes(key),
  );
  const order = [...first, ...rest, ...envelopeKeys];
  return Object.fromEntries(order.filter((key) => key in message).map((key) => [key, message[key]]));
}

/** A value of any depth in which the texts, and what stands under these keys, are masked. */
export function maskedIn(value: unknown, keys: readonly string[], texts: readonly string[]): unknown {
  if (typeof value === 'string')
    return texts.filter((text) => text.length > 7).reduce((left, text) => left.replaceAll(text, masked), value);
  if (Array.isArray(value)) return value.map((one) => maskedIn(one, keys, texts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      keys.includes(key) && typeof one === 'string' ? masked : maskedIn(one, keys, texts),
    ]),
  );
}

/** The credentials of a payload. */
export const credentialsOf = (payload: Readonly<Record<string, unknown>>, keys: readonly string[]): string[] =>
  keys.map((key) => payload[key]).filter((value): value is string => typeof value === 'string');

/** What tells two messages of a kind apart: all but credentials, the shortest way. */
export function messageKey(payload: ReceivedMessage | ToolMessage, secrets: readonly string[]): string {
  const { cerebrateURL, connectorName, local_tool_id, remote_tool_id, tool_name: _name, url: _url, ...rest } = payload;
  const open = Object.entries(rest)
    .filter(([key]) => !secrets.includes(key))
    .map(([key, value]) => `${key}=${String(value)}`)
    .sort();
  const from = cerebrateURL.replace(/\/+$/, '');
  return `${local_tool_id} ${remote_tool_id} ${open.join(' ')} ${connectorName} ${from}`.slice(0, 400);
}
