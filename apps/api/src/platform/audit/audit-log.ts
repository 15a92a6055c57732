import { type AuditEntry, AuditList, type ChainedAuditEntry, type ListRequest } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  anyOf,
  defineListPlan,
  historyEntry,
  likeText,
  NotFound,
  type Page,
  type Sql,
  Store,
  sql,
  type TrailRow,
  trailColumns,
} from '../../kernel/index.js';

interface AuditRow extends TrailRow {
  entity_uuid: string | null;
  auth_key_id: number | null;
  ip: string | null;
  request_id: string | null;
}
interface ChainedRow extends AuditRow {
  previous_hash: string;
  hash: string;
}

const columns = sql`${trailColumns}, a.entity_uuid, a.auth_key_id, host(a.ip) as ip, a.request_id`;

const plan = defineListPlan(AuditList, {
  key: sql`a.seq`,
  fields: {
    seq: sql`a.seq`,
    at: sql`a.at`,
    actor: sql`a.actor_name`,
    actorId: sql`a.actor_id`,
    channel: sql`a.channel`,
    action: sql`a.action`,
    kind: sql`a.kind`,
    entityId: sql`a.entity_id`,
    title: sql`a.title`,
    ip: sql`host(a.ip)`,
    requestId: sql`a.request_id`,
  },
  search: (q) =>
    anyOf([
      sql`a.title ilike ${`%${likeText(q)}%`}`,
      sql`a.actor_name ilike ${`%${likeText(q)}%`}`,
      sql`a.action = ${q.toLowerCase()}`,
      sql`lower(a.kind) = ${q.toLowerCase()}`,
      sql`a.entity_uuid::text = ${q.toLowerCase()}`,
      sql`host(a.ip) = ${q}`,
      sql`a.request_id = ${q}`,
    ]),
});

/** The whole audit log, for those with `audit:read`; nothing in it can be changed. */
@Injectable()
export class AuditLog {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** A page of the log. At most two statements; the total of the whole log costs nothing. */
  async list(request: ListRequest): Promise<Page<AuditEntry>> {
    const rows =
      request.limit === 0
        ? []
        : await this.store.read<AuditRow>(
            sql`select ${columns} from audit_log a where ${plan.where(request)} ${order(request)} ${plan.page(request)}`,
          );
    const total = request.total ? await this.#total(request) : null;
    return { items: rows.map(toEntry), total, page: request.page, limit: request.limit };
  }

  /** Every entry of a request, one after another, in constant memory. */
  async *stream(request: ListRequest): AsyncGenerator<AuditEntry> {
    const query = sql`select ${columns} from audit_log a where ${plan.where(request)} ${order(request)}`;
    for await (const row of this.store.stream<AuditRow>(query)) yield toEntry(row);
  }

  /** One entry with its hashes. Throws `NotFound`. */
  async get(seq: number): Promise<ChainedAuditEntry> {
    const row = await this.store.readOne<ChainedRow>(sql`
      select ${columns}, encode(a.prev_hash, 'hex') as previous_hash, encode(a.hash, 'hex') as hash
      from audit_log a where a.seq = ${seq}`);
    if (!row) throw new NotFound(`the audit log has no entry ${seq}`);
    return { ...toEntry(row), previousHash: row.previous_hash, hash: row.hash };
  }

  /** Rows are numbered without gaps, so the head knows how many there are. */
  async #total(request: ListRequest): Promise<number> {
    const counting =
      request.q === '' && request.filters.length + request.anyOf.length === 0
        ? sql`select seq as n from audit_head`
        : sql`select count(*) as n from audit_log a where ${plan.where(request)}`;
    const row = await this.store.readOne<{ n: string }>(counting);
    return Number(row?.n ?? 0);
  }
}

/** By number alone, in the direction asked for: the primary key gives it without sorting. */
const order = ({ sort }: ListRequest): Sql =>
  sort.every(({ descending }) => descending) ? sql`order by a.seq desc` : sql`order by a.seq`;

const toEntry = (row: AuditRow): AuditEntry => ({
  ...historyEntry(row),
  entityUuid: row.entity_uuid,
  authKeyId: row.auth_key_id,
  ip: row.ip,
  requestId: row.request_id,
});
