import {
  isFieldTypeId,
  type MetaFieldDefinition,
  type MetaTemplateDefinition,
  type UpdateConflict,
  validateFieldValue,
} from '@cerebrate/contract';
import { type Sql, sql } from '../../kernel/index.js';
import type { DefinedField } from './template-definition.js';

/** A stored field of the template to be updated. */
export interface StoredField extends DefinedField {
  readonly id: number;
}

/** Rows of a read, inside a work or outside. */
export type Read = <R extends object>(query: Sql) => Promise<R[]>;

const holder = sql`coalesce(m.organisation_id, m.individual_id, m.user_id)`;

/**
 * What stored values stand in the way of changing a template in place to its newer definition (WIRE-CONTRACT §8.2): a
 * field gone, a field no longer multiple, or a type, pattern or list that some value does not pass. A conflict that no
 * record is affected by is none. One statement for each field that differs, none for the others.
 */
export async function conflictsOf(
  read: Read,
  fields: readonly StoredField[],
  definition: MetaTemplateDefinition,
): Promise<UpdateConflict[]> {
  const conflicts: UpdateConflict[] = [];
  for (const field of fields) {
    const newer = definition.metaFields.find((one) => one.field === field.field);
    const found = newer ? await changedConflict(read, field, newer) : await removedConflict(read, field);
    if (found && found.records > 0) conflicts.push(found);
  }
  return conflicts;
}

async function removedConflict(read: Read, field: StoredField): Promise<UpdateConflict> {
  const [row] = await read<{ n: number }>(
    sql`select count(distinct ${holder})::int as n from meta_fields m where m.field_id = ${field.id}`,
  );
  return { field: field.field, kind: 'removed', message: 'the newer version has no such field', records: row?.n ?? 0 };
}

async function changedConflict(
  read: Read,
  field: StoredField,
  newer: MetaFieldDefinition,
): Promise<UpdateConflict | undefined> {
  if (field.type !== newer.type) {
    const message = `the type changes from ${field.type} to ${newer.type}`;
    return refusedBy(read, field, newer, 'type', message);
  }
  const ruleChanged =
    (field.regex ?? '') !== (newer.regex ?? '') ||
    JSON.stringify(field.valuesList ?? []) !== JSON.stringify(newer.values_list ?? []);
  const refused = ruleChanged
    ? await refusedBy(read, field, newer, 'rule', 'the pattern or the list of values changes')
    : undefined;
  if (refused && refused.records > 0) return refused;
  if (field.multiple && !newer.multiple) return severalValues(read, field);
  return undefined;
}

async function severalValues(read: Read, field: StoredField): Promise<UpdateConflict> {
  const [row] = await read<{ n: number }>(sql`
    select count(*)::int as n from (
      select 1 from meta_fields m where m.field_id = ${field.id} group by ${holder} having count(*) > 1) several`);
  return {
    field: field.field,
    kind: 'single',
    message: 'the field takes one value only in the newer version',
    records: row?.n ?? 0,
  };
}

/** Counts the records holding values that the newer rule refuses, or would store otherwise than they are. */
async function refusedBy(
  read: Read,
  field: StoredField,
  newer: MetaFieldDefinition,
  kind: 'type' | 'rule',
  message: string,
): Promise<UpdateConflict> {
  const type = isFieldTypeId(newer.type) ? newer.type : 'text';
  const rule = { type, regex: newer.regex ?? null, valuesList: newer.values_list ?? null };
  const values = await read<{ value: string }>(
    sql`select distinct m.value from meta_fields m where m.field_id = ${field.id}`,
  );
  const refused = values.flatMap(({ value }) => {
    const parsed = validateFieldValue(rule, value);
    return parsed.ok && parsed.values.length === 1 && parsed.values[0]?.value === value ? [] : [value];
  });
  if (refused.length === 0) return { field: field.field, kind, message, records: 0 };
  const [row] = await read<{ n: number }>(sql`
    select count(distinct ${holder})::int as n from meta_fields m where m.field_id = ${field.id} and m.value = any(${refused}::text[])`);
  const example = `"${(refused[0] ?? '').slice(0, 60)}"`;
  return { field: field.field, kind, message: `${message}; ${example} would be refused`, records: row?.n ?? 0 };
}
