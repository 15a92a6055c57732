import type { RunKind } from '@cerebrate/contract';
import { type Sql, sql } from '../../kernel/index.js';

/** Where the records of each kind stand here, and what they are called; `t` is the table. */
export const recordTables: Readonly<Record<RunKind, { table: Sql; title: Sql }>> = {
  organisations: { table: sql`organisations`, title: sql`t.name` },
  individuals: { table: sql`individuals`, title: sql`t.email::text` },
  'sharing-groups': { table: sql`sharing_groups`, title: sql`t.name` },
  'encryption-keys': { table: sql`encryption_keys`, title: sql`coalesce(t.fingerprint, t.uuid::text)` },
  blueprints: { table: sql`sharing_group_blueprints`, title: sql`t.name` },
};
