import { name as named, type Sql, sql } from '../../kernel/index.js';

/**
 * The most rows the first start, and a first look by its administrator, leave in a table. A table that is not named here
 * holds records of people from its first row on: so one that is new is never forgotten.
 */
const madeByStarting: Readonly<Record<string, number>> = {
  attempts: Number.POSITIVE_INFINITY,
  audit_head: 1,
  audit_log: Number.POSITIVE_INFINITY,
  auth_keys: 1,
  individuals: 1,
  instance_keys: 1,
  instances: 1,
  meta_template_directory: 8,
  meta_template_fields: 76,
  meta_templates: 8,
  migrations: Number.POSITIVE_INFINITY,
  notification_cursors: Number.POSITIVE_INFINITY,
  organisations: 1,
  password_demands: 1,
  roles: 5,
  sessions: Number.POSITIVE_INFINITY,
  sign_in_steps: Number.POSITIVE_INFINITY,
  signing_keys: 1,
  user_settings: Number.POSITIVE_INFINITY,
  users: 1,
};

/** Asks the database; rows of a work or of a store alike. */
type Ask = <R extends object>(query: Sql) => Promise<R[]>;

/**
 * The tables of a node that hold more than its first start makes, in the order of their names; none for an empty
 * database. `settled` names further tables whose rows do not count.
 */
export async function ownRecords(ask: Ask, settled: readonly string[] = []): Promise<string[]> {
  const tables = await ask<{ name: string }>(sql`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by relname`);
  const own: string[] = [];
  for (const { name } of tables) {
    const most = settled.includes(name) ? Number.POSITIVE_INFINITY : (madeByStarting[name] ?? 0);
    if (most === Number.POSITIVE_INFINITY) continue;
    if ((await ask(sql`select 1 from ${named(name)} offset ${most} limit 1`)).length > 0) own.push(name);
  }
  return own;
}

/** Table names as a person reads them: 'broods, local tools and tags'. */
export function readable(tables: readonly string[]): string {
  const words = tables.map((table) => table.replaceAll('_', ' '));
  const last = words.pop() ?? '';
  return words.length === 0 ? last : `${words.join(', ')} and ${last}`;
}
