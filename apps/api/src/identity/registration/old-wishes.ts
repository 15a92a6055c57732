import { Inject, Injectable } from '@nestjs/common';
import { defineJob, Jobs, Store, sql, systemPrincipal } from '../../kernel/index.js';

const sweep = defineJob<object>('registration.sweep');

/** Forgets wishes whose address nobody confirmed in time, and links nobody chose a password by. */
@Injectable()
export class OldWishes {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Jobs) jobs: Jobs,
  ) {
    jobs.register(sweep, () => this.remove(), { cron: '23 * * * *' });
  }

  /** Removes those there are; safe to repeat. */
  async remove(): Promise<void> {
    await this.store.work(systemPrincipal('registration', 'job'), async (work) => {
      await work.query(sql`delete from registrations where expires_at < ${work.now}`);
      await work.query(sql`delete from password_links where expires_at < ${work.now}`);
    });
  }
}
