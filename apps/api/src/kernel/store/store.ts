import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Sql } from 'sql-template-tag';
import { DataSource, type Logger, type MigrationInterface, type QueryRunner } from 'typeorm';
import { type Principal } from '../access/principal.js';
import type { ChangeRecord } from '../audit/change.js';
import type { Config } from '../config/config.js';
import { DomainError, NotAllowed } from '../errors.js';
import type { EmittedEvent } from '../events/event.js';
import type { Jobs } from '../jobs/jobs.js';
import { traced } from '../traces/traces.js';
import { leftInDoubt, outlive, translatePostgresError, turnedAway, unavailable } from './postgres-errors.js';
import { ReadReplica, type Reads, wroteChannel } from './read-replica.js';
import { RowStream } from './row-stream.js';
import { StatementWatch, slowStatementMs } from './statement-watch.js';
import { lookAgain } from './statistics.js';
import { Work, type WorkOptions } from './work.js';

export type EntityClass<E = object> = new () => E;
type Row = Record<string, unknown>;

/** What a rehearsal found: the value the act returned and every change it would have made. */
export interface Rehearsal<T> {
  readonly value: T;
  readonly changes: readonly ChangeRecord[];
}

/** Reads of one moment, one after another. */
export interface Snapshot {
  read<R extends object = Row>(query: Sql): Promise<R[]>;
  /** Rows one after another through a cursor; read to their end before the next read begins. */
  stream<R extends object = Row>(query: Sql): AsyncGenerator<R>;
}

/**
 * The only door to PostgreSQL. Reads are SQL by template tag; writes happen in `work`, for a principal, in one
 * transaction with their change records (ARCHITECTURE §4.0, idea 3).
 */
export class Store {
  readonly #source: DataSource;
  readonly #pool: pg.Pool;
  /** Answers lists and look-ups where `DATABASE_READ_URL` names one. */
  readonly replica: ReadReplica | undefined;
  /** How long statements take in this process. */
  readonly watch = new StatementWatch();
  readonly #migrationNames: readonly string[];
  #statements = 0;
  #jobs: Jobs | undefined;
  #tellLocally: (events: readonly EmittedEvent[]) => void = () => undefined;

