import type { MetaFieldInput, MetaFieldValue } from '@cerebrate/contract';
import type { DiffField } from '../../ui/index.js';
import type { EditConflict } from './conflict-dialog.js';

interface WithMeta {
  readonly metaFields: readonly MetaFieldValue[];
}
interface MetaChanges {
  readonly metaFields?: MetaFieldInput | undefined;
}

/** How the fields of a noun are told: by name, in the order of its form, as people read their values. */
export interface ConflictWords {
  readonly name: string;
  readonly columns: readonly string[];
  readonly label: (column: string) => string;
  readonly shown: (column: string, value: unknown) => string | null;
  /** What a meta-field is called that had no value on either side. */
  readonly labelOf: (fieldId: number) => string;
}

/** A meta-field's key among the fields of a conflict. */
const metaKey = (fieldId: number): string => `meta.${fieldId}`;

/** The stored values of each meta-field by its key, in their order, one per line. */
function metaValues({ metaFields }: WithMeta): Map<string, { label: string; values: string }> {
  const found = new Map<string, { label: string; values: string }>();
  for (const { fieldId, field, value } of metaFields) {
    if (fieldId === null) continue;
    const before = found.get(metaKey(fieldId));
    found.set(metaKey(fieldId), { label: field, values: before ? `${before.values}\n${value}` : value });
  }
  return found;
}

/**
 * What stands against each other when `changes`, made on `base`, meet `theirs`: fields both sides changed to different
 * values, and what only the other side changed.
 */
export function conflictOf<R extends WithMeta>(
  base: R,
  theirs: R,
  changes: MetaChanges,
  { name, columns, label, shown, labelOf }: ConflictWords,
): EditConflict {
  const fields: DiffField[] = [];
  const theirsOnly: string[] = [];
  const meet = (field: DiffField, before: string | null, isMine: boolean) => {
    if (field.there === before || (isMine && field.here === field.there)) return;
    if (isMine) fields.push(field);
    else theirsOnly.push(field.label);
  };
  const of = (record: object, column: string) => (record as Record<string, unknown>)[column];
  for (const column of columns) {
    const mine = of(changes, column);
    const [here, there] = [shown(column, mine), shown(column, of(theirs, column))];
    const field = { key: column, label: label(column), here, there, mono: column === 'uuid' };
    meet(field, shown(column, of(base, column)), mine !== undefined);
  }
  const [before, now] = [metaValues(base), metaValues(theirs)];
  const entries = new Map(
    (changes.metaFields ?? []).flatMap((entry) =>
      entry.fieldId === undefined ? [] : [[metaKey(entry.fieldId), entry] as const],
    ),
  );
  for (const key of new Set([...before.keys(), ...now.keys(), ...entries.keys()])) {
    const mine = entries.get(key);
    const called = now.get(key)?.label ?? before.get(key)?.label ?? labelOf(mine?.fieldId ?? 0);
    const here = mine ? mine.values.join('\n') || null : null;
    meet(
      { key, label: called, here, there: now.get(key)?.values ?? null, mono: true },
      before.get(key)?.values ?? null,
      mine !== undefined,
    );
  }
  return { name, fields, theirsOnly };
}

/** My changes without those of the conflict I gave up; everything that was no conflict stays. */
export function changesKept<C extends MetaChanges>(changes: C, conflict: EditConflict, mine: readonly string[]): C {
  const dropped = new Set(conflict.fields.map((field) => field.key).filter((key) => !mine.includes(key)));
  const { metaFields, ...rest } = changes;
  const kept = Object.fromEntries(Object.entries(rest).filter(([key]) => !dropped.has(key)));
  const entries = metaFields?.filter(({ fieldId }) => fieldId === undefined || !dropped.has(metaKey(fieldId)));
  return (entries === undefined ? kept : { ...kept, metaFields: entries }) as unknown as C;
}
