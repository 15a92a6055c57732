import { join, name, type Sql, sql } from './sql.js';

/** So many rows must have changed for a look to be worth its time. */
const leastRows = 500;

/**
 * Has PostgreSQL look again at the tables of which more than a fifth changed since it last did. Its own look comes within
 * a minute; until then, after an import into an empty directory, it plans as if nothing were there, and a page of a list
 * takes twenty times as long. Answers the names of the tables.
 */
export async function lookAgain(ask: (query: Sql) => Promise<{ table: string }[]>): Promise<string[]> {
  const rows = await ask(sql`
    select relname as table from pg_stat_user_tables
    where schemaname = 'public' and n_mod_since_analyze > greatest(${leastRows}, n_live_tup / 5) order by relname`);
  const tables = rows.map(({ table }) => table);
  if (tables.length > 0) await ask(sql`analyze ${join(tables.map((table) => name(table)))}`);
  return tables;
}
