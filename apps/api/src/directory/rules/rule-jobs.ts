import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { IsNull } from 'typeorm';
import {
  DomainError,
  defineJob,
  Events,
  Jobs,
  LOG,
  NotFound,
  Store,
  sql,
  systemPrincipal,
  WORKS_JOBS,
  type Work,
} from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { MailingListEntity } from '../mailing-lists/mailing-list.entity.js';
import { MailingListPeople } from '../mailing-lists/mailing-list-people.js';
import { BlueprintEntity, BlueprintRunEntity } from '../sharing-group-blueprints/blueprint.entity.js';
import { inOrder } from '../sharing-group-blueprints/blueprint-circles.js';
import { BlueprintExecution } from '../sharing-group-blueprints/blueprint-execution.js';
import { nextRun } from '../sharing-group-blueprints/blueprint-schedule.js';
import { sharingGroupChanged } from '../sharing-groups/sharing-group-changed.js';
import { keeperPrincipal } from './keeper.js';

/** Follows every rule that follows the directory; one run serves all changes before it. */
export const followRules = defineJob<{ at: string }>('directory.rules', { retries: 3, expireInSeconds: 900 });
/** Looks for blueprints whose time has come; sent by the queue's own clock. */
export const dueBlueprints = defineJob<object>('directory.blueprints-due', { retries: 1, expireInSeconds: 900 });

/** Follows every rule when a day begins: alignments begin and end with a day, and no change of a record tells of that. */
export const newDay = defineJob<object>('directory.rules-day', { retries: 3, expireInSeconds: 900 });

/** Changes come in bursts: the job begins this long after the first of them. */
const restMs = 2_000;

/**
 * Keeps what follows rules up to date: blueprints and mailing lists when the directory changes, blueprints at their
 * times. Each is followed in a work of its own, blueprints after those whose groups they ask about, so that one that is
 * refused stops no other and a chain settles in one run.
 */
