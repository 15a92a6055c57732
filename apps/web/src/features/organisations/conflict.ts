import type { Organisation, OrganisationChanges } from '@cerebrate/contract';
import { countryName, type DiffField } from '../../ui/index.js';
import type { EditConflict } from './conflict-dialog.js';
import { text } from './text.js';

/** The columns a person edits, in the order of the form. */
const columns = ['name', 'country', 'sector', 'type', 'url', 'contacts', 'uuid'] as const;
type Column = (typeof columns)[number];

/** A meta-field's key among the fields of a conflict. */
const metaKey = (fieldId: number): string => `meta.${fieldId}`;

const shown = (column: Column, value: string | null | undefined): string | null =>
  value === null || value === undefined || value === '' ? null : column === 'country' ? countryName(value) : value;

/** The stored values of each meta-field by its key, in their order, one per line. */
function metaValues({ metaFields }: Organisation): Map<string, { label: string; values: string }> {
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
 * values, and what only the other side changed. `labelOf` names a meta-field that had no value on either side.
 */
export function conflictOf(
  base: Organisation,
  theirs: Organisation,
  changes: OrganisationChanges,
  labelOf: (fieldId: number) => string,
): EditConflict {
  const fields: DiffField[] = [];
  const theirsOnly: string[] = [];
  const meet = (field: DiffField, before: string | null, isMine: boolean) => {
    if (field.there === before || (isMine && field.here === field.there)) return;
    if (isMine) fields.push(field);
    else theirsOnly.push(field.label);
  };
  for (const column of columns) {
    const mine = changes[column];
    const label = text.fields[column] ?? column;
    meet(
      { key: column, label, here: shown(column, mine), there: shown(column, theirs[column]), mono: column === 'uuid' },
      shown(column, base[column]),
      mine !== undefined,
    );
  }
  const [before, now] = [metaValues(base), metaValues(theirs)];
  const entries = new Map(
    (changes.metaFields ?? []).flatMap((entry) =>
      entry.fieldId === undefined ? [] : [[metaKey(entry.fieldId), entry] as const],
    ),
  );
  for (const key of new Set([...before.keys(), ...now.keys(), ...entries.keys()])) {
    const mine = entries.get(key);
    const label = now.get(key)?.label ?? before.get(key)?.label ?? labelOf(mine?.fieldId ?? 0);
    const here = mine ? mine.values.join('\n') || null : null;
    meet(
      { key, label, here, there: now.get(key)?.values ?? null, mono: true },
      before.get(key)?.values ?? null,
      mine !== undefined,
    );
  }
  return { name: theirs.name, fields, theirsOnly };
}

/** My changes without those of the conflict I gave up; everything that was no conflict stays. */
export function changesKept(
  changes: OrganisationChanges,
  conflict: EditConflict,
  mine: readonly string[],
): OrganisationChanges {
  const dropped = new Set(conflict.fields.map((field) => field.key).filter((key) => !mine.includes(key)));
  const { metaFields, ...rest } = changes;
  const kept: OrganisationChanges = Object.fromEntries(Object.entries(rest).filter(([key]) => !dropped.has(key)));
  const entries = metaFields?.filter(({ fieldId }) => fieldId === undefined || !dropped.has(metaKey(fieldId)));
  return entries === undefined ? kept : { ...kept, metaFields: entries };
}
