import { KeyThreads } from '../../directory/index.js';
import {
  type Config,
  Conflict,
  createLog,
  type Principal,
  Sealer,
  type Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { loadConnectors } from '../../tools/index.js';
import { Fields } from './fields.js';
import { moveHistory } from './history.js';
import { links, moveLinks } from './links.js';
import type { Original } from './original.js';
import { Pass, type Step } from './pass.js';
import { makeRoom } from './prepare.js';
import { type MovingReport, Reporter } from './report.js';
import { continueIds, moveRows, type Write } from './rows.js';
import { sameOriginal } from './same-original.js';
import { accessSteps, accountSteps, roleSteps } from './steps/access.js';
import { circleSteps } from './steps/circles.js';
import { directorySteps } from './steps/directory.js';
import { labelSteps, valueSteps } from './steps/fields.js';
import { messageSteps } from './steps/messages.js';
import { toolSteps } from './steps/tools.js';

/** In the order in which one builds on another. */
const steps: readonly Step[] = [
  ...roleSteps,
  ...directorySteps,
  ...accountSteps,
  ...labelSteps,
  ...circleSteps.slice(0, 2),
  ...valueSteps,
  ...circleSteps.slice(2),
  ...accessSteps,
  ...toolSteps,
  ...messageSteps,
];

/** What moving in needs to know. */
export interface MovingOrder {
  readonly isDry: boolean;
  /** Told what is being moved and how far it is. */
  tell(line: string): void;
}

/**
 * Takes everything of an original that this node can hold: uuids, integer ids, credentials, history. Each few hundred
 * rows are one work, with the note that they are here: killed at any moment it goes on where it was, and run again it
 * takes what is new or changed there since, leaving alone what was changed here (decision 121). A dry run does the same
 * and keeps nothing. Throws `Conflict` for a node that holds records of its own or moved in from elsewhere, and while
 * another run is under way; `OriginalUnreadable`.
 */
export async function moveIn(
  store: Store,
  config: Config,
  principal: Principal,
  original: Original,
  order: MovingOrder,
): Promise<MovingReport> {
  const threads = new KeyThreads();
  const connectors = await loadConnectors(config.connectors, createLog(config.logLevel, 'error'));
  const sealer = new Sealer(config.secretKey, config.formerSecretKeys);
  const pass = new Pass(sealer, threads, config, connectors, order.isDry);
  const options = { message: `moved in from ${original.name}` };
  const run = async (): Promise<MovingReport> => {
    if (!order.isDry) {
      const report = await moveAll(original, pass, order, (act) => store.work(principal, act, options));
      await store.refreshPlans();
      return report;
    }
    const { value } = await store.rehearse(
      principal,
      (work) => moveAll(original, pass, order, (act) => savepoint(work, act)),
      options,
    );
    return value;
  };
  try {
    const outcome = await store.alone('moving in', run);
    if (!outcome) throw new Conflict('another run is moving in to this node: wait until it has ended');
    return outcome.value;
  } finally {
    await threads.onModuleDestroy();
  }
}

/** A part of a dry run that fails alone. */
async function savepoint(work: Work, act: (work: Work) => Promise<void>): Promise<void> {
  await work.query(sql`savepoint moving`);
  try {
    await act(work);
    await work.query(sql`release savepoint moving`);
  } catch (error) {
    await work.query(sql`rollback to savepoint moving`);
    throw error;
  }
}

async function moveAll(original: Original, pass: Pass, order: MovingOrder, write: Write): Promise<MovingReport> {
  const reporter = new Reporter(original, order.isDry);
  await write(async (work) => {
    await sameOriginal(work, original);
    await makeRoom(work, original.name);
    await recall(work, pass);
  });
  const tables = await original.tables();
  if (tables.has('audit_logs')) reporter.count('audit_logs', await moveHistory(original, pass, write));
  for (const step of steps) {
    if (!tables.has(step.table)) continue;
    order.tell(step.table);
    reporter.begin(step.table);
    for await (const rows of original.batches(step.table)) {
      const fields = rows.map((row) => new Fields(step.table, row));
      reporter.look(fields);
      reporter.count(step.table, await moveRows(step, fields, pass, write));
    }
  }
  for (const link of links) {
    if (!tables.has(link.table)) continue;
    order.tell(link.table);
    reporter.begin(link.table);
    for await (const rows of original.batches(link.table)) {
      const fields = rows.map((row) => new Fields(link.table, row, link.keyOf));
      reporter.look(fields);
      reporter.count(link.table, await moveLinks(link, fields, pass, write));
    }
  }
  if (!order.isDry)
    await write(async (work) => {
      for (const target of new Set(steps.map((step) => step.target))) await continueIds(work, target);
    });
  await reporter.countLeft();
  const report = reporter.report(pass.findings);
  await write(async (work) => {
    await work.query(
      sql`update movings set finished_at = now(), source = ${original.name}, report = ${JSON.stringify(report)}::jsonb`,
    );
  });
  return report;
}

/** What earlier runs brought. */
async function recall(work: Work, pass: Pass): Promise<void> {
  const rows = await work.query<{ t: string; id: string; here: number }>(
    sql`select source_table as t, source_id as id, target_id as here from moved_rows where target_id is not null and source_id > 0`,
  );
  for (const { t, id, here } of rows) pass.learn(t, Number(id), here);
}
