import pg from 'pg';
import type { Config } from '../config/config.js';
import { unavailable } from '../store/postgres-errors.js';
import { type Sql, sql } from '../store/sql.js';

/** The advisory locks of processes have it as their first number. */
const presenceLocks = 7_235_003;
const lookEveryMs = 10_000;
const againMs = 1000;

/**
 * That this process lives, told by PostgreSQL: a lock on a connection of its own, which ends with the process, however
 * that ends (decision 157). What a process takes for a while it takes under a `token()`; whoever finds one knows by
 * `ownerIsGone` at once that nobody is at it any more. Opened by its first use.
 */
export class Presence {
  /** By which number the process is known: the beginning of its tokens. */
  readonly number = Number.parseInt(crypto.randomUUID().slice(0, 7), 16);
  #client: Promise<pg.Client> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  #isClosed = false;
  /** One statement after the other. */
  #asked: Promise<unknown> = Promise.resolve();

  constructor(private readonly config: Pick<Config, 'databaseUrl'>) {}

  /** A new name under which something is taken: a uuid whose first part is this process. Throws `Unavailable`. */
  async token(): Promise<string> {
    await this.#connected();
    const chance = crypto.randomUUID();
    return `${this.number.toString(16).padStart(8, '0')}${chance.slice(8, 14)}8${chance.slice(15)}`;
  }

  /** Rows of a statement on the connection of the lock, for what belongs to no change. */
  async ask<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
    const asked = this.#asked.then(async () => (await (await this.#connected()).query(text, values)).rows as R[]);
    this.#asked = asked.catch(() => undefined);
    return asked;
  }

  /** The numbers of all processes that live. */
  async living(): Promise<number[]> {
    const rows = await this.ask<{ n: string }>(
      `select objid::bigint as n from pg_locks where locktype = 'advisory' and classid = ${presenceLocks} and objsubid = 2
        and database = (select oid from pg_database where datname = current_database()) order by 1`,
    );
    return rows.map(({ n }) => Number(n));
  }

  /** Ends the lock: what was taken under tokens of this process is free. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    clearTimeout(this.#again);
    const client = await this.#client?.catch(() => undefined);
    await client?.end().catch(() => undefined);
  }

  #connected(): Promise<pg.Client> {
    this.#client ??= this.#connect().catch((error: unknown) => {
      this.#client = undefined;
      throw unavailable(error) ?? error;
    });
    return this.#client;
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.config.databaseUrl,
      application_name: 'cerebrate-presence',
      keepAlive: true,
    });
    client.on('error', () => this.#lost());
    client.on('end', () => this.#lost());
    await client.connect();
    await client.query('select pg_advisory_lock($1, $2)', [presenceLocks, this.number]);
    // a connection that nobody uses is cut by some firewalls
    this.#timer ??= setInterval(() => void this.ask('select 1').catch(() => undefined), lookEveryMs).unref();
    return client;
  }

  /** The database restarted, or the connection was cut: the process still lives, so it says so again. */
  #lost(): void {
    this.#client = undefined;
    if (this.#isClosed || this.#again) return;
    this.#again = setTimeout(() => {
      this.#again = undefined;
      if (!this.#isClosed) void this.#connected().catch(() => this.#lost());
    }, againMs).unref();
  }
}

/**
 * Whether who took something is dead, by the token it was taken under. Tokens of another kind, such as those of earlier
 * versions, tell nothing: their leases end by time. No token is nobody, who is not gone, and costs no look at the locks.
 */
export const ownerIsGone = (
  token: Sql,
): Sql => sql`(${token} is not null and substr(${token}::text, 15, 1) = '8' and not exists (
  select from pg_locks where locktype = 'advisory' and classid = ${presenceLocks} and objsubid = 2
    and database = (select oid from pg_database where datname = current_database())
    and objid::bigint = ('x' || left(${token}::text, 8))::bit(32)::bigint))`;