@Injectable()
export class RuleJobs implements OnApplicationBootstrap, OnApplicationShutdown {
  #waiting: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Events) private readonly events: Events,
    @Inject(Jobs) private readonly jobs: Jobs,
    @Inject(LOG) private readonly log: Logger,
    @Inject(WORKS_JOBS) private readonly worksJobs: boolean,
    @Inject(BlueprintExecution) private readonly execution: BlueprintExecution,
    @Inject(MailingListPeople) private readonly people: MailingListPeople,
  ) {
    this.jobs.register(followRules, () => this.follow());
    this.jobs.register(newDay, () => this.follow(), { cron: '1 0 * * *' });
    this.jobs.register(dueBlueprints, () => this.runDue(new Date()), { cron: '* * * * *' });
  }

  /** Begins to listen, in processes that run jobs. */
  onApplicationBootstrap(): void {
    if (!this.worksJobs) return;
    this.events.on(directoryChanged, () => this.#noteChange());
    this.events.on(sharingGroupChanged, () => this.#noteChange());
    this.events.onGap(() => this.#noteChange());
  }

  /** Stops listening. */
  onApplicationShutdown(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
  }

  /** Follows every rule that follows the directory now. */
  async follow(): Promise<void> {
    const blueprints = await this.#ids(
      sql`select id from sharing_group_blueprints where deleted_at is null and run_on = 'change'`,
    );
    const ordered = await this.store.work(systemPrincipal('rules', 'job'), (work) => inOrder(work, blueprints));
    for (const id of ordered) await this.#executeBlueprint(id, 'change');
    for (const id of await this.#ids(
      sql`select id from mailing_lists where deleted_at is null and rule is not null order by id`,
    ))
      await this.#followList(id);
  }

  /** Executes the blueprints whose time has come. */
  async runDue(now: Date): Promise<void> {
    const due = await this.#ids(sql`select id from sharing_group_blueprints
      where deleted_at is null and run_on = 'schedule' and next_run_at <= ${now} order by next_run_at, id`);
    for (const id of due) await this.#executeBlueprint(id, 'schedule');
  }

  #noteChange(): void {
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      this.#enqueue().catch((error: unknown) =>
        this.log.warn({ error: (error as Error).message }, 'the rules could not be told of a change'),
      );
    }, restMs).unref();
  }

  async #enqueue(): Promise<void> {
    const followers = await this.#ids(sql`
      (select id from sharing_group_blueprints where deleted_at is null and run_on = 'change' limit 1)
      union all (select id from mailing_lists where deleted_at is null and rule is not null limit 1)`);
    if (followers.length === 0) return;
    await this.store.work(systemPrincipal('rules', 'job'), async (work) =>
      work.enqueue(followRules, { at: work.now.toISOString() }, { singletonKey: 'rules' }),
    );
  }

  /** Executes one for its keeper; what it refuses is written as a run, once for the same reason. */
  async #executeBlueprint(id: number, cause: 'change' | 'schedule'): Promise<void> {
    await this.#asKeeper(
      sql`select keeper_id from sharing_group_blueprints where id = ${id}`,
      `blueprint-${id}`,
      async (work) => {
        const blueprint = await work.find(BlueprintEntity, { id, deletedAt: IsNull() });
        if (!blueprint || blueprint.trigger !== cause) return;
        if (cause === 'schedule') {
          if (blueprint.nextRunAt === null || blueprint.nextRunAt > work.now) return;
          await work.query(
            sql`update sharing_group_blueprints set next_run_at = ${nextRun(blueprint.schedule ?? '', work.now)} where id = ${id}`,
          );
        }
        try {
          const run = await work.attempt(() => this.execution.execute(work, blueprint, { cause, mayEmpty: false }));
          // A change that touched nobody of the group is no news.
          if (cause === 'change' && run.outcome === 'unchanged')
            await work.query(sql`
          delete from sharing_group_blueprint_runs r where r.id = ${run.id}
            and exists (select from sharing_group_blueprint_runs o where o.blueprint_id = ${id} and o.id < r.id
              and o.problem is null and o.id = (select max(id) from sharing_group_blueprint_runs where blueprint_id = ${id} and id < r.id))`);
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          await this.#writeRefusal(work, blueprint, cause, error.message);
        }
      },
    );
  }

  async #writeRefusal(
    work: Work,
    blueprint: BlueprintEntity,
    cause: 'change' | 'schedule',
    problem: string,
  ): Promise<void> {
    const [last] = await work.query<{ problem: string | null }>(sql`
      select problem from sharing_group_blueprint_runs where blueprint_id = ${blueprint.id} order by id desc limit 1`);
    if (last?.problem === problem) return;
    const [group] = await work.query<{ n: number }>(sql`
      select count(*)::int as n from sharing_group_members where sharing_group_id = ${blueprint.sharingGroupId} and until is null`);
    await work.insert(BlueprintRunEntity, {
      blueprintId: blueprint.id,
      at: work.now,
      cause,
      actor: work.principal.username,
      outcome: 'refused',
      joined: [],
      gone: [],
      members: group?.n ?? 0,
      problem,
    });
  }

  async #followList(id: number): Promise<void> {
    await this.#asKeeper(
      sql`select keeper_id from mailing_lists where id = ${id}`,
      `mailing-list-${id}`,
      async (work) => {
        const list = await work.find(MailingListEntity, { id, deletedAt: IsNull() });
        if (list) await this.people.recalculate(work, list);
      },
    );
  }

  /** A work in the name of the keeper, or of the program when that account is gone and there is only that to tell. */
  async #asKeeper(query: ReturnType<typeof sql>, requestId: string, act: (work: Work) => Promise<void>): Promise<void> {
    const row = await this.store.readOne<{ keeper_id: number | null }>(query);
    const keeper = await keeperPrincipal((read) => this.store.read(read), row?.keeper_id ?? null, requestId);
    await this.store.work(keeper ?? systemPrincipal('rules', 'job', requestId), act).catch((error: unknown) => {
      if (!(error instanceof NotFound)) throw error;
    });
  }

  async #ids(query: ReturnType<typeof sql>): Promise<number[]> {
    return (await this.store.read<{ id: number }>(query)).map(({ id }) => id);
  }
}
