import type { BatchItem, BatchRun, ToolBatch, ToolBatchResult } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { principalOf, userFacts } from '../../identity/index.js';
import {
  Conflict,
  defineJob,
  Jobs,
  notFound,
  type Principal,
  Sealer,
  Store,
  sql,
  systemPrincipal,
  type Work,
} from '../../kernel/index.js';
import { type Batch, ToolActions } from './tool-actions.service.js';

const runJob = defineJob<{ batchId: number }>('tool.batch', { retries: 5, expireInSeconds: 900 });
/** A run of the job ends after so long, and another goes on. */
const longestMs = 300_000;
/** Longer pauses are waited for in the queue. */
const longestPauseMs = 5000;
const mostAnswer = 100_000;
const listed = 20;
const worker = systemPrincipal('batches', 'job');

interface Row {
  id: number;
  connector: string;
  action: string;
  title: string;
  state: BatchRun['state'];
  sealed: string | null;
  per_minute: number;
  items: BatchItem[];
  user_id: number | null;
  username: string;
  created: Date;
  done_at: Date | null;
}

const columns = sql`b.id, b.connector, b.action, b.title, b.state, b.sealed, b.per_minute, b.items, b.user_id, b.username,
  b.created, b.done_at`;
const placeOf = (id: number): string => `batch ${id}`;

/**
 * The same act on many tools as a job: one tool after the other, no faster than asked, each with its outcome (FEATURES
 * LTL-12). What was begun when the process died is not done again: nobody knows whether it was done.
 */
