import type { Brood, BroodCheck, BroodStrategy, CheckOutcome } from '@cerebrate/contract';
import { type Sql, sql } from '../../kernel/index.js';

/** What `checkColumns` select. */
export interface CheckRow {
  id: number;
  at: Date | string;
  outcome: CheckOutcome;
  advice: string;
  status: number | null;
  latency_ms: number | null;
  product: string | null;
  version: string | null;
  username: string | null;
  role: string | null;
  may_sync: boolean | null;
  sees_all: boolean | null;
  clock_skew_seconds: number | null;
}

/** What `broodColumns` select. */
export interface BroodRow {
  id: number;
  uuid: string;
  name: string;
  url: string;
  description: string | null;
  owner: Brood['owner'];
  strategy: BroodStrategy;
  pull: boolean;
  skip_proxy: boolean;
  every_minutes: number;
  accepts_signed_only: boolean;
  timeout_seconds: number;
  has_key: boolean;
  authority: string | null;
  pinned_certificate: string | null;
  client_certificate: string | null;
  has_client_key: boolean;
  last_check: CheckRow | null;
  created: Date;
  modified: Date;
  version: number;
}

/** Columns of a connection test over `brood_checks c`. */
export const checkColumns: Sql = sql`c.id, c.at, c.outcome, c.advice, c.status, c.latency_ms, c.product, c.version,
  c.username, c.role, c.may_sync, c.sees_all, c.clock_skew_seconds`;

/** Columns of a brood over `broodsFrom`; whether there is a key, never the key. */
export const broodColumns: Sql = sql`b.id, b.uuid, b.name, b.url, b.description, b.strategy, b.pull, b.skip_proxy, b.every_minutes, b.accepts_signed_only,
  b.timeout_seconds, b.sealed_key is not null as has_key, b.authority, b.pinned_certificate, b.client_certificate,
  b.sealed_client_key is not null as has_client_key, b.created, b.modified, b.version, lc.last_check,
  json_build_object('id', o.id, 'uuid', o.uuid, 'name', o.name) as owner`;

/** Broods with their owner and their last connection test. */
export const broodsFrom: Sql = sql`broods b join organisations o on o.id = b.organisation_id
  left join lateral (select to_json(c) as last_check, c.outcome from brood_checks c where c.brood_id = b.id
    order by c.at desc, c.id desc limit 1) lc on true`;

/** A connection test as the contract has it. */
export const toCheck = (row: CheckRow): BroodCheck => ({
  id: row.id,
  at: new Date(row.at).toISOString(),
  outcome: row.outcome,
  advice: row.advice,
  status: row.status,
  latencyMs: row.latency_ms,
  product: row.product,
  version: row.version,
  username: row.username,
  role: row.role,
  maySync: row.may_sync,
  seesAll: row.sees_all,
  clockSkewSeconds: row.clock_skew_seconds,
});

/** A brood as the contract has it. */
export const toBrood = (row: BroodRow): Brood => ({
  id: row.id,
  uuid: row.uuid,
  name: row.name,
  url: row.url,
  description: row.description,
  owner: row.owner,
  strategy: row.strategy,
  pull: row.pull,
  skipProxy: row.skip_proxy,
  everyMinutes: row.every_minutes,
  acceptsSignedOnly: row.accepts_signed_only,
  timeoutSeconds: row.timeout_seconds,
  hasKey: row.has_key,
  authority: row.authority,
  pinnedCertificate: row.pinned_certificate,
  clientCertificate: row.client_certificate,
  hasClientKey: row.has_client_key,
  lastCheck: row.last_check && toCheck(row.last_check),
  created: row.created.toISOString(),
  modified: row.modified.toISOString(),
  version: row.version,
});
