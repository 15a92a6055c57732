import { KeyThreads } from '../../directory/index.js';
import {
  type Config,
  createLog,
  DomainError,
  name,
  type Principal,
  Sealer,
  type Sql,
  type Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { loadConnectors } from '../../tools/index.js';
import { Fields } from './fields.js';
import { moveHistory } from './history.js';
import { links, moveLinks } from './links.js';
import type { Original } from './original.js';
import { Joined, Pass, type Step } from './pass.js';
import { makeRoom } from './prepare.js';
import { type Moved, type MovingReport, Reporter } from './report.js';
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

type Write = (act: (work: Work) => Promise<void>) => Promise<void>;

/**
 * Takes everything of an original that this node can hold: uuids, integer ids, credentials, history. Each few hundred
 * rows are one work, with the note that they are here: killed at any moment it goes on where it was, and run again it
 * takes what is new or changed there since, leaving alone what was changed here (decision 121). A dry run does the same
 * and keeps nothing. Throws `Conflict` for a node that holds records of its own, `OriginalUnreadable`.
 */
export async function moveIn(
  store: Store,
  config: Config,
  principal: Principal,
  original: Original,
  order: MovingOrder,
): Promise<MovingReport> {
  const threads = new KeyThreads();
  const connectors = await loadConnectors(config.connectors, createLog(config.logLevel));
  const pass = new Pass(new Sealer(config.secretKey, config.formerSecretKeys), threads, config, connectors);
  const options = { message: `moved in from ${original.name}` };
  try {
    if (!order.isDry) return await moveAll(original, pass, order, (act) => store.work(principal, act, options));
    const { value } = await store.rehearse(
      principal,
      (work) => moveAll(original, pass, order, (act) => savepoint(work, act)),
      options,
    );
    return value;
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
  await write((work) => makeRoom(work, original.name));
  await write((work) => recall(work, pass));
  const tables = await original.tables();
  if (tables.has('audit_logs')) reporter.took('audit_logs', await moveHistory(original, pass, write));
  for (const step of steps) {
    if (!tables.has(step.table)) continue;
    order.tell(step.table);
    for await (const rows of original.batches(step.table)) {
      const fields = rows.map((row) => new Fields(step.table, row));
      reporter.count(step.table, await moveRows(step, fields, pass, write));
    }
  }
  for (const link of links.filter(({ table }) => tables.has(table)))
    reporter.took(link.table, await moveLinks(link, original, pass, write));
  if (!order.isDry) await write(continueIds);
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

/** All of them in one work; where that fails each in its own, so that one bad row keeps no other out. */
async function moveRows(step: Step, rows: readonly Fields[], pass: Pass, write: Write): Promise<Moved> {
  const mark = pass.findings.length;
  try {
    return await moveTogether(step, rows, pass, write);
  } catch {
    pass.findings.length = mark;
  }
  const total: Moved = { added: 0, changed: 0, unchanged: 0, joined: 0 };
  for (const row of rows) {
    const before = pass.findings.length;
    try {
      const moved = await moveTogether(step, [row], pass, write);
      for (const key of Object.keys(total) as (keyof Moved)[]) total[key] += moved[key];
    } catch (error) {
      pass.findings.length = before;
      pass.refuse(row, reasonOf(error));
    }
  }
  return total;
}

function reasonOf(error: unknown): string {
  const message = (error as Error).message.split('\n')[0] ?? '';
  return error instanceof DomainError ? message : `the database refuses it: ${message.slice(0, 200)}`;
}

interface Judged {
  readonly fields: Fields;
  readonly digest: string;
  readonly known: string | null;
  readonly targetId: number | null;
  readonly targetVersion: number | null;
}

async function moveTogether(step: Step, rows: readonly Fields[], pass: Pass, write: Write): Promise<Moved> {
  const moved: Moved = { added: 0, changed: 0, unchanged: 0, joined: 0 };
  const notes: Note[] = [];
  await write(async (work) => {
    const judged = await judge(work, step.table, rows);
    const fresh = judged.filter(({ known, digest }) => known !== digest);
    moved.unchanged = judged.length - fresh.length;
    const added: { one: Judged; values: object }[] = [];
    for (const one of fresh) {
      const values = await step.take(one.fields, pass, work);
      if (values === null) continue;
      if (values instanceof Joined) {
        notes.push({ id: one.fields.id, here: values.id, version: null, digest: one.digest });
        moved.joined++;
      } else if (one.targetId === null) added.push({ one, values });
      else if (await change(work, step, one, values, pass, notes)) moved.changed++;
      else moved.unchanged++;
    }
    const made = await work.insertMany(
      step.entity,
      added.map(({ one, values }) => ({ id: one.fields.id, ...values })),
    );
    for (const [at, row] of made.entries()) {
      const one = added[at]?.one;
      if (!one) continue;
      await step.after?.(one.fields, row, pass, work);
      notes.push({ id: one.fields.id, here: (row as { id: number }).id, version: 1, digest: one.digest });
    }
    moved.added = made.length;
    if (notes.length > 0) await work.query(noting(step.table, notes));
  });
  for (const { id, here } of notes) pass.learn(step.table, id, here);
  return moved;
}

async function judge(work: Work, table: string, rows: readonly Fields[]): Promise<Judged[]> {
  const found = await work.query<Omit<Judged, 'fields'>>(sql`
    select md5(u.body) as digest, m.digest as known, m.target_id as "targetId", m.target_version as "targetVersion"
    from unnest(${rows.map(({ id }) => id)}::bigint[], ${rows.map(({ body }) => body)}::text[]) with ordinality u(id, body, at)
      left join moved_rows m on m.source_table = ${table} and m.source_id = u.id
    order by u.at`);
  return rows.flatMap((fields, at) => {
    const one = found[at];
    return one ? [{ fields, ...one }] : [];
  });
}

/** A row that changed there since: taken, unless it was changed here as well. */
async function change(
  work: Work,
  step: Step,
  { fields, digest, targetId, targetVersion }: Judged,
  values: object,
  pass: Pass,
  notes: Note[],
): Promise<boolean> {
  const row = (await work.find(step.entity, { id: targetId } as never)) as { version?: number } | null;
  if (!row) {
    pass.remark(fields, 'changed there, and is gone here since: it stays gone');
    return false;
  }
  if (row.version !== undefined && row.version !== targetVersion) {
    pass.remark(fields, 'changed there, and was changed here since: what is here stays');
    return false;
  }
  const { uuid: _made, ...withoutUuid } = values as { uuid?: string };
  Object.assign(row, fields.ownUuid ? values : withoutUuid);
  const isChanged = await work.save(step.entity, row);
  if (isChanged && 'modified' in values)
    await work.query(sql`update ${name(step.target)} set modified = ${values.modified as Date} where id = ${targetId}`);
  await step.after?.(fields, row, pass, work);
  notes.push({ id: fields.id, here: targetId ?? 0, version: row.version ?? 1, digest });
  return isChanged;
}

interface Note {
  readonly id: number;
  readonly here: number;
  readonly version: number | null;
  readonly digest: string;
}

const noting = (table: string, notes: readonly Note[]): Sql => sql`
  insert into moved_rows (source_table, source_id, target_id, target_version, digest)
  select ${table}, u.* from unnest(
    ${notes.map(({ id }) => id)}::bigint[], ${notes.map(({ here }) => here)}::int[],
    ${notes.map(({ version }) => version)}::int[], ${notes.map(({ digest }) => digest)}::text[]) u
  on conflict (source_table, source_id) do update
    set target_id = excluded.target_id, target_version = excluded.target_version, digest = excluded.digest`;

/** New records go on after the highest id that came. */
async function continueIds(work: Work): Promise<void> {
  for (const target of new Set(steps.map((step) => step.target)))
    await work.query(sql`
      select setval(pg_get_serial_sequence(${target}, 'id'), greatest((select coalesce(max(id), 0) from ${name(target)}), 1))`);
}
