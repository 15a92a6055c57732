import { DomainError, isOutage, name, type Sql, sql, type Work } from '../../kernel/index.js';
import type { Fields } from './fields.js';
import { Joined, type Pass, type Step } from './pass.js';
import { type Moved, nothing } from './report.js';

/** Does something in one transaction. */
export type Write = (act: (work: Work) => Promise<void>) => Promise<void>;

/** A row there, and what is known of it here. */
export interface Judged {
  readonly fields: Fields;
  readonly digest: string;
  /** Its digest when it came last; null when it never did. */
  readonly known: string | null;
  readonly targetId: number | null;
  readonly targetVersion: number | null;
}

/** That a row came: where it is, in which version, and what it said. */
export interface Note {
  readonly id: number;
  readonly here: number;
  readonly version: number | null;
  readonly digest: string;
}

/**
 * Some rows of one table, all of them in one work; where that fails each in its own, so that one bad row keeps no other
 * out. What was brought by an earlier run is looked at again, so that what later rows are compared with is known and the
 * report of a run that goes on is whole; it is not written. Throws when the database cannot be written at all.
 */
export async function moveRows(step: Step, rows: readonly Fields[], pass: Pass, write: Write): Promise<Moved> {
  const mark = pass.findings.length;
  try {
    return await moveTogether(step, rows, pass, write);
  } catch (error) {
    if (isOutage(error)) throw error;
    pass.findings.length = mark;
  }
  const total = nothing();
  for (const row of rows) {
    const before = pass.findings.length;
    try {
      const moved = await moveTogether(step, [row], pass, write);
      for (const key of Object.keys(total) as (keyof Moved)[]) total[key] += moved[key];
    } catch (error) {
      if (isOutage(error)) throw error;
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

async function moveTogether(step: Step, rows: readonly Fields[], pass: Pass, write: Write): Promise<Moved> {
  const moved = nothing();
  const notes: Note[] = [];
  await write(async (work) => {
    const added: { one: Judged; values: object }[] = [];
    for (const one of await judge(work, step.table, rows)) {
      const values = await taken(step, one, pass, work);
      if (one.known === one.digest) moved.unchanged++;
      else if (values instanceof Joined) {
        notes.push({ id: one.fields.id, here: values.id, version: null, digest: one.digest });
        moved.joined++;
      } else if (values !== null && one.targetId === null) added.push({ one, values });
      else if (values !== null && (await change(work, step, one, values, pass, notes))) moved.changed++;
      else if (values !== null) moved.unchanged++;
    }
    const made = await work.insertMany(
      step.entity,
      added.map(({ one, values }) => ({ id: one.fields.id, ...values })),
    );
    for (const [at, row] of made.entries()) {
      const one = added[at]?.one;
      if (!one) continue;
      await step.after?.(one.fields, row, pass, work);
      notes.push({ id: one.fields.id, here: (row as { id: number }).id, version: versionOf(row), digest: one.digest });
    }
    moved.added = made.length;
    if (notes.length > 0) await work.query(noting(step.table, notes));
    if (made.length > 0 && !pass.isDry) await continueIds(work, step.target);
  });
  for (const { id, here } of notes) pass.learn(step.table, id, here);
  return moved;
}

/** What the row is here, with what there is to say about it; a row that stays out is told by its refusal alone. */
async function taken(step: Step, one: Judged, pass: Pass, work: Work): Promise<object | null> {
  const { fields } = one;
  const mark = pass.findings.length;
  await claimUuid(step, one, pass, work);
  const values = await step.take(fields, pass, work);
  if (values === null) {
    const refusals = pass.findings.splice(mark).filter(({ kind }) => kind === 'refused');
    // It is here: that it could not come today does not take it away.
    if (one.known !== one.digest) pass.findings.push(...refusals);
    return null;
  }
  if (fields.hasNoMoment('created') || fields.hasNoMoment('modified'))
    pass.remark(fields, 'had no moment of its making or of its last change: 1970 or the other one stands there');
  return values;
}

/** The first row with a uuid keeps it; a row without one, or with that of another, has one of its own from now on. */
async function claimUuid(step: Step, { fields, targetId }: Judged, pass: Pass, work: Work): Promise<void> {
  if (step.sharesUuids || !work.has(step.entity, 'uuid')) return;
  const own = fields.ownUuid;
  if (own !== undefined) {
    const owners = pass.memory(`uuids of ${step.table}`);
    const first = owners.get(own) ?? fields.id;
    owners.set(own, first);
    if (first === fields.id) return;
    pass.remark(fields, `has a new uuid: ${first} has the same one`);
  } else if (fields.columns.includes('uuid')) pass.remark(fields, 'has a new uuid: it had none that is one');
  const [here] =
    targetId === null
      ? []
      : await work.query<{ uuid: string }>(sql`select uuid from ${name(step.target)} where id = ${targetId}`);
  fields.giveUuid(here?.uuid);
}

/** What is known of the rows, in their order. */
export async function judge(work: Work, table: string, rows: readonly Fields[]): Promise<Judged[]> {
  const found = await work.query<Omit<Judged, 'fields'>>(sql`
    select md5(u.body) as digest, m.digest as known, m.target_id as "targetId", m.target_version as "targetVersion"
    from unnest(${rows.map(({ key }) => key)}::bigint[], ${rows.map(({ body }) => body)}::text[]) with ordinality u(id, body, at)
      left join moved_rows m on m.source_table = ${table} and m.source_id = u.id
    order by u.at`);
  return rows.flatMap((fields, at) => {
    const one = found[at];
    return one ? [{ fields, ...one }] : [];
  });
}

/** In which version a record is: counted, or the second of its last change. */
function versionOf(row: object): number | null {
  const { version, modified } = row as { version?: number; modified?: Date };
  return version ?? (modified ? Math.floor(modified.getTime() / 1000) : null);
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
  const row = (await work.find(step.entity, { id: targetId } as never)) as object | null;
  if (!row) {
    pass.remark(fields, 'changed there, and is gone here since: it stays gone');
    return false;
  }
  const version = versionOf(row);
  // 1 is what older runs noted for records that count no versions.
  if (version !== null && version !== targetVersion && ('version' in row || targetVersion !== 1)) {
    pass.remark(fields, 'changed there, and was changed here since: what is here stays');
    return false;
  }
  Object.assign(row, values);
  const isChanged = await work.save(step.entity, row);
  if (isChanged && 'modified' in values) {
    const { modified } = values as { modified: Date };
    await work.query(sql`update ${name(step.target)} set modified = ${modified} where id = ${targetId}`);
    Object.assign(row, { modified });
  }
  await step.after?.(fields, row, pass, work);
  notes.push({ id: fields.id, here: targetId ?? 0, version: versionOf(row), digest });
  return isChanged;
}

/** Keeps them, in the transaction of the rows themselves. */
export const noting = (table: string, notes: readonly Note[]): Sql => sql`
  insert into moved_rows (source_table, source_id, target_id, target_version, digest)
  select ${table}, u.* from unnest(
    ${notes.map(({ id }) => id)}::bigint[], ${notes.map(({ here }) => here)}::int[],
    ${notes.map(({ version }) => version)}::int[], ${notes.map(({ digest }) => digest)}::text[]) u
  on conflict (source_table, source_id) do update
    set target_id = excluded.target_id, target_version = excluded.target_version, digest = excluded.digest`;

/** New records go on after the highest id that came, also when the move is stopped here. */
export const continueIds = (work: Work, target: string): Promise<unknown> =>
  work.query(sql`
    select setval(pg_get_serial_sequence(${target}, 'id'), greatest((select coalesce(max(id), 0) from ${name(target)}), 1))`);
