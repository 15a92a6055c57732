import { type RunKind, runKinds } from '@cerebrate/contract';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { actingUser } from '../../fields/index.js';
import {
  defineJob,
  holds,
  Jobs,
  LOG,
  ownerIsGone,
  Presence,
  type Principal,
  RemoteFailed,
  Store,
  sql,
  systemPrincipal,
  WORKS_JOBS,
} from '../../kernel/index.js';
import type { BroodEntity } from '../broods/brood.entity.js';
import { BroodsService } from '../broods/broods.service.js';
import { PageCaptures } from '../capture/page-captures.js';
import { ExchangeClient } from '../exchange/exchange-client.js';
import type { RemoteRecord } from '../peers/remote-kinds.js';
import { RemoteReader } from '../peers/remote-reader.js';
import { ProposalsService } from '../proposals/proposals.service.js';
import { FeedSource, ListSource, type PageSource, type SourcePage } from './page-source.js';
import { refusedBefore } from './refusals.js';
import { RemovalsService } from './removals.service.js';
import { leaseSeconds, RunNotes } from './run-notes.js';
import type { RunRow } from './run-rows.js';
import { pullJob, RunsService } from './runs.service.js';

/** Starts the runs that are due, and takes up those whose process died. */
const scheduleJob = defineJob('brood.schedule', { retries: 0 });
const everyMinute = '* * * * *';
/** How many that were refused are asked for again by one run, and by one question. */
const mostAgain = 1000;
const perQuestion = 100;
/** How often a remote that fails is asked, with pauses that grow to minutes, before the run fails: it may be starting anew. */
const mostTries = 8;

/** What the parts of a run need to know of it. */
interface Running {
  readonly run: RunRow;
  readonly brood: BroodEntity;
  readonly principal: Principal;
  readonly source: PageSource;
  readonly notes: RunNotes;
  readonly signal: AbortSignal;
}

/**
 * Works runs off (FEATURES BRD-07): a page is asked for, its records taken in works that also note them, then the page
 * noted. A process that dies leaves a run that another takes up at once at its page, and records taken before are
 * unchanged the second time. Nobody else touches a run whose lease is kept.
 */
