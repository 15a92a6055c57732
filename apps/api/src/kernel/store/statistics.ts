import { join, name, type Sql, sql } from './sql.js';

/** So many pages of 8 kB must have come for a look to be worth its time. */
const leastPages = 4;

/**
 * Has PostgreSQL look again at the tables that grew by more than a fifth since it last did. Its own look comes within a
 * minute; until then, after an import into an empty directory, it plans as if nothing were there, and a page of a list
 * takes twenty times as long. Judged by the files: counts of changes are told some seconds late. Answers the tables' names.
 */
export async function lookAgain(ask: (query: Sql) => Promise<{ table: string }[]>): Promise<string[]> {
  const rows = await ask(sql`
    select c.relname as table from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and pg_relation_size(c.oid) / current_setting('block_size')::int > c.relpages * 1.2 + ${leastPages}
    order by c.relname`);
  const tables = rows.map(({ table }) => table);
  if (tables.length > 0) await ask(sql`analyze ${join(tables.map((table) => name(table)))}`);
  return tables;
}
