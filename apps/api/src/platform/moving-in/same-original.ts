import { Conflict, sql, type Work } from '../../kernel/index.js';
import { Fields } from './fields.js';
import type { Original } from './original.js';

/** Tables whose uuids tell one original from another, the surest first. */
const telling = ['users', 'organisations', 'individuals', 'roles'] as const;

/**
 * A node goes on with the original it began with, under whatever address: the ids of another would be taken for its own,
 * and its records overwritten. Throws `Conflict` when the records that came have other uuids there.
 */
export async function sameOriginal(work: Work, original: Original): Promise<void> {
  const [moving] = await work.query<{ source: string }>(sql`select source from movings`);
  if (!moving || moving.source === original.name) return;
  const tables = await original.tables();
  for (const table of telling) {
    if (!tables.has(table)) continue;
    const { value: rows = [] } = await original.batches(table).next();
    const [seen] = await work.query<{ same: number; other: number }>(sql`
      select count(*) filter (where t.uuid = u.uuid)::int as same, count(*) filter (where t.uuid <> u.uuid)::int as other
      from moved_rows m join (${recordsHere}) t on t.name = m.source_table and t.id = m.target_id
        join unnest(${rows.map((row: object) => new Fields(table, row as never).id)}::bigint[],
          ${rows.map((row: object) => new Fields(table, row as never).ownUuid ?? null)}::uuid[]) u(id, uuid) on u.id = m.source_id
      where m.source_table = ${table} and u.uuid is not null`);
    if (!seen || seen.same + seen.other === 0) continue;
    if (seen.same >= seen.other) return;
    throw new Conflict(
      `this node moved in from ${moving.source}, and ${original.name} is another: its ${table} have other uuids; move it into a node of its own`,
    );
  }
}

/** What of them is here. */
const recordsHere = sql`select 'users' as name, id, uuid from users union all select 'organisations', id, uuid from organisations
  union all select 'individuals', id, uuid from individuals union all select 'roles', id, uuid from roles`;