  constructor(
    private readonly config: Pick<Config, 'databaseUrl'> & Partial<Pick<Config, 'databaseReadUrl'>>,
    entities: readonly EntityClass[],
    migrations: readonly (new () => MigrationInterface)[],
  ) {
    this.#migrationNames = migrations.map((Step) => new Step().name ?? Step.name);
    this.#source = new DataSource({
      type: 'postgres',
      url: config.databaseUrl,
      entities: [...entities],
      migrations: [...migrations],
      migrationsTransactionMode: 'each',
      synchronize: false,
      installExtensions: false,
      logging: true,
      maxQueryExecutionTime: slowStatementMs,
      logger: new Counter(
        () => this.#statements++,
        (text, ms) => this.watch.note(text, ms),
      ),
      extra: { max: 12, application_name: 'cerebrate-work', connectionTimeoutMillis: mostWaitMs },
    });
    this.#pool = new pg.Pool({
      connectionString: config.databaseUrl,
      max: 16,
      application_name: 'cerebrate-read',
      connectionTimeoutMillis: mostWaitMs,
    });
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', outlive);
    this.replica = config.databaseReadUrl ? new ReadReplica(config.databaseReadUrl) : undefined;
  }

  /** Connects and brings the schema forward under an advisory lock, so that many replicas may start at once. */
  async open(): Promise<void> {
    const lock = new pg.Client({ connectionString: this.config.databaseUrl });
    await lock.connect();
    try {
      await lock.query('select pg_advisory_lock($1)', [migrationLock]);
      await this.#source.initialize();
      await this.#source.runMigrations();
      await this.replica?.listen(await this.listener());
    } finally {
      await lock.end();
    }
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    await this.replica?.close();
    await this.#pool.end();
    if (this.#source.isInitialized) await this.#source.destroy();
  }

  /** Jobs enqueued inside a work share its transaction; set once at start. */
  useJobs(jobs: Jobs): void {
    this.#jobs = jobs;
  }

  /** Events of a committed work reach this process's listeners before the call returns; set once at start. */
  useListeners(tell: (events: readonly EmittedEvent[]) => void): void {
    this.#tellLocally = tell;
  }

  /** Where a list or look-up of the principal's is read: a replica, unless they wrote a moment ago. */
  lists(principal: Principal): Reads {
    return this.replica?.serves(principal) ? this.replica.over(this) : this;
  }

  /** Rows of a read. */
  async read<R extends object = Row>(query: Sql): Promise<R[]> {
    this.#statements++;
    const ask = () => this.#pool.query<R & Row>(query.text, query.values as unknown[]);
    return (await this.#timed(query.text, ask)).rows;
  }

  /** As `read`, with the plan kept on the connection: for statements whose text comes in few shapes. */
  async readPrepared<R extends object = Row>(query: Sql): Promise<R[]> {
    this.#statements++;
    const { text, values } = query;
    const ask = () => this.#pool.query<R & Row>({ name: statementName(text), text, values: values as unknown[] });
    return (await this.#timed(text, ask)).rows;
  }

  #timed<T>(text: string, ask: () => Promise<T>): Promise<T> {
    const attributes = { 'db.system.name': 'postgresql', 'db.query.text': text };
    return traced('read', attributes, () => this.watch.timed(text, ask)).catch(refuse);
  }

  /** The first row of a read, or undefined. */
  async readOne<R extends object = Row>(query: Sql): Promise<R | undefined> {
    const [row] = await this.read<R>(query);
    return row;
  }

  /**
   * Rows of a read one after another through a cursor: constant memory whatever the size. The connection goes back
   * to the pool when the loop ends, also by `break` or an error.
   */
  async *stream<R extends object = Row>(query: Sql, batchSize = 500): AsyncGenerator<R> {
    this.#statements++;
    const client = await this.#pool.connect().catch(refuse);
    const rows = client.query(new RowStream(query.text, query.values as unknown[], { batchSize }));
    let failure: Error | undefined;
    try {
      for await (const row of rows) yield row as R;
    } catch (error) {
      failure = error as Error;
      throw unavailable(error) ?? error;
    } finally {
      rows.destroy();
      client.release(failure ?? !rows.readableEnded);
    }
  }

  /** Reads that all see one and the same moment, whatever is written meanwhile; nothing can be written in them. */
  async snapshot<T>(act: (at: Snapshot) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch(refuse);
    let failure: Error | undefined;
    try {
      await client.query('begin isolation level repeatable read, read only');
      return await act({
        read: async <R extends object>(query: Sql) => (await client.query<R & Row>(query.text, query.values)).rows,
        stream: async function* <R extends object>(query: Sql): AsyncGenerator<R> {
          for await (const row of client.query(new RowStream(query.text, query.values, { batchSize: 500 })))
            yield row as R;
        },
      });
    } catch (error) {
      failure = error as Error;
      throw unavailable(error) ?? error;
    } finally {
      if (!failure) await client.query('rollback');
      client.release(failure);
    }
  }

  /** Changes something: see `Work`. Rolls back and rethrows when `act` throws. */
  async work<T>(principal: Principal, act: (work: Work) => Promise<T>, options: WorkOptions = {}): Promise<T> {
    if (principal.limits?.readOnly) throw new NotAllowed('this auth key only reads');
    const attributes = { 'db.system.name': 'postgresql', 'cerebrate.channel': principal.channel };
    const outcome = await traced('work', attributes, () => this.#transact(principal, act, options, false));
    return outcome.value;
  }

  /** The same code as `work`, rolled back at the end: tells what would change and changes nothing. */
  async rehearse<T>(
    principal: Principal,
    act: (work: Work) => Promise<T>,
    options: WorkOptions = {},
  ): Promise<Rehearsal<T>> {
    return this.#transact(principal, act, options, true);
  }

  /** Number of statements sent since start; tests pin how many a list needs. */
  get statements(): number {
    return this.#statements;
  }

  /** The names of all migrations this program has. */
  get migrationNames(): readonly string[] {
    return this.#migrationNames;
  }

  /** A connection of its own for LISTEN; the caller ends it. */
  async listener(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.config.databaseUrl, application_name: 'cerebrate-listen' });
    await client.connect();
    return client;
  }

  /**
   * Runs `act` while nobody else in any process runs one of the same key; returns undefined, having done nothing, when
   * somebody does. The lock lives on a connection of its own: it ends with the process, however that ends.
   */
  async alone<T>(key: string, act: () => Promise<T>): Promise<{ readonly value: T } | undefined> {
    const client = new pg.Client({ connectionString: this.config.databaseUrl, application_name: 'cerebrate-lock' });
    outlive(client);
    await client.connect().catch(refuse);
    try {
      const { rows } = await client.query<{ won: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 7235)) as won',
        [key],
      );
      return rows[0]?.won ? { value: await act() } : undefined;
    } finally {
      await client.end();
    }
  }

  /** After much was written: has plans follow what is there now. What fails here PostgreSQL makes up for within a minute. */
  async refreshPlans(): Promise<void> {
    // it may take its time, and is nothing to note among slow statements
    const ask = async (query: Sql) => (await this.#pool.query<{ table: string }>(query.text, query.values)).rows;
    await lookAgain(ask).catch(() => []);
  }

  /** For the migration test: the statements TypeORM would still need to make schema and entities agree. */
  async schemaDifference(): Promise<string[]> {
    const log = await this.#source.driver.createSchemaBuilder().log();
    return log.upQueries.map((query) => query.query);
  }

  /** Whoever writes reads from the primary for a while, whichever process they ask. */
  async #tellReplica(runner: QueryRunner, { userId }: Principal): Promise<void> {
    if (!this.replica || userId === null) return;
    this.replica.noteWrite(userId);
    await runner.query('select pg_notify($1, $2)', [wroteChannel, String(userId)]);
  }

  async #transact<T>(
    principal: Principal,
    act: (work: Work) => Promise<T>,
    options: WorkOptions,
    isRehearsal: boolean,
  ): Promise<Rehearsal<T>> {
    const runner = this.#source.createQueryRunner();
    let isEnding = false;
    try {
      await runner.connect();
      await runner.startTransaction();
      const work = new Work(principal, runner, this.#jobs, options);
      const value = await act(work);
      if (isRehearsal) {
        const changes = work.changes();
        await runner.rollbackTransaction();
        return { value, changes };
      }
      const changes = await work.finish();
      await this.#tellReplica(runner, principal);
      isEnding = true;
      await runner.commitTransaction();
      this.#tellLocally(work.events);
      return { value, changes };
    } catch (error) {
      // TypeORM gives a runner back by itself when its connection is cut
      const cut = unavailable(error) ?? (runner.isReleased && !(error instanceof DomainError) && turnedAway(error));
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      if (cut) throw isEnding ? leftInDoubt(error) : cut;
      // Rules kept by the database speak when the transaction ends.
      throw translatePostgresError(error) ?? error;
    } finally {
      await runner.release();
    }
  }
}

const migrationLock = 7_235_001;
/** Whoever gets no connection of the pool in that time is turned away. */
const mostWaitMs = 30_000;

/** Says that the database takes no connection, where that is what failed. */
function refuse(error: unknown): never {
  throw unavailable(error) ?? error;
}

const names = new Map<string, string>();
function statementName(text: string): string {
  let known = names.get(text);
  if (!known) {
    known = createHash('sha1').update(text).digest('base64url');
    if (names.size < 2000) names.set(text, known);
  }
  return known;
}

/** Counts TypeORM's statements and says nothing. */
class Counter implements Logger {
  constructor(
    private readonly count: () => void,
    private readonly slow: (text: string, ms: number) => void,
  ) {}
  logQuery(): void {
    this.count();
  }
  logQueryError(): void {}
  logQuerySlow(ms: number, query: string): void {
    this.slow(query, ms);
  }
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
