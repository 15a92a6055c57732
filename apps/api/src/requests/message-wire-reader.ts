import type { RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { notFound, type Principal, refCondition, type Sql, Store, sql } from '../kernel/index.js';
import { inboxScope } from './inbox/inbox.scope.js';
import { outboxScope } from './outbox/outbox.scope.js';

/** A message under the names of the original's columns (WIRE-CONTRACT §3.13). */
export interface MessageWireRow {
  readonly id: number;
  readonly uuid: string;
  readonly scope: string;
  readonly action: string;
  readonly title: string;
  /** Of the inbox only. */
  readonly origin?: string;
  readonly user_id: number | null;
  readonly message: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** Whether secrets of it are kept apart. */
  readonly is_sealed: boolean;
  readonly severity: number;
  readonly created: Date;
  readonly modified: Date;
  readonly user: WireSender | null;
}

/** The sender as the original nests it. */
export interface WireSender {
  readonly id: number;
  readonly uuid: string;
  readonly username: string;
  readonly role_id: number;
  readonly individual_id: number;
  readonly disabled: boolean;
  readonly created: string;
  readonly modified: string;
  readonly organisation_id: number | null;
}

const sender = sql`case when u.id is not null then jsonb_build_object('id', u.id, 'uuid', u.uuid, 'username', u.username,
  'role_id', u.role_id, 'individual_id', u.individual_id, 'disabled', u.disabled, 'created', u.created,
  'modified', u.modified, 'organisation_id', u.organisation_id) end as user`;
const inboxColumns = sql`m.id, m.uuid, m.scope, m.action, m.title, m.origin, m.user_id, m.message, m.payload as data,
  m.sealed is not null as is_sealed, m.severity, m.created, m.modified, ${sender}`;
const outboxColumns = sql`m.id, m.uuid, m.scope, m.action, m.title, m.user_id, null::text as message, m.payload as data,
  m.sealed is not null as is_sealed, m.severity, m.created, m.modified, ${sender}`;

/** Open messages as the original keeps them: what is decided or sent is gone there. Secrets are in none of them. */
@Injectable()
export class MessageWireReader {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** The open requests the principal may decide, newest first. */
  inbox(principal: Principal): Promise<MessageWireRow[]> {
    return this.#inbox(inboxScope.see.where(principal, 'm'));
  }

  /** One open request. Throws `NotFound`. */
  async request(principal: Principal, ref: RecordRef): Promise<MessageWireRow> {
    const [row] = await this.#inbox(sql`${inboxScope.see.where(principal, 'm')} and ${refCondition('m', ref)}`);
    if (!row) throw notFound(inboxScope.noun);
    return row;
  }

  /** The request a sender has just sent, by the id the inbox gave it; one that came again may be decided already. */
  async sent(id: number): Promise<MessageWireRow> {
    const [row] = await this.#inbox(sql`m.id = ${id}`, sql`true`);
    if (!row) throw notFound(inboxScope.noun);
    return row;
  }

  /** The messages that wait or failed, newest first. */
  outbox(principal: Principal): Promise<MessageWireRow[]> {
    return this.#outbox(outboxScope.see.where(principal, 'm'));
  }

  /** One of them. Throws `NotFound`. */
  async message(principal: Principal, ref: RecordRef): Promise<MessageWireRow> {
    const [row] = await this.#outbox(sql`${outboxScope.see.where(principal, 'm')} and ${refCondition('m', ref)}`);
    if (!row) throw notFound(outboxScope.noun);
    return row;
  }

  #inbox(which: Sql, state = sql`m.state = 'open'`): Promise<MessageWireRow[]> {
    return this.store.read<MessageWireRow>(sql`
      select ${inboxColumns} from inbox m left join users u on u.id = m.user_id
      where ${state} and (${which}) order by m.created desc, m.id desc limit 10000`);
  }

  #outbox(which: Sql): Promise<MessageWireRow[]> {
    return this.store.read<MessageWireRow>(sql`
      select ${outboxColumns} from outbox m left join users u on u.id = m.user_id
      where m.state in ('waiting', 'failed') and (${which}) order by m.created desc, m.id desc limit 10000`);
  }
}