@Injectable()
export class RunJobs implements OnApplicationBootstrap {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Jobs) jobs: Jobs,
    @Inject(BroodsService) private readonly broods: BroodsService,
    @Inject(RemoteReader) private readonly reader: RemoteReader,
    @Inject(ExchangeClient) private readonly exchange: ExchangeClient,
    @Inject(PageCaptures) private readonly pages: PageCaptures,
    @Inject(ProposalsService) private readonly proposals: ProposalsService,
    @Inject(RemovalsService) private readonly removals: RemovalsService,
    @Inject(RunsService) private readonly runs: RunsService,
    @Inject(Presence) private readonly presence: Presence,
    @Inject(WORKS_JOBS) private readonly worksJobs: boolean,
    @Inject(LOG) private readonly log: Logger,
  ) {
    jobs.register(pullJob, ({ runId }, signal) => this.run(runId, signal));
    jobs.register(scheduleJob, () => this.schedule(), { cron: everyMinute });
  }

  /** A process that starts to work looks for what others left. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.worksJobs) return;
    await this.#takeUp().catch(({ message }: Error) =>
      this.log.warn({ error: message }, 'left pulls were not taken up'),
    );
  }

  /**
   * Starts a run of each brood that is due and at none: its pause is over since the last one began, doubled for each
   * that failed since one succeeded, up to a day. Once a day all is asked for, whatever the feed says: clocks go back, and
   * backups are restored. Then takes up what was left lying.
   */
  async schedule(): Promise<void> {
    const rows = await this.store.read<{ id: number; uuid: string; name: string; is_full: boolean }>(sql`
      select b.id, b.uuid, b.name, not exists (select from brood_runs f where f.brood_id = b.id and f.is_full
        and f.state = 'done' and not f.is_rehearsal and f.created > now() - interval '1 day') as is_full from broods b
      left join lateral (select max(r.created) as last,
          count(*) filter (where r.state = 'failed' and r.id > coalesce((select max(d.id) from brood_runs d
            where d.brood_id = b.id and d.state = 'done' and not d.is_rehearsal), 0)) as failures
        from brood_runs r where r.brood_id = b.id and not r.is_rehearsal) x on true
      where b.pull and b.deleted_at is null and b.sealed_key is not null
        and not exists (select from brood_runs r where r.brood_id = b.id and r.state in ('waiting', 'running'))
        and (x.last is null or x.last <= now() - least(greatest(interval '1 day', make_interval(mins => b.every_minutes)),
          make_interval(mins => b.every_minutes) * power(2, least(x.failures, 12))))`);
    for (const brood of rows)
      await this.store.work(systemPrincipal('schedule', 'job'), (work) =>
        this.runs.startIn(work, brood, {
          kinds: runKinds,
          isRehearsal: false,
          isFull: brood.is_full,
          trigger: 'schedule',
        }),
      );
    await this.#takeUp();
  }

  /** Works a run off until it ends, is cancelled, or the process stops. Throws when the remote shall be asked again later. */
  async run(runId: number, signal: AbortSignal): Promise<void> {
    const notes = new RunNotes(this.store, runId, await this.presence.token());
    const run = await notes.begin();
    if (!run) return;
    const beat = setInterval(() => void notes.keep().catch(() => undefined), (leaseSeconds * 1000) / 3);
    try {
      const principal = await this.#principal(run);
      const brood = await this.broods.row(principal, { id: run.brood_id });
      const running: Running = { run, brood, principal, notes, signal, source: await this.#source(brood, run) };
      for (const kind of run.kinds.slice(Math.max(0, run.kinds.indexOf(run.kind as RunKind)))) {
        if (await this.#kind(running, kind)) continue;
        return await notes.letGo();
      }
      await notes.end('done', null);
      await this.store.refreshPlans();
    } catch (error) {
      await this.#failed(run, notes, error as Error);
    } finally {
      clearInterval(beat);
    }
  }

  /** A run that nobody works at any more, or that waits too long, is put into the queue once more. */
  async #takeUp(): Promise<void> {
    await this.store.work(systemPrincipal('schedule', 'job'), async (work) => {
      const rows = await work.query<{ id: number }>(sql`
        select id from brood_runs where (state = 'running' and (lease_until < now() or ${ownerIsGone(sql`worker`)}))
          or (state = 'waiting' and created < now() - interval '2 minutes') for update skip locked`);
      for (const { id } of rows) work.enqueue(pullJob, { runId: id }, { singletonKey: `run ${id} ${Date.now()}` });
    });
  }

  /** A node of ours tells what changed and signs it; every other is read list by list. */
  async #source(brood: BroodEntity, run: RunRow): Promise<PageSource> {
    const isOurs = await this.exchange.isSpoken(brood);
    return isOurs ? new FeedSource(this.exchange, brood, run.is_full) : new ListSource(this.reader, brood);
  }

  /** One kind from where it was left; false when the run shall not go on. */
  async #kind(running: Running, kind: RunKind): Promise<boolean> {
    const { run, brood, notes, signal, source } = running;
    let position = run.kind === kind ? run.position : null;
    if (run.kind !== kind) await notes.kind(kind);
    let isClosed = false;
    let coming = ahead(source, kind, position);
    for (let isLast = false; !isLast; ) {
      if (signal.aborted || !(await notes.keep())) return false;
      const page = await coming;
      // the peer answers the next question while this page is written
      if (!page.isLast) coming = ahead(source, kind, page.position);
      const items = await this.#records(running, kind, page.records);
      for (const gone of page.gone) items.push(...(await this.removals.told({ ...running, kind, gone })));
      await notes.page(kind, page.position, items, { id: brood.id, isRehearsal: run.is_rehearsal });
      ({ position, isLast } = page);
      isClosed = page.isClosed;
    }
    if (source.isWhole(kind) && !isClosed) await this.removals.vanished({ ...running, kind });
    if (source instanceof FeedSource && position !== null && !isClosed) {
      if (!source.isWhole(kind)) await this.#askAgain(running, source, kind, position);
      if (!run.is_rehearsal) await this.#keepCursor(brood.id, kind, position, source);
    }
    return true;
  }

  /** A feed tells only what changed there: what was refused, and might be taken now, is asked for. */
  async #askAgain(running: Running, source: FeedSource, kind: RunKind, position: string): Promise<void> {
    const { run, brood, notes } = running;
    const uuids = await refusedBefore(this.store, brood.id, kind, mostAgain);
    for (let at = 0; at < uuids.length; at += perQuestion) {
      const records = await source.again(kind, uuids.slice(at, at + perQuestion));
      const items = await this.#records(running, kind, records);
      await notes.page(kind, position, items, { id: brood.id, isRehearsal: run.is_rehearsal });
    }
  }

  #records({ run, brood, principal, notes }: Running, kind: RunKind, records: readonly RemoteRecord[]) {
    return this.pages.take(principal, brood, kind, records, {
      isRehearsal: run.is_rehearsal,
      note: async (work, taken) => {
        if (run.is_rehearsal) return;
        for (const { record, item } of taken)
          if (item.outcome === 'proposed') await this.proposals.proposeIn(work, brood, kind, { record, item });
        await notes.changes(work, kind, taken);
      },
    });
  }

  async #keepCursor(broodId: number, kind: RunKind, cursor: string, { tags }: FeedSource): Promise<void> {
    await this.store.work(systemPrincipal('runs', 'job'), (work) =>
      work.query(sql`update broods set cursors = cursors || jsonb_build_object(${kind}::text, ${cursor}::text),
          feed_tags = feed_tags || jsonb_build_object(${kind}::text, ${JSON.stringify(tags.get(kind) ?? null)}::jsonb)
        where id = ${broodId}`),
    );
  }

  /** Whoever started it, with the rights of now; the schedule works for the system. */
  async #principal(run: RunRow): Promise<Principal> {
    if (run.trigger === 'schedule') return systemPrincipal('schedule', 'job', `run-${run.id}`);
    const user = await actingUser(this.store, run.user_id, `run-${run.id}`);
    if (!user || !holds(user, 'brood:pull')) throw new Error('who started it is gone, disabled, or may no longer pull');
    return user;
  }

  /** A remote that fails is asked again later; everything else ends the run. */
  async #failed(run: RunRow, notes: RunNotes, error: Error): Promise<void> {
    const tries = (run.counts.tries ?? 0) + 1;
    const isRemote = error instanceof RemoteFailed;
    if (isRemote && tries < mostTries) {
      await notes.wait(error.message, tries);
      throw error;
    }
    if (!isRemote) this.log.error({ error: error.message, run: run.id }, 'a pull of a brood failed');
    await notes.end('failed', error.message);
  }
}

/** Asks for a page ahead of its use. That it fails is nobody's fault when the run ends before it is awaited. */
function ahead(source: PageSource, kind: RunKind, position: string | null): Promise<SourcePage> {
  const coming = source.next(kind, position);
  coming.catch(() => undefined);
  return coming;
}
