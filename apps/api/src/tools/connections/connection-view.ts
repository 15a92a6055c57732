import { type Connection, ConnectionList, type ConnectionRow, type ConnectionState } from '@cerebrate/contract';
import { defineListPlan, likeText, sql } from '../../kernel/index.js';
import type { StoredTest } from './connection.entity.js';
import { endedStates, pendingStates } from './transitions.js';

/** What `connectionColumns` select. */
export interface ConnectionSelected {
  id: number;
  uuid: string;
  side: Connection['side'];
  state: ConnectionState;
  ends_as: Connection['endsAs'];
  tool: Connection['tool'];
  brood: Connection['brood'];
  remote_tool_id: number;
  remote_tool_name: string;
  fault: string | null;
  request_id: number | null;
  outbox_id: number | null;
  username: string | null;
  options: Record<string, unknown>;
  test: StoredTest | null;
  is_begun: boolean;
  sent_at: Date | null;
  accepted_at: Date | null;
  done_at: Date | null;
  confirmed_at: Date | null;
  ended_at: Date | null;
  created: Date;
  modified: Date;
  version: number;
}

/** Columns of a connection over `connectionsFrom`; nothing of its letters. */
export const connectionColumns = sql`c.id, c.uuid, c.side, c.state, c.ends_as, c.remote_tool_id, c.remote_tool_name,
  json_build_object('id', t.id, 'uuid', t.uuid, 'name', t.name, 'connector', t.connector) as tool,
  case when b.id is not null then json_build_object('id', b.id, 'uuid', b.uuid, 'name', b.name) end as brood,
  c.fault, c.request_id, c.outbox_id, c.username, c.options, c.test, c.is_begun, c.sent_at, c.accepted_at, c.done_at,
  c.confirmed_at,  c.ended_at, c.created, c.modified, c.version`;

/** Connections with our tool and the node at the other end. */
export const connectionsFrom = sql`connections c join local_tools t on t.id = c.tool_id
  left join broods b on b.id = c.brood_id`;

/** How connections filter, sort and are searched. */
export const connectionPlan = defineListPlan(ConnectionList, {
  key: sql`c.id desc`,
  fields: {
    id: sql`c.id`,
    uuid: sql`c.uuid`,
    side: sql`c.side`,
    state: sql`c.state`,
    tool: sql`t.name`,
    toolId: sql`c.tool_id`,
    brood: sql`b.name`,
    broodId: sql`c.brood_id`,
    remoteTool: sql`c.remote_tool_name`,
    remoteToolId: sql`c.remote_tool_id`,
    fault: sql`c.fault`,
    created: sql`c.created`,
    modified: sql`c.modified`,
  },
  sorts: {},
  search: (q) => {
    const like = `%${likeText(q)}%`;
    return sql`(t.name ilike ${like} or b.name ilike ${like} or c.remote_tool_name ilike ${like}
      or c.uuid::text = ${q.toLowerCase()})`;
  },
});

/** A connection as a list shows it. */
export const toConnectionRow = (row: ConnectionSelected): ConnectionRow => ({
  id: row.id,
  uuid: row.uuid,
  side: row.side,
  state: row.state,
  isAwaited: isAwaited(row),
  endsAs: row.ends_as,
  tool: row.tool,
  brood: row.brood,
  remoteTool: { id: row.remote_tool_id, name: row.remote_tool_name },
  fault: row.fault,
  requestId: row.request_id,
  outboxId: row.outbox_id,
  startedBy: row.username,
  created: row.created.toISOString(),
  modified: row.modified.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
  version: row.version,
});

/** Whether our part is done and the other side has not finished. */
const isAwaited = ({ side, state, confirmed_at: at }: Pick<ConnectionSelected, 'side' | 'state' | 'confirmed_at'>) =>
  side === 'asked' && state === 'connected' && at === null;

/** What may be done with a connection in its state, by a caller who may change it. */
export function mayOf(
  { state, fault, is_begun: isBegun }: Pick<ConnectionSelected, 'state' | 'fault' | 'is_begun'>,
  { canRotate, canTest }: { readonly canRotate: boolean; readonly canTest: boolean },
): Connection['may'] {
  const isOver = endedStates.includes(state) || state === 'withdrawing';
  const isConnected = state === 'connected';
  const isStuck = fault !== null || isBegun;
  const isOurs = pendingStates.includes(state) && state !== 'answered' && state !== 'requested';
  return {
    cancel: !isOver && !isConnected,
    resume: (isOurs || state === 'withdrawing' || state === 'answering' || state === 'unanswered') && isStuck,
    disconnect: isConnected,
    rotate: isConnected && canRotate,
    test: isConnected && canTest,
  };
}

/** The three steps of the line: sent, accepted, done. */
export function stepsOf(row: ConnectionSelected): Connection['steps'] {
  const isFailed = (step: string): boolean =>
    row.fault !== null &&
    ((step === 'sent' && ['offering', 'sending', 'unsent'].includes(row.state)) ||
      (step === 'accepted' && ['asked', 'accepting', 'answering', 'unanswered'].includes(row.state)) ||
      (step === 'done' && ['answered', 'finalising'].includes(row.state)));
  const time = (at: Date | null) => at?.toISOString() ?? null;
  return [
    { step: 'sent', at: time(row.sent_at), isFailed: isFailed('sent') },
    { step: 'accepted', at: time(row.accepted_at), isFailed: isFailed('accepted') },
    { step: 'done', at: time(isAwaited(row) ? null : row.done_at), isFailed: isFailed('done') },
  ];
}
