import { readFileSync } from 'node:fs';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { type Original, type OriginalRow, OriginalUnreadable } from './original.js';

const batchSize = 500;
/** Pages of tables without an id are ordered by all their columns. */
const pagedSize = 5_000;

/**
 * Opens the MySQL or MariaDB of a PHP Cerebrate for reading, inside one snapshot: what changes there meanwhile is taken
 * by the next run. `password`, where given, wins over the one in the address. Throws `OriginalUnreadable`.
 */
export async function openOriginalDatabase(
  address: string,
  { password, authority }: { password?: string | undefined; authority?: string | undefined } = {},
): Promise<Original> {
  const url = databaseAddress(address);
  const name = `${url.hostname}:${url.port || 3306}${url.pathname}`;
  try {
    const connection = await createConnection({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port || 3306),
      user: decodeURIComponent(url.username),
      password: password ?? decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)),
      charset: 'utf8mb4',
      timezone: 'Z',
      supportBigNumbers: true,
      connectTimeout: 10_000,
      ...(authority === undefined ? {} : { ssl: { ca: readFileSync(authority) } }),
    });
    await connection.query('set session transaction isolation level repeatable read');
    await connection.query('start transaction with consistent snapshot, read only');
    return new OriginalDatabase(name, connection);
  } catch (error) {
    throw new OriginalUnreadable(`the database at ${name} cannot be read: ${(error as Error).message}`);
  }
}

function databaseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^(mysql|mariadb):$/.test(url.protocol) || url.pathname.length < 2)
    throw new OriginalUnreadable('the address must look like mysql://user@host:3306/database');
  return url;
}

class OriginalDatabase implements Original {
  readonly kind = 'database';
  #columns: Promise<Map<string, string[]>> | undefined;

  constructor(
    readonly name: string,
    private readonly connection: Connection,
  ) {}

  async tables(): Promise<ReadonlySet<string>> {
    return new Set((await this.#catalogue()).keys());
  }

  async count(table: string): Promise<number> {
    const [rows] = await this.connection.query<RowDataPacket[]>('select count(*) as n from ??', [table]);
    return Number(rows[0]?.['n'] ?? 0);
  }

  async *batches(table: string, after = 0): AsyncGenerator<readonly OriginalRow[]> {
    const columns = (await this.#catalogue()).get(table) ?? [];
    if (!columns.includes('id')) {
      yield* this.#paged(table, columns);
      return;
    }
    for (let last = after; ; ) {
      const [rows] = await this.connection.query<RowDataPacket[]>('select * from ?? where id > ? order by id limit ?', [
        table,
        last,
        batchSize,
      ]);
      if (rows.length > 0) yield rows as OriginalRow[];
      if (rows.length < batchSize) return;
      last = Number(rows.at(-1)?.['id']);
    }
  }

  async close(): Promise<void> {
    await this.connection.end();
  }

  async *#paged(table: string, columns: readonly string[]): AsyncGenerator<readonly OriginalRow[]> {
    for (let offset = 0; columns.length > 0; offset += pagedSize) {
      const [rows] = await this.connection.query<RowDataPacket[]>('select * from ?? order by ?? limit ? offset ?', [
        table,
        columns,
        pagedSize,
        offset,
      ]);
      if (rows.length > 0) yield rows as OriginalRow[];
      if (rows.length < pagedSize) return;
    }
  }

  #catalogue(): Promise<Map<string, string[]>> {
    this.#columns ??= this.#readCatalogue();
    return this.#columns;
  }

  async #readCatalogue(): Promise<Map<string, string[]>> {
    const [rows] = await this.connection.query<RowDataPacket[]>(
      `select table_name as t, column_name as c from information_schema.columns
       where table_schema = database() order by table_name, ordinal_position`,
    );
    const tables = new Map<string, string[]>();
    for (const row of rows) tables.set(String(row['t']), [...(tables.get(String(row['t'])) ?? []), String(row['c'])]);
    return tables;
  }
}
