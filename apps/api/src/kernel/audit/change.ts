import type { Principal } from '../access/principal.js';
import { cut } from './cut.js';

/** What is written to the audit log for one record touched by one work. */
export interface ChangeRecord {
  /** What kind of record: 'organisation'. */
  readonly kind: string;
  readonly entityId: number | null;
  readonly entityUuid: string | null;
  /** The record's name at that time. */
  readonly title: string;
  /** `add`, `edit`, `delete`, `restore`, `tag`, `login` …: the original's words where it has one (WIRE-CONTRACT §9.5). */
  readonly action: string;
  /** Changed fields before; null when the record is new. */
  readonly before: Readonly<Record<string, unknown>> | null;
  /** Changed fields after; null when the record is gone. */
  readonly after: Readonly<Record<string, unknown>> | null;
  /** Other records whose history shows this change too, as `kind:id`. */
  readonly related: readonly string[];
}

/** A change still being collected; several touches of one record within a work become one change. */
export interface Touch {
  kind: string;
  entityId: number | null;
  entityUuid: string | null;
  title: string;
  action: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  related: Set<string>;
}

/** The rows as the database's `audit_append` takes them, with who and through what. */
export function auditRows(changes: readonly ChangeRecord[], principal: Principal, at: Date, message: string | null) {
  return changes.map((change) => ({
    at: at.toISOString(),
    actor_id: principal.userId,
    actor_name: principal.username,
    auth_key_id: principal.authKeyId,
    channel: principal.channel,
    ip: principal.ip,
    request_id: principal.requestId,
    action: change.action,
    kind: change.kind,
    entity_id: change.entityId,
    entity_uuid: change.entityUuid,
    title: cut(change.title, 255),
    before: change.before,
    after: change.after,
    related: change.related,
    message,
  }));
}
