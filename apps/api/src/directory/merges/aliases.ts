import type { MergedKind, RecordRef } from '@cerebrate/contract';
import { Conflict, type Sql, sql, type Work } from '../../kernel/index.js';

/**
 * The condition that `alias` is the record of that ref, where the uuid of a merged record stands for the survivor. A
 * living record's own uuid comes first: `merge` leaves none with the uuid of an alias behind, and none can be made.
 */
export const refOrAlias = (kind: MergedKind, alias: Sql, ref: RecordRef): Sql =>
  ref.id === undefined
    ? sql`(${alias}.uuid = ${ref.uuid} or ${alias}.id = alias_target(${kind}, ${ref.uuid}::uuid))`
    : sql`${alias}.id = ${ref.id}`;

/**
 * What a list plan takes for filters by uuid: the uuids a record goes by are its own and those of records merged into
 * it. The filter's condition is over `u.uuid`; `id` is the record's. One pass over the table, as without aliases.
 */
export const goesBy =
  (kind: MergedKind, id: Sql) =>
  (having: Sql): Sql =>
    sql`${id} in (select u.id from (
      select x.id, x.uuid from ${kind === 'organisation' ? sql`organisations` : sql`individuals`} x where x.deleted_at is null
      union all
      select alias_target(m.kind, m.merged_uuid), m.merged_uuid from merges m where m.kind = ${kind} and m.undone_at is null) u
      where ${having})`;

/** The condition that a record is one of these uuids, or that one of them leads to it. By the indexes of both. */
export const isOneOf = (kind: MergedKind, alias: Sql, uuids: readonly string[]): Sql =>
  sql`(${alias}.uuid = any(${[...uuids]}::uuid[]) or ${alias}.id = any(array(
    select alias_target(m.kind, m.merged_uuid) from merges m
    where m.kind = ${kind} and m.undone_at is null and m.merged_uuid = any(${[...uuids]}::uuid[]))))`;

/** A ref that leads to the survivor when it is the uuid of a merged record. */
export async function withoutAlias(work: Work, kind: MergedKind, ref: RecordRef): Promise<RecordRef> {
  if (ref.id !== undefined) return ref;
  const [row] = await work.query<{ id: number | null }>(sql`select alias_target(${kind}, ${ref.uuid}::uuid) as id`);
  return row?.id ? { id: row.id } : ref;
}

/** Refuses a uuid that leads to another record already. Throws `Conflict` at `uuid`. */
export async function refuseAlias(work: Work, kind: MergedKind, uuid: string | undefined, own?: number): Promise<void> {
  if (uuid === undefined) return;
  const [row] = await work.query<{ id: number | null }>(sql`select alias_target(${kind}, ${uuid}::uuid) as id`);
  if (row?.id && row.id !== own)
    throw new Conflict(`the ${kind} of this uuid was merged into number ${row.id}; undo the merge first`, [
      { path: ['uuid'], message: `was merged into number ${row.id}` },
    ]);
}
