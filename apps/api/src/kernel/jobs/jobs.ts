import pg from 'pg';
import PgBoss from 'pg-boss';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { RecurringLook } from '../events/recurring-look.js';
import { Registry } from '../registry.js';
import { traced } from '../traces/traces.js';
import type { Presence } from './presence.js';

/** A kind of job: its name, what it carries, and what it does. `run` may be called again after a crash: make it safe to repeat. */
export interface JobDefinition<P extends object> {
  readonly id: string;
  /** Attempts after the first, with growing pauses. */
  readonly retries: number;
  /** How many run at once in one process. */
  readonly concurrency: number;
  /** Seconds after which a run counts as lost and is tried again. */
  readonly expireInSeconds: number;
  /** Only carries the payload's type. */
  readonly payload?: P;
}

export interface EnqueueOptions {
  /** At most one waiting or running job with this key. */
  readonly singletonKey?: string;
  readonly startAfterSeconds?: number;
}

export type JobRun<P extends object> = (payload: P, signal: AbortSignal) => Promise<void>;

/** Any number no other advisory lock of ours has. */
const queueLock = 7_235_002;
const lookEveryMs = 5000;

type Execute = (text: string, values: unknown[]) => Promise<Record<string, unknown>[]>;
type AnyDefinition = JobDefinition<object> & { readonly id: string };

/** Declares a kind of job, for example `defineJob<{ importId: number }>('directory.import', { retries: 3 })`. */
export function defineJob<P extends object>(
  id: `${string}.${string}`,
  options: Partial<Pick<JobDefinition<P>, 'retries' | 'concurrency' | 'expireInSeconds'>> = {},
): JobDefinition<P> {
  return Object.freeze({ id, retries: 3, concurrency: 1, expireInSeconds: 900, ...options });
}

/** The job queue: pg-boss in the same PostgreSQL, so that a job exists exactly when the change that asked for it does. */
export class Jobs {
  readonly #boss: PgBoss;
  readonly #runs = new Registry<AnyDefinition & { run: JobRun<object>; cron: string | undefined }>('job');
  readonly #look: RecurringLook;
  #living = '';
  #started = false;
  private readonly databaseUrl: string;

  constructor(
    config: Pick<Config, 'databaseUrl'>,
    private readonly log: Logger,
    private readonly presence: Presence,
  ) {
    this.databaseUrl = config.databaseUrl;
    this.#boss = new PgBoss({ connectionString: config.databaseUrl, max: 4, application_name: 'cerebrate-jobs' });
    this.#boss.on('error', (error) => this.log.error({ error: error.message }, 'the job queue had a fault'));
    const failed = ({ message }: Error) => this.log.warn({ error: message }, 'left jobs could not be looked for');
    this.#look = new RecurringLook(() => this.#takeUp(), { everyMs: lookEveryMs, restMs: 0, failed });
  }

  /** Says what runs for that kind of job; with `cron` (in UTC) the queue's clock sends it with nothing in it, once however many processes there are. Call before start. */
  register<P extends object>(job: JobDefinition<P>, run: JobRun<P>, { cron }: { cron?: string } = {}): void {
    this.#runs.add({ ...(job as AnyDefinition), run: run as JobRun<object>, cron });
  }

  /** Prepares the queues; with `work` also runs jobs in this process. */
  async open(options: { work: boolean }): Promise<void> {
    this.#runs.freeze();
    await this.#alone(async () => {
      await this.#boss.start();
      for (const job of this.#runs.list()) {
        await this.#boss.createQueue(job.id);
        if (job.cron !== undefined) await this.#boss.schedule(job.id, job.cron, {}, { tz: 'UTC' });
      }
    });
    for (const job of this.#runs.list()) {
      if (options.work)
        for (let at = 0; at < job.concurrency; at++)
          await this.#boss.work<object>(job.id, { pollingIntervalSeconds: 0.5 }, async ([one]) => {
            if (one) await this.#run(job, one);
          });
    }
    if (options.work) {
      await this.#look.now();
      this.#look.start();
    }
    this.#started = true;
  }

  /** Whether jobs can be enqueued. */
  get isOpen(): boolean {
    return this.#started;
  }

  /** Makes the queue of a kind of job that nobody in this process runs. */
  async prepare(job: JobDefinition<object>): Promise<void> {
    await this.#alone(() => this.#boss.createQueue(job.id));
  }

  /** Lets running jobs end, then stops. */
  async close(): Promise<void> {
    await this.#look.close();
    if (this.#started) await this.#boss.stop({ graceful: true, timeout: 10_000, wait: true });
  }

  /** Enqueues through the given executor, which is a transaction's: used by `Work.enqueue`. */
  async send<P extends object>(
    job: JobDefinition<P>,
    payload: P,
    options: EnqueueOptions,
    execute: Execute,
  ): Promise<void> {
    await this.#boss.send(job.id, payload, {
      retryLimit: job.retries,
      retryDelay: 2,
      retryBackoff: true,
      expireInSeconds: job.expireInSeconds,
      ...(options.singletonKey ? { singletonKey: options.singletonKey } : {}),
      ...(options.startAfterSeconds ? { startAfter: options.startAfterSeconds } : {}),
      db: { executeSql: async (text, values) => ({ rows: await execute(text, values) }) },
    });
  }

  /** Making a queue alters tables: processes that start at once would wait for each other in a ring. */
  async #alone(act: () => Promise<unknown>): Promise<void> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    await client.connect();
    try {
      await client.query('select pg_advisory_lock($1)', [queueLock]);
      await act();
    } finally {
      await client.end();
    }
  }

  /**
   * Jobs of processes that died are run again at once: when this one starts, and whenever another comes or goes. Being
   * killed is no fault of a job, so each is run once more at least.
   */
  async #takeUp(): Promise<void> {
    await this.presence.token();
    const living = await this.presence.living();
    if (living.join() === this.#living) return;
    const rows = await this.presence.ask<{ name: string }>(
      `update pgboss.job set state = 'retry', retry_limit = greatest(retry_limit, retry_count + 1), start_after = now(), output = null
       where state = 'active' and output ? 'worker' and not (output ->> 'worker')::bigint = any($1::bigint[]) returning name`,
      [living],
    );
    for (const { name } of rows) this.log.info({ job: name }, 'a job whose process died is run again');
    this.#living = living.join();
  }

  async #run(job: { id: string; run: JobRun<object> }, one: PgBoss.Job<object>): Promise<void> {
    const stop = new AbortController();
    const started = performance.now();
    await this.#sign(job.id, one.id);
    try {
      await traced(`job ${job.id}`, { 'cerebrate.job': job.id }, () => job.run(one.data, stop.signal));
      this.log.info({ job: job.id, id: one.id, ms: Math.round(performance.now() - started) }, 'job done');
    } catch (error) {
      this.log.warn({ job: job.id, id: one.id, error: (error as Error).message }, 'job failed');
      throw error;
    } finally {
      stop.abort();
    }
  }

  /** Notes whose job it is. One that could not be noted is run again when its time is over. */
  async #sign(name: string, id: string): Promise<void> {
    const query = `update pgboss.job set output = jsonb_build_object('worker', $3::bigint) where name = $1 and id = $2 and state = 'active'`;
    await this.presence.ask(query, [name, id, this.presence.number]).catch(() => undefined);
  }
}
