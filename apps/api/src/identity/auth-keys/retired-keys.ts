import { Inject, Injectable } from '@nestjs/common';
import { defineJob, Jobs, Store, sql, systemPrincipal } from '../../kernel/index.js';
import { AuthKeyEntity } from './auth-key.entity.js';

const retire = defineJob<object>('authKey.retire');

/** Takes away rotated keys whose overlap is over: they have stopped working, and nobody needs them in a list. */
@Injectable()
export class RetiredKeys {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Jobs) jobs: Jobs,
  ) {
    jobs.register(retire, () => this.remove(), { cron: '17 * * * *' });
  }

  /** Removes those there are; safe to repeat. */
  async remove(): Promise<void> {
    await this.store.work(systemPrincipal('auth keys', 'job'), async (work) => {
      const gone = await work.query<{ id: number }>(
        sql`select id from auth_keys where successor_id is not null and expires_at < now() order by id`,
      );
      for (const { id } of gone) {
        const row = await work.find(AuthKeyEntity, { id });
        if (row) await work.remove(AuthKeyEntity, row);
      }
    });
  }
}
