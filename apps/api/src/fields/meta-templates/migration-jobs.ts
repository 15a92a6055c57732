import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { defineJob, Jobs, LOG, Store, sql, systemPrincipal, WORKS_JOBS } from '../../kernel/index.js';
import { MigrationSteps } from './migration-steps.js';

/** Works one move of values off; where it stands is the move's own business, so it may run again at any time. */
export const migrationJob = defineJob<{ migrationId: number }>('template.migrate', {
  retries: 3,
  concurrency: 1,
  expireInSeconds: 3600,
});

const lookEveryMs = 15_000;

/** Runs moves of values when they are enqueued, and enqueues those again whose process died. */
@Injectable()
export class MigrationJobs implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Jobs) jobs: Jobs,
    @Inject(MigrationSteps) steps: MigrationSteps,
    @Inject(LOG) private readonly log: Logger,
    @Inject(WORKS_JOBS) private readonly worksJobs: boolean,
  ) {
    jobs.register(migrationJob, ({ migrationId }, signal) => steps.run(migrationId, signal));
  }

  /** Looks for abandoned moves now and from time to time, in processes that run jobs. */
  onApplicationBootstrap(): void {
    if (!this.worksJobs) return;
    const look = () =>
      this.resume().catch((error: unknown) =>
        this.log.warn({ error: (error as Error).message }, 'abandoned moves of values could not be looked for'),
      );
    void look();
    this.#timer = setInterval(look, lookEveryMs).unref();
  }

  /** Stops looking. */
  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /** Enqueues every move nobody has worked at for a minute; answers how many. */
  async resume(): Promise<number> {
    return this.store.work(systemPrincipal('migrations'), async (work) => {
      const rows = await work.query<{ id: number }>(sql`
        update meta_template_migrations set modified = now()
        where state = 'running' and modified < now() - interval '60 seconds' returning id`);
      for (const { id } of rows) work.enqueue(migrationJob, { migrationId: id });
      return rows.length;
    });
  }
}
