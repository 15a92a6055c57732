import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { defineJob, Jobs, LOG, ownerIsGone, Store, sql, systemPrincipal, WORKS_JOBS } from '../../kernel/index.js';
import { ImportRunner } from './import-runner.js';

/** Works one import off. Small steps and their repetition are the import's own business, so the queue repeats little. */
export const importJob = defineJob<{ importId: number }>('directory.import', {
  retries: 3,
  concurrency: 2,
  expireInSeconds: 6 * 3600,
});

const lookEveryMs = 15_000;

/**
 * Runs imports when they are enqueued, and finds those whose process died: it lives no more, or their lease ran
 * out, so they are enqueued again. Uploads that were broken off are removed after a day.
 */
@Injectable()
export class ImportJobs implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Jobs) private readonly jobs: Jobs,
    @Inject(ImportRunner) private readonly runner: ImportRunner,
    @Inject(LOG) private readonly log: Logger,
    @Inject(WORKS_JOBS) private readonly worksJobs: boolean,
  ) {
    this.jobs.register(importJob, async ({ importId }, signal) => {
      const end = await this.runner.run(importId, signal);
      if (end === 'interrupted') await this.resume();
    });
  }

  /** Looks for abandoned imports now and from time to time, in processes that run jobs. */
  onApplicationBootstrap(): void {
    if (!this.worksJobs) return;
    const look = () =>
      this.resume().catch((error: unknown) =>
        this.log.warn({ error: (error as Error).message }, 'abandoned imports could not be looked for'),
      );
    void look();
    this.#timer = setInterval(look, lookEveryMs).unref();
  }

  /** Stops looking. */
  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /** Enqueues every import that is to be worked on and that nobody is at; answers how many. */
  async resume(): Promise<number> {
    return this.store.work(systemPrincipal('imports'), async (work) => {
      await work.query(sql`delete from imports where not uploaded and created < now() - interval '1 day'`);
      const rows = await work.query<{ id: number }>(sql`
        update imports set runner = null, lease_until = now() + interval '60 seconds'
        where state in ('checking', 'running') and (lease_until < now() or ${ownerIsGone(sql`runner`)}) returning id`);
      for (const { id } of rows) work.enqueue(importJob, { importId: id });
      return rows.length;
    });
  }
}
