import pg from 'pg';
import type { Sql } from 'sql-template-tag';
import type { Principal } from '../access/principal.js';
import { isOutage, outlive } from './postgres-errors.js';
import { RowStream } from './row-stream.js';

type Row = Record<string, unknown>;

/** Whoever wrote reads from the primary for so long: a replica that lags more is told of by the diagnostics. */
export const readsOwnWritesForMs = 10_000;
/** A replica that fails is left alone for so long. */
const restMs = 5_000;
/** Told across processes when somebody wrote; its payload is the user's id. */
export const wroteChannel = 'cerebrate_wrote';

/** Reads that may be a moment old. */
export interface Reads {
  read<R extends object = Row>(query: Sql): Promise<R[]>;
  readPrepared<R extends object = Row>(query: Sql): Promise<R[]>;
  stream<R extends object = Row>(query: Sql, batchSize?: number): AsyncGenerator<R>;
}

/**
 * A replica of the database for lists and look-ups (decision 147). It serves nobody who wrote in the last seconds, in
 * any process, and whatever it cannot answer the primary does.
 */
export class ReadReplica {
  readonly #pool: pg.Pool;
  readonly #wrote = new Map<number, number>();
  #restsUntil = 0;
  #listener: pg.Client | undefined;

  constructor(url: string) {
    this.#pool = new pg.Pool({ connectionString: url, max: 16, application_name: 'cerebrate-list' });
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', outlive);
  }

  /** Hears from the primary who wrote in other processes. */
  async listen(client: pg.Client): Promise<void> {
    client.on('notification', ({ payload }) => this.noteWrite(Number(payload)));
    // without it nobody could know: the replica rests until the program starts again
    client.on('error', () => this.#rest(Number.POSITIVE_INFINITY));
    client.on('end', () => this.#rest(Number.POSITIVE_INFINITY));
    await client.query(`listen ${wroteChannel}`);
    this.#listener = client;
  }

  /** Somebody wrote: they must see it. */
  noteWrite(userId: number | null): void {
    if (userId === null) return;
    const now = Date.now();
    if (this.#wrote.size > 10_000) for (const [id, until] of this.#wrote) if (until < now) this.#wrote.delete(id);
    this.#wrote.set(userId, now + readsOwnWritesForMs);
  }

  /** Whether it may answer the principal now. */
  serves({ userId }: Principal): boolean {
    if (Date.now() < this.#restsUntil) return false;
    return userId === null || (this.#wrote.get(userId) ?? 0) < Date.now();
  }

  /** How far behind the primary it is, in seconds; null when it does not answer. */
  async lag(): Promise<number | null> {
    try {
      const { rows } = await this.#pool.query<{ lag: number }>(`
        select case when not pg_is_in_recovery() or pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
          else coalesce(extract(epoch from now() - pg_last_xact_replay_timestamp()), 0) end::float8 as lag`);
      return rows[0]?.lag ?? null;
    } catch {
      return null;
    }
  }

  /** Its reads; `primary` answers what fails here before its first row. */
  over(primary: Reads): Reads {
    const pool = this.#pool;
    const orElse = async <T>(ask: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> => {
      try {
        return await ask();
      } catch (error) {
        if (!isOutage(error)) throw error;
        this.#rest(Date.now() + restMs);
        return otherwise();
      }
    };
    const rows = async <R extends object>(query: Sql): Promise<R[]> =>
      (await pool.query<R & Row>(query.text, query.values as unknown[])).rows;
    const rest = () => this.#rest(Date.now() + restMs);
    return {
      read: <R extends object>(query: Sql) =>
        orElse(
          () => rows<R>(query),
          () => primary.read<R>(query),
        ),
      readPrepared: <R extends object>(query: Sql) =>
        orElse(
          () => rows<R>(query),
          () => primary.readPrepared<R>(query),
        ),
      stream: <R extends object>(query: Sql, batchSize?: number) => streamed<R>(pool, primary, rest, query, batchSize),
    };
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    this.#listener?.removeAllListeners('end');
    await this.#listener?.end();
    await this.#pool.end();
  }

  #rest(until: number): void {
    this.#restsUntil = Math.max(this.#restsUntil, until);
  }
}

async function* streamed<R extends object>(
  pool: pg.Pool,
  primary: Reads,
  rest: () => void,
  query: Sql,
  batchSize = 500,
): AsyncGenerator<R> {
  let hasBegun = false;
  let failure: Error | undefined;
  const client = await pool.connect().catch(() => undefined);
  if (client) {
    const rows = client.query(new RowStream(query.text, query.values as unknown[], { batchSize }));
    try {
      for await (const row of rows) {
        hasBegun = true;
        yield row as R;
      }
      return;
    } catch (error) {
      failure = error as Error;
      if (hasBegun || !isOutage(error)) throw error;
    } finally {
      rows.destroy();
      client.release(failure ?? !rows.readableEnded);
    }
  }
  rest();
  yield* primary.stream<R>(query, batchSize);
}
