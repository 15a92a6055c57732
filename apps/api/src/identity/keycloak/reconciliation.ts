import type { ReconcileItem, ReconcileReport, ReconcileRun } from '@cerebrate/contract';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  defineJob,
  Jobs,
  NotFound,
  type Principal,
  RemoteFailed,
  Store,
  sql,
  systemPrincipal,
} from '../../kernel/index.js';
import { type DesiredAccount, differencesOf } from './desired-account.js';
import { KeycloakAccounts } from './keycloak-accounts.js';
import type { KeycloakAccount } from './keycloak-admin.js';
import { KeycloakMappers } from './keycloak-mappers.js';
import { KeycloakPusher, type Outcome } from './keycloak-pusher.js';
import { KeycloakRunEntity } from './keycloak-run.entity.js';

interface RunOrder {
  readonly runId: number;
  readonly recreatesGone: boolean;
}
const reconcileJob = defineJob<RunOrder>('keycloak.reconcile', { retries: 0, expireInSeconds: 3600 });

/** A link as it is kept here. */
interface Link {
  user_id: number;
  subject: string;
}

/** How many items a report keeps; the counts are of all. */
const mostItems = 5000;
const runsKept = 50;

/**
 * Compares all accounts in both directions, and mends what differs when asked to (FEATURES KCL-14, Annex B): missing
 * there, differing, taken by a stranger, gone there though linked, unknown here. What is unknown here is told and never
 * touched; what is gone there is made anew only when asked.
 */
