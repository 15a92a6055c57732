import { type Sql, sql } from '../../kernel/index.js';

/** A change as other programs are told of it: what the audit log says of it now, its secrets masked. */
export interface ChangeEvent {
  readonly type: string;
  readonly timestamp: string;
  readonly data: {
    readonly seq: number;
    readonly kind: string;
    readonly action: string;
    readonly id: number | null;
    readonly uuid: string | null;
    readonly title: string;
    readonly actor: { readonly id: number | null; readonly name: string };
    readonly channel: string;
    readonly message: string | null;
    readonly before: unknown;
    readonly after: unknown;
  };
}

/** What `changeEvent` reads of `audit_log a`. */
export const changeEventColumns: Sql = sql`a.seq, a.at, a.kind, a.action, a.entity_id as id, a.entity_uuid as uuid, a.title,
  a.actor_id, a.actor_name, a.channel, a.message, a.before, a.after`;

/** A row of `changeEventColumns`. */
export interface ChangeEventRow extends Record<string, unknown> {
  seq: string;
  at: Date;
  kind: string;
  action: string;
  actor_id: number | null;
  actor_name: string;
}

/** The event of a row. */
export function changeEvent({ at, seq, actor_id: id, actor_name: name, ...data }: ChangeEventRow): ChangeEvent {
  return {
    type: `${data.kind}.${data.action}`,
    timestamp: at.toISOString(),
    data: { seq: Number(seq), ...data, actor: { id, name } } as ChangeEvent['data'],
  };
}
