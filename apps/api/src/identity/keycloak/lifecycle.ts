import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Conflict, defineJob, Jobs, Settings, Store, sql, systemPrincipal } from '../../kernel/index.js';
import { accessChanged } from '../access-changed.js';
import { holdAdministrators } from '../last-administrator.js';
import { breakGlass } from '../sign-in/sign-in-methods.js';
import { UserEntity } from '../users/user.entity.js';
import { inactiveMonths } from './push-settings.js';

const suspendJob = defineJob<object>('users.suspend', { retries: 1 });

/** Suspends users who are not seen any more (FEATURES KCL-21): disabled, never deleted; off unless somebody chose months. */
@Injectable()
export class Lifecycle implements OnModuleInit {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Jobs) private readonly jobs: Jobs,
  ) {}

  /** Registers the job of each night. */
  onModuleInit(): void {
    this.jobs.register(suspendJob, async () => void (await this.suspendInactive()), { cron: '40 2 * * *' });
  }

  /** Disables whoever was not seen for the months of the setting; answers their names. The last administrators stay. */
  async suspendInactive(): Promise<string[]> {
    const read = await this.settings.reader();
    const months = read(inactiveMonths);
    if (months === 0) return [];
    const idle = await this.store.read<{ id: number }>(sql`
      select u.id from users u left join sso_accounts a on a.user_id = u.id
      where not u.disabled and u.username <> ${read(breakGlass)} and greatest(u.created, a.last_sign_in_at,
        (select max(k.last_used_at) from auth_keys k where k.user_id = u.id),
        (select max(s.seen_at) from sessions s where s.user_id = u.id),
        (select max(l.at) from audit_log l where l.kind = 'user' and l.entity_id = u.id and l.action = 'login'))
        < now() - ${months} * interval '1 month'
      order by u.id`);
    const suspended: string[] = [];
    for (const { id } of idle) {
      const name = await this.#suspend(id, months);
      if (name !== null) suspended.push(name);
    }
    return suspended;
  }

  async #suspend(id: number, months: number): Promise<string | null> {
    try {
      return await this.store.work(
        systemPrincipal('lifecycle', 'job'),
        async (work) => {
          const checkAdministrators = await holdAdministrators(work);
          const user = await work.find(UserEntity, { id });
          if (!user || user.disabled) return null;
          user.disabled = true;
          await work.save(UserEntity, user);
          await work.query(sql`delete from sessions where user_id = ${id}`);
          work.emit(accessChanged, {});
          await checkAdministrators();
          return user.username;
        },
        { message: `not seen for ${months} months` },
      );
    } catch (error) {
      if (error instanceof Conflict) return null;
      throw error;
    }
  }
}