@Injectable()
export class Reconciliation implements OnModuleInit {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Jobs) private readonly jobs: Jobs,
    @Inject(KeycloakAccounts) private readonly accounts: KeycloakAccounts,
    @Inject(KeycloakPusher) private readonly pusher: KeycloakPusher,
    @Inject(KeycloakMappers) private readonly mappers: KeycloakMappers,
  ) {}

  /** Registers the job. */
  onModuleInit(): void {
    this.jobs.register(reconcileJob, async ({ runId, recreatesGone }) => this.run(runId, recreatesGone));
  }

  /** Starts a comparison as a job. Throws `Conflict` while no Keycloak is set up. */
  async start(principal: Principal, order: { applies: boolean; recreatesGone: boolean }): Promise<ReconcileRun> {
    await this.accounts.admin();
    const run = await this.store.work(principal, async (work) => {
      const made = await this.#begin(work, principal, order.applies);
      work.enqueue(reconcileJob, { runId: made.id, recreatesGone: order.recreatesGone });
      return made;
    });
    return view(run);
  }

  /** The whole comparison at once, for the command line. */
  async now(principal: Principal, order: { applies: boolean; recreatesGone: boolean }): Promise<ReconcileReport> {
    await this.accounts.admin();
    const run = await this.store.work(principal, (work) => this.#begin(work, principal, order.applies));
    await this.run(run.id, order.recreatesGone);
    return this.report(run.id);
  }

  /** The last comparisons, newest first. */
  async runs(): Promise<ReconcileRun[]> {
    const rows = await this.store.read<RunRow>(
      sql`select ${runColumns} from keycloak_runs order by id desc limit ${runsKept}`,
    );
    return rows.map(viewOf);
  }

  /** What a comparison found and did. Throws `NotFound`. */
  async report(id: number): Promise<ReconcileReport> {
    const row = await this.store.readOne<RunRow & { report: ReconcileItem[] }>(
      sql`select ${runColumns}, report from keycloak_runs where id = ${id}`,
    );
    if (!row) throw new NotFound('there is no such comparison with Keycloak');
    return { ...viewOf(row), items: row.report };
  }

  /** Runs a comparison that was begun. Faults of Keycloak end it and stand in its report. */
  async run(runId: number, recreatesGone: boolean): Promise<void> {
    const { applies } = await this.report(runId);
    const items: ReconcileItem[] = [];
    let same = 0;
    let fault: string | null = null;
    try {
      if (applies) await this.mappers.bring().catch(ofKeycloak);
      for await (const item of this.#compare()) {
        if (item === null) same++;
        else items.push(applies ? await this.#mend(item, recreatesGone) : item);
      }
    } catch (error) {
      fault = error instanceof RemoteFailed ? error.message : 'something went wrong on our side; see the log';
      if (!(error instanceof RemoteFailed)) throw error;
    } finally {
      await this.#end(runId, items, same, fault);
    }
  }

  /** One item for each account that is not the same; null for each that is. */
  async *#compare(): AsyncGenerator<ReconcileItem | null> {
    const desired = await this.accounts.allDesired();
    const byName = new Map(desired.map((one) => [one.username.toLowerCase(), one]));
    const byId = new Map(desired.map((one) => [one.userId, one]));
    const links = await this.store.read<Link>(sql`
      select user_id, subject from sso_accounts where issuer = ${await this.accounts.issuer()} and user_id is not null`);
    const userOf = new Map(links.map(({ subject, user_id }) => [subject, user_id]));
    const met = new Set<number>();
    const admin = await this.accounts.admin();
    for await (const there of admin.accounts()) {
      const linked = byId.get(userOf.get(there.id) ?? 0);
      const named = byName.get(there.username.toLowerCase());
      if (linked) {
        met.add(linked.userId);
        yield await this.#compared(linked, there);
      } else if (named && !links.some(({ user_id }) => user_id === named.userId)) {
        met.add(named.userId);
        yield itemOf('conflict', named, there.id, differencesOf(named, there));
      } else yield { ...nothing, kind: 'unknown', username: there.username, userId: null, subject: there.id };
    }
    for (const one of desired) {
      if (met.has(one.userId)) continue;
      const link = links.find(({ user_id }) => user_id === one.userId);
      yield itemOf(link ? 'gone' : 'missing', one, link?.subject ?? null);
    }
  }

  /** What was found is kept with the user, so that lists and pages show it. */
  async #compared(desired: DesiredAccount, there: KeycloakAccount): Promise<ReconcileItem | null> {
    const differences = differencesOf(desired, there);
    const state = differences.length > 0 ? 'differs' : 'synchronised';
    await this.store.work(systemPrincipal('Keycloak', 'job'), async (work) => {
      await work.query(sql`
        update sso_accounts set checked_at = now(), differences = ${JSON.stringify(differences)}::jsonb,
          state = case when state in ('synchronised', 'differs') then ${state} else state end
        where user_id = ${desired.userId}`);
    });
    return differences.length > 0 ? itemOf('differs', desired, there.id, differences) : null;
  }

  async #mend(item: ReconcileItem, recreatesGone: boolean): Promise<ReconcileItem> {
    if (item.userId === null || item.kind === 'conflict') return item;
    if (item.kind === 'gone') {
      if (!recreatesGone) return item;
      await this.#unlink(item.userId);
    }
    const outcome = await this.pusher.pushNow(item.userId);
    return { ...item, done: doneOf(item, outcome), reason: outcome.reason ?? null };
  }

  async #unlink(userId: number): Promise<void> {
    await this.store.work(systemPrincipal('Keycloak', 'job'), async (work) => {
      await work.query(sql`
        update sso_accounts set issuer = null, subject = null, linked_at = null, welcome = 'due' where user_id = ${userId}`);
    });
  }

  #begin(work: Parameters<Parameters<Store['work']>[1]>[0], principal: Principal, applies: boolean) {
    return work.insert(KeycloakRunEntity, {
      created: work.now,
      endedAt: null,
      applies,
      actorName: principal.username,
      fault: null,
      counts: {},
      report: [],
    });
  }

  async #end(runId: number, items: readonly ReconcileItem[], same: number, fault: string | null): Promise<void> {
    const counts: Record<string, number> = { same };
    for (const { kind, done } of items) {
      counts[kind] = (counts[kind] ?? 0) + 1;
      if (done !== null) counts[done] = (counts[done] ?? 0) + 1;
    }
    await this.store.work(systemPrincipal('Keycloak', 'job'), async (work) => {
      await work.query(sql`
        update keycloak_runs set ended_at = now(), fault = ${fault}, counts = ${JSON.stringify(counts)}::jsonb,
          report = ${JSON.stringify(items.slice(0, mostItems))}::jsonb where id = ${runId}`);
      await work.query(sql`delete from keycloak_runs where id <= ${runId - runsKept}`);
      work.log({
        kind: 'instance',
        entityId: null,
        entityUuid: null,
        title: 'Keycloak',
        action: 'syncUsers',
        after: counts,
      });
    });
  }
}

const nothing = { differences: [], done: null, reason: null };
const itemOf = (
  kind: ReconcileItem['kind'],
  { username, userId }: DesiredAccount,
  subject: string | null,
  differences: ReconcileItem['differences'] = [],
): ReconcileItem => ({ ...nothing, kind, username, userId, subject, differences });

function doneOf({ kind }: ReconcileItem, { state }: Outcome): ReconcileItem['done'] {
  if (state !== 'synchronised') return 'failed';
  return kind === 'differs' ? 'updated' : 'created';
}

/** Mappers need a role of their own; accounts are brought without them, too. */
function ofKeycloak(error: unknown): void {
  if (!(error instanceof RemoteFailed) && !(error instanceof NotFound)) throw error;
}

interface RunRow {
  id: number;
  created: Date;
  ended_at: Date | null;
  applies: boolean;
  actor_name: string;
  fault: string | null;
  counts: Record<string, number>;
}
const runColumns = sql`id, created, ended_at, applies, actor_name, fault, counts`;
const viewOf = (row: RunRow): ReconcileRun => ({
  id: row.id,
  created: row.created.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
  applies: row.applies,
  actor: row.actor_name,
  fault: row.fault,
  counts: row.counts,
});
const view = (run: KeycloakRunEntity): ReconcileRun =>
  viewOf({ ...run, ended_at: run.endedAt, actor_name: run.actorName });
