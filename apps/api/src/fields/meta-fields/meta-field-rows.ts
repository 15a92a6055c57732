import { type Sql, type Store, sql, type Work } from '../../kernel/index.js';
import { type MetaFieldOwner, metaFieldOwners } from '../owners.js';
import type { FieldChange } from './meta-field-reader.js';

/** A stored value, as far as replacing it needs. */
export interface StoredValue {
  readonly id: number;
  readonly ownerId: number;
  readonly fieldId: number;
  readonly value: string;
}

/** A value to be stored. */
interface NewValue {
  readonly ownerId: number;
  readonly change: FieldChange;
  readonly at: number;
}

/** The values one record is to have. */
export interface OwnerChanges {
  readonly ownerId: number;
  readonly changes: readonly FieldChange[];
}

/** Values of each changed field of a record, before and after, under `<templateUuid>/<field>`: same keys on both sides. */
export interface MetaFieldChange {
  readonly before: Record<string, string[]>;
  readonly after: Record<string, string[]>;
}

/** What must be deleted and inserted to bring the stored values of some records to the wanted ones. */
export interface Replacement {
  readonly deleted: readonly number[];
  readonly inserted: readonly NewValue[];
  /** By record; a record nothing changes for is absent. */
  readonly noted: ReadonlyMap<number, MetaFieldChange>;
}

/** The values these records hold in these fields, in the order they were stored. One statement. */
export async function storedValues(
  from: Work | Store,
  owner: MetaFieldOwner,
  ownerIds: readonly number[],
  fieldIds: readonly number[],
): Promise<StoredValue[]> {
  if (ownerIds.length === 0 || fieldIds.length === 0) return [];
  const { column } = metaFieldOwners[owner];
  const query = sql`
    select m.id, m.${column} as "ownerId", m.field_id as "fieldId", m.value from meta_fields m
    where m.${column} = any(${ownerIds}::int[]) and m.field_id = any(${fieldIds}::int[]) order by m.id`;
  return 'read' in from ? from.read<StoredValue>(query) : from.query<StoredValue>(query);
}

/** Pure: compares wanted with stored values. A value that stays keeps its row, and so its id and uuid. */
export function replacementOf(wanted: readonly OwnerChanges[], stored: readonly StoredValue[]): Replacement {
  const held = new Map<string, StoredValue[]>();
  for (const row of stored) {
    const key = `${row.ownerId}/${row.fieldId}`;
    const rows = held.get(key);
    if (rows) rows.push(row);
    else held.set(key, [row]);
  }
  const deleted: number[] = [];
  const inserted: NewValue[] = [];
  const noted = new Map<number, MetaFieldChange>();
  for (const { ownerId, changes } of wanted) {
    for (const change of changes) {
      const rows = held.get(`${ownerId}/${change.field.id}`) ?? [];
      const kept = new Set(change.values.map(({ value }) => value));
      const known = new Set(rows.map(({ value }) => value));
      const gone = rows.filter(({ value }) => !kept.has(value));
      const added = change.values.flatMap(({ value }, at) => (known.has(value) ? [] : [{ ownerId, change, at }]));
      if (gone.length === 0 && added.length === 0) continue;
      for (const { id } of gone) deleted.push(id);
      inserted.push(...added);
      note(noted, ownerId, change, rows, added);
    }
  }
  return { deleted, inserted, noted };
}

function note(
  noted: Map<number, MetaFieldChange>,
  ownerId: number,
  change: FieldChange,
  rows: StoredValue[],
  added: NewValue[],
): void {
  const { field, values } = change;
  const kept = new Set(values.map(({ value }) => value));
  const entry = noted.get(ownerId) ?? { before: {}, after: {} };
  const key = `${field.templateUuid}/${field.field}`;
  const after = [...rows.filter(({ value }) => kept.has(value)), ...added.map(({ at }) => values[at])];
  // Two versions of one template share the key; a record that holds both shows the values of both.
  entry.before[key] = [...(entry.before[key] ?? []), ...rows.map(({ value }) => value)];
  entry.after[key] = [...(entry.after[key] ?? []), ...after.flatMap((one) => (one ? [one.value] : []))];
  noted.set(ownerId, entry);
}

const rowsPerStatement = 2000;

/** Carries a replacement out: one statement for all deletions and one for each 2,000 values. */
export async function replaceValues(
  work: Work,
  owner: MetaFieldOwner,
  { deleted, inserted }: Replacement,
): Promise<void> {
  if (deleted.length > 0) await work.query(sql`delete from meta_fields where id = any(${deleted}::int[])`);
  for (let from = 0; from < inserted.length; from += rowsPerStatement)
    await work.query(insertion(owner, inserted.slice(from, from + rowsPerStatement), work.now));
}

/** Columns as arrays: the server plans and parses one short statement however many rows there are. */
function insertion(owner: MetaFieldOwner, rows: readonly NewValue[], now: Date): Sql {
  const { column } = metaFieldOwners[owner];
  const typed = rows.map(({ change, at }) => change.values[at]?.typed ?? {});
  const fields = rows.map(({ change }) => change.field);
  return sql`
    insert into meta_fields (uuid, ${column}, template_id, field_id, directory_id, field, value,
      v_net, v_asn, v_num, v_date, v_bool, v_domain, created, modified)
    select gen_random_uuid(), u.*, ${now}::timestamptz, ${now}::timestamptz from unnest(
      ${rows.map(({ ownerId }) => ownerId)}::int[],
      ${fields.map(({ templateId }) => templateId)}::int[],
      ${fields.map(({ id }) => id)}::int[],
      ${fields.map(({ directoryId }) => directoryId)}::int[],
      ${fields.map(({ field }) => field)}::text[],
      ${rows.map(({ change, at }) => change.values[at]?.value ?? '')}::text[],
      ${typed.map(({ net }) => net ?? null)}::inet[],
      ${typed.map(({ asn }) => asn ?? null)}::bigint[],
      ${typed.map(({ num }) => num ?? null)}::numeric[],
      ${typed.map(({ date }) => date ?? null)}::date[],
      ${typed.map(({ bool }) => bool ?? null)}::boolean[],
      ${typed.map(({ domain }) => domain ?? null)}::text[]) u
    on conflict do nothing`;
}
