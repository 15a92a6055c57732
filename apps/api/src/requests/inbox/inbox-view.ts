import { InboxList, type InboxRequest, type InboxRow, messageSeverities } from '@cerebrate/contract';
import { defineListPlan, likeText, type Sql, sql } from '../../kernel/index.js';

/** What `inboxColumns` selects. */
export interface InboxSelected {
  id: number;
  uuid: string;
  kind: string;
  scope: string;
  action: string;
  title: string;
  origin: string;
  severity: number;
  state: InboxRow['state'];
  sender: InboxRow['sender'];
  organisation: InboxRow['organisation'];
  decided_by_name: string | null;
  decided_at: Date | null;
  message: string | null;
  payload: Record<string, unknown>;
  outcome: Record<string, unknown> | null;
  created: Date;
  modified: Date;
  version: number;
}

/** The tables behind a request; `m` is the scope's alias. Names of higher nouns are asked for display alone. */
export const inboxTables = sql`inbox m left join users u on u.id = m.user_id
  left join organisations o on o.id = m.organisation_id and o.deleted_at is null`;

export const inboxColumns = sql`m.id, m.uuid, m.kind, m.scope, m.action, m.title, m.origin, m.severity, m.state,
  case when u.id is not null then jsonb_build_object('id', u.id, 'username', u.username) end as sender,
  case when o.id is not null then jsonb_build_object('id', o.id, 'uuid', o.uuid, 'name', o.name) end as organisation,
  m.decided_by_name, m.decided_at, m.message, m.payload, m.outcome, m.created, m.modified, m.version`;

/** A severity by its word. */
export const severityText = (column: Sql): Sql => sql`(array['notice', 'info', 'warning', 'danger'])[${column} + 1]`;

/** How the inbox filters, sorts and searches. */
export const inboxPlan = defineListPlan(InboxList, {
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
    origin: sql`m.origin`,
    sender: sql`u.username::text`,
    organisation: sql`o.name`,
    organisationId: sql`m.organisation_id`,
    decidedBy: sql`m.decided_by_name`,
    message: sql`m.message`,
    created: sql`m.created`,
    modified: sql`m.modified`,
  },
  sorts: {
    severity: sql`m.severity`,
    state: sql`array_position(array['open', 'accepted', 'declined', 'discarded'], m.state::text)`,
  },
  search: (q) =>
    sql`fold_text(concat_ws(' ', m.title, m.origin, u.username, o.name)) like fold_text(${`%${likeText(q)}%`})`,
});

/** A row as a list shows it. */
export const toRow = (row: InboxSelected): InboxRow => ({
  id: row.id,
  uuid: row.uuid,
  kind: row.kind,
  scope: row.scope,
  action: row.action,
  title: row.title,
  origin: row.origin,
  severity: messageSeverities[row.severity] ?? 'info',
  state: row.state,
  sender: row.sender,
  organisation: row.organisation,
  decidedBy: row.decided_by_name,
  decidedAt: row.decided_at?.toISOString() ?? null,
  message: row.message,
  created: row.created.toISOString(),
  modified: row.modified.toISOString(),
  version: row.version,
});

/** One request. */
export const toRequest = (row: InboxSelected, canAccept: boolean): InboxRequest => ({
  ...toRow(row),
  payload: row.payload,
  outcome: row.outcome,
  canAccept: canAccept && row.state === 'open',
});
