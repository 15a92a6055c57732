import { messageSeverities, OutboxList, type OutboxMessage, type OutboxRow } from '@cerebrate/contract';
import { defineListPlan, likeText, sql } from '../../kernel/index.js';
import { severityText } from '../inbox/inbox-view.js';

/** What `outboxColumns` selects. */
export interface OutboxSelected {
  id: number;
  uuid: string;
  kind: string;
  scope: string;
  action: string;
  title: string;
  severity: number;
  state: OutboxRow['state'];
  sent_for: OutboxRow['user'];
  attempts: number;
  tried_at: Date | null;
  next_at: Date | null;
  fault: string | null;
  payload: Record<string, unknown>;
  created: Date;
  modified: Date;
  version: number;
}

/** The tables behind a message; `m` is the scope's alias. */
export const outboxTables = sql`outbox m left join users u on u.id = m.user_id`;

export const outboxColumns = sql`m.id, m.uuid, m.kind, m.scope, m.action, m.title, m.severity, m.state,
  case when u.id is not null then jsonb_build_object('id', u.id, 'username', u.username) end as sent_for,
  m.attempts, m.tried_at, m.next_at, m.fault, m.payload, m.created, m.modified, m.version`;

/** How the outbox filters, sorts and searches. */
export const outboxPlan = defineListPlan(OutboxList, {
  key: sql`m.id desc`,
  fields: {
    id: sql`m.id`,
    uuid: sql`m.uuid`,
    state: sql`m.state`,
    severity: severityText(sql`m.severity`),
    kind: sql`m.kind`,
    scope: sql`m.scope`,
    action: sql`m.action`,
    title: sql`m.title`,
    user: sql`u.username::text`,
    fault: sql`m.fault`,
    attempts: sql`m.attempts`,
    created: sql`m.created`,
    modified: sql`m.modified`,
  },
  sorts: { severity: sql`m.severity` },
  search: (q) => sql`fold_text(concat_ws(' ', m.title, m.fault, u.username)) like fold_text(${`%${likeText(q)}%`})`,
});

/** A row as a list shows it. */
export const toRow = (row: OutboxSelected): OutboxRow => ({
  id: row.id,
  uuid: row.uuid,
  kind: row.kind,
  scope: row.scope,
  action: row.action,
  title: row.title,
  severity: messageSeverities[row.severity] ?? 'info',
  state: row.state,
  user: row.sent_for,
  attempts: row.attempts,
  triedAt: row.tried_at?.toISOString() ?? null,
  nextAt: row.state === 'waiting' ? (row.next_at?.toISOString() ?? null) : null,
  fault: row.fault,
  created: row.created.toISOString(),
  modified: row.modified.toISOString(),
  version: row.version,
});

/** One message. */
export const toMessage = (row: OutboxSelected, canSend: boolean): OutboxMessage => ({
  ...toRow(row),
  payload: row.payload,
  canSend: canSend && (row.state === 'waiting' || row.state === 'failed'),
});
