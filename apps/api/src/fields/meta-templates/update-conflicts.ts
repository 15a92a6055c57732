import type {
  ExplainedConflict,
  MetaFieldDefinition,
  MetaTemplateDefinition,
  UpdateConflict,
} from '@cerebrate/contract';
import { name, type Principal, type Sql, sql } from '../../kernel/index.js';
import { type MetaFieldOwner, metaFieldOwners, ownerViewOf } from '../owners.js';
import { refusalOf, ruleChange } from './field-difference.js';
import type { DefinedField } from './template-definition.js';

/** A stored field of the template to be updated. */
export interface StoredField extends DefinedField {
  readonly id: number;
}

/** Rows of a read, inside a work or outside. */
export type Read = <R extends object>(query: Sql) => Promise<R[]>;

const holder = sql`coalesce(m.organisation_id, m.individual_id, m.user_id)`;

/** A conflict with the condition on `meta_fields m` that its values fulfil. */
interface FoundConflict extends UpdateConflict {
  readonly values: number;
  readonly where: Sql;
}

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
  const found = await findConflicts(read, fields, definition);
  return found.map(({ field, kind, message, records }) => ({ field, kind, message, records }));
}

const mostAffected = 20;

/** As `conflictsOf`, each with the number of values and the first records the caller may see (FEATURES MT-10). */
export async function explainConflicts(
  read: Read,
  principal: Principal,
  owner: MetaFieldOwner,
  fields: readonly StoredField[],
  definition: MetaTemplateDefinition,
): Promise<ExplainedConflict[]> {
  const explained: ExplainedConflict[] = [];
  const { column, records } = metaFieldOwners[owner];
  const view = ownerViewOf(owner);
  for (const { where, ...conflict } of await findConflicts(read, fields, definition)) {
    const affected = await read<{ id: number; name: string }>(sql`
      select o.id, ${view.title('o')} as name from ${records} o where ${view.where(principal, 'o')}
        and o.id in (select ${name('m')}.${column} from meta_fields m where ${where})
      order by 2, 1 limit ${mostAffected}`);
    explained.push({ ...conflict, affected });
  }
  return explained;
}

async function findConflicts(
  read: Read,
  fields: readonly StoredField[],
  definition: MetaTemplateDefinition,
): Promise<FoundConflict[]> {
  const conflicts: FoundConflict[] = [];
  for (const field of fields) {
    const newer = definition.metaFields.find((one) => one.field === field.field);
    const found = newer
      ? await changedConflict(read, field, newer)
      : await counted(read, field, 'removed', 'the newer version has no such field', sql`m.field_id = ${field.id}`);
    if (found && found.records > 0) conflicts.push(found);
  }
  return conflicts;
}

async function counted(
  read: Read,
  { field }: StoredField,
  kind: UpdateConflict['kind'],
  message: string,
  where: Sql,
): Promise<FoundConflict> {
  const [row] = await read<{ records: number; values: number }>(
    sql`select count(distinct ${holder})::int as records, count(*)::int as values from meta_fields m where ${where}`,
  );
  return { field, kind, message, records: row?.records ?? 0, values: row?.values ?? 0, where };
}

async function changedConflict(
  read: Read,
  field: StoredField,
  newer: MetaFieldDefinition,
): Promise<FoundConflict | undefined> {
  const change = ruleChange(field, newer);
  if (change.type || change.rule) {
    const refused = await refusedBy(read, field, newer);
    if (refused.length > 0) {
      const message = change.type
        ? `the type changes from ${field.type} to ${newer.type}`
        : 'the pattern or the list of values changes';
      const example = `"${(refused[0] ?? '').slice(0, 60)}"`;
      const where = sql`m.field_id = ${field.id} and m.value = any(${refused}::text[])`;
      return counted(read, field, change.type ? 'type' : 'rule', `${message}; ${example} would be refused`, where);
    }
  }
  if (!change.single) return undefined;
  const where = sql`m.field_id = ${field.id} and ${holder} in (
    select ${holder} from meta_fields m where m.field_id = ${field.id} group by 1 having count(*) > 1)`;
  return counted(read, field, 'single', 'the field takes one value only in the newer version', where);
}

/** The stored texts that the newer rule refuses, or would store otherwise than they are. */
async function refusedBy(read: Read, field: StoredField, newer: MetaFieldDefinition): Promise<string[]> {
  const values = await read<{ value: string }>(
    sql`select distinct m.value from meta_fields m where m.field_id = ${field.id} order by 1`,
  );
  return values.flatMap(({ value }) => (refusalOf(newer, value) ? [value] : []));
}