@Injectable()
export class ToolBatches {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(ToolActions) private readonly actions: ToolActions,
    @Inject(Jobs) jobs: Jobs,
  ) {
    jobs.register(runJob, ({ batchId }, signal) => this.#run(batchId, signal));
  }

  /** Says what would be done, or begins to do it. Throws `NotFound`, `NotAllowed`, `InvalidInput`. */
  async begin(principal: Principal, connectorId: string, actionId: string, asked: ToolBatch): Promise<ToolBatchResult> {
    const batch = await this.actions.batch(principal, connectorId, actionId, asked);
    if (asked.isRehearsal) return { isRehearsal: true, runId: null, items: this.actions.plan(batch) };
    const runId = await this.store.work(principal, (work) => this.#begin(work, batch, asked.perMinute));
    return { isRehearsal: false, runId, items: [] };
  }

  async #begin(work: Work, { connector, action, given, rows }: Batch, perMinute: number): Promise<number> {
    const items = rows.map(
      ({ id, name }): BatchItem => ({ tool: { id, name }, outcome: 'waiting', message: '', answer: null }),
    );
    const { userId, username } = work.principal;
    const [made] = await work.query<{ id: number }>(sql`
      insert into tool_batches (connector, action, title, state, per_minute, items, user_id, username, created)
      values (${connector.id}, ${action.id}, ${action.title.slice(0, 191)}, 'running', ${perMinute},
        ${JSON.stringify(items)}::jsonb, ${userId}, ${username.slice(0, 191)}, ${work.now})
      returning id`);
    if (!made) throw new Error('the batch was not kept');
    const sealed = this.sealer.seal(JSON.stringify(given), placeOf(made.id));
    await work.query(sql`update tool_batches set sealed = ${sealed} where id = ${made.id}`);
    await work.query(sql`delete from tool_batches where done_at < ${work.now}::timestamptz - interval '90 days'`);
    this.#log(work, { id: made.id, title: action.title }, 'begin', { tools: rows.length, perMinute });
    work.enqueue(runJob, { batchId: made.id });
    return made.id;
  }

  /** The last batches at tools of a kind. */
  async list(connectorId: string): Promise<BatchRun[]> {
    const rows = await this.store.read<Row>(
      sql`select ${columns} from tool_batches b where b.connector = ${connectorId} order by b.id desc limit ${listed}`,
    );
    return rows.map(toRun);
  }

  /** One batch. Throws `NotFound`. */
  async get(connectorId: string, id: number): Promise<BatchRun> {
    const row = await this.store.readOne<Row>(
      sql`select ${columns} from tool_batches b where b.id = ${id} and b.connector = ${connectorId}`,
    );
    if (!row) throw notFound('batch');
    return toRun(row);
  }

  /** Stops a batch before the tools it has not come to. Throws `NotFound`, `Conflict` for one that has ended. */
  async stop(principal: Principal, connectorId: string, id: number): Promise<BatchRun> {
    await this.store.work(principal, async (work) => {
      const row = await locked(work, id);
      if (!row || row.connector !== connectorId) throw notFound('batch');
      if (row.state !== 'running') throw new Conflict(`this batch is ${row.state} already`);
      await this.#end(work, row, 'stopped', `stopped by ${principal.username}`);
    });
    return this.get(connectorId, id);
  }

  async #run(id: number, signal: AbortSignal): Promise<void> {
    await this.store.alone(`batch ${id}`, async () => {
      const begun = performance.now();
      await this.#closeBroken(id);
      for (;;) {
        const next = await this.#next(id);
        if (!next) return;
        await this.#one(id, next, signal);
        if (signal.aborted) throw new Error('stopped in the middle of a batch');
        const pauseMs = Math.ceil(60_000 / next.row.per_minute);
        if (pauseMs > longestPauseMs || performance.now() - begun > longestMs) return this.#goOnLater(id, pauseMs);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    });
  }

  /** Takes the next tool, noting that it is begun; ends the batch where there is none. */
  async #next(id: number): Promise<{ row: Row; item: BatchItem } | null> {
    return this.store.work(worker, async (work) => {
      const row = await locked(work, id);
      if (row?.state !== 'running') return null;
      const item = row.items.find(({ outcome }) => outcome === 'waiting');
      if (item) {
        item.outcome = 'running';
        await keepItems(work, row);
        return { row, item };
      }
      await this.#end(work, row, 'done', '');
      return null;
    });
  }

  async #one(id: number, { row, item }: { row: Row; item: BatchItem }, signal: AbortSignal): Promise<void> {
    const came = await this.#act(row, item, signal);
    await this.store.work(worker, async (work) => {
      const now = await locked(work, id);
      if (!now) return;
      now.items = now.items.map((one) => (one.tool.id === item.tool.id ? shortened(came) : one));
      await keepItems(work, now);
    });
  }

  /** With the rights that whoever began it has at this moment. */
  async #act({ connector, action, sealed, user_id: userId, id }: Row, item: BatchItem, signal: AbortSignal) {
    const failed = (message: string): BatchItem => ({ ...item, outcome: 'failed', message, answer: null });
    const facts = userId === null ? null : await userFacts(this.store, sql`u.id = ${userId}`);
    if (!facts) return failed('The account that began this is gone or disabled.');
    const arrival = { channel: 'job', authKeyId: null, sessionId: null, ip: null, requestId: `batch-${id}` } as const;
    const principal = principalOf(facts, arrival);
    try {
      const params = JSON.parse(sealed === null ? '{}' : this.sealer.open(sealed, placeOf(id))) as Batch['given'];
      const batch = await this.actions.batch(principal, connector, action, { toolIds: [item.tool.id], params });
      const [row] = batch.rows;
      return row ? await this.actions.actInBatch(principal, batch, row, signal) : failed('This tool is gone.');
    } catch (error) {
      return failed((error as Error).message);
    }
  }

  /** What a process that died had begun. */
  async #closeBroken(id: number): Promise<void> {
    await this.store.work(worker, async (work) => {
      const row = await locked(work, id);
      if (!row?.items.some(({ outcome }) => outcome === 'running')) return;
      const message = 'It was begun when the program stopped: look at the tool whether it was done.';
      row.items = row.items.map((one) => (one.outcome === 'running' ? { ...one, outcome: 'failed', message } : one));
      await keepItems(work, row);
    });
  }

  async #goOnLater(id: number, pauseMs: number): Promise<void> {
    const later = { startAfterSeconds: Math.ceil(pauseMs / 1000) };
    await this.store.work(worker, async (work) => work.enqueue(runJob, { batchId: id }, later));
  }

  async #end(work: Work, row: Row, state: 'done' | 'stopped', message: string): Promise<void> {
    row.items = row.items.map((one) => (one.outcome === 'waiting' ? { ...one, outcome: 'stopped', message } : one));
    await keepItems(work, row);
    await work.query(
      sql`update tool_batches set state = ${state}, sealed = null, done_at = ${work.now} where id = ${row.id}`,
    );
    const count = (asked: string) => row.items.filter(({ outcome }) => outcome === asked).length;
    this.#log(work, row, state === 'done' ? 'finish' : 'stop', { done: count('done'), failed: count('failed') });
  }

  #log(work: Work, { id, title }: { id: number; title: string }, action: string, after: Record<string, unknown>): void {
    work.log({ kind: 'tool-batch', entityId: id, entityUuid: null, title: `${title} (batch ${id})`, action, after });
  }
}

const locked = async (work: Work, id: number): Promise<Row | undefined> => {
  const [row] = await work.query<Row>(sql`select ${columns} from tool_batches b where b.id = ${id} for update`);
  return row;
};

const keepItems = (work: Work, { id, items }: Row): Promise<unknown> =>
  work.query(sql`update tool_batches set items = ${JSON.stringify(items)}::jsonb where id = ${id}`);

/** Answers of tools can be long: a batch keeps none that nobody would read. */
const shortened = (item: BatchItem): BatchItem =>
  JSON.stringify(item.answer ?? null).length > mostAnswer
    ? { ...item, answer: null, message: `${item.message} (its answer is too long to be kept)` }
    : item;

const toRun = (row: Row): BatchRun => ({
  id: row.id,
  connector: row.connector,
  action: row.action,
  title: row.title,
  state: row.state,
  by: row.username,
  perMinute: row.per_minute,
  created: row.created.toISOString(),
  doneAt: row.done_at?.toISOString() ?? null,
  items: row.items,
});
