import type { Issue, MetaFieldInput } from '@cerebrate/contract';
import { InvalidInput } from '../../kernel/index.js';
import type { CatalogueField, FieldSnapshot } from '../meta-templates/field-catalogue.js';
import type { MetaFieldOwner } from '../owners.js';
import { type FieldChange, readMetaFields, type StoredTexts } from './meta-field-reader.js';
import type { StoredValue } from './meta-field-rows.js';

/** An entry of the original's simple form. */
export interface WireMetaField {
  readonly template_uuid: string;
  readonly template_version: string;
  readonly field: string;
  /** Blank: takes part in replacing what is there, adds nothing. */
  readonly value: string;
}

/** What the original's complex form asks of one field. */
export interface WireMetaFieldChanges {
  readonly templateId: number;
  readonly fieldId: number;
  readonly add: readonly string[];
  readonly change: readonly { readonly id: number; readonly value: string }[];
}

/**
 * Pure: the simple form as what each mentioned field is to hold; entries of unknown templates or fields are left out.
 * Several values of a field that is not `multiple` are taken, as the original does. Throws `InvalidInput` with every
 * fault at `meta_fields.<place of the entry>`.
 */
export function readWireSimple(
  snapshot: FieldSnapshot,
  owner: MetaFieldOwner,
  entries: readonly WireMetaField[],
  stored?: StoredTexts,
): readonly FieldChange[] {
  const places = new Map<CatalogueField, number[]>();
  for (const [place, entry] of entries.entries()) {
    const field = snapshot.byName(entry.template_uuid, entry.field, entry.template_version);
    if (field?.scope !== owner) continue;
    const known = places.get(field) ?? [];
    places.set(field, entry.value.trim() === '' ? known : [...known, place]);
  }
  const listed = [...places];
  const input: MetaFieldInput = listed.map(([field, at]) => ({
    fieldId: field.id,
    values: at.map((place) => entries[place]?.value ?? ''),
  }));
  return readAs(
    'meta_fields',
    (at, place) => listed[at]?.[1][place] ?? 0,
    () => readMetaFields(snapshot, owner, input, { enforceSingle: false, at: [] }, stored),
  );
}

/** Pure: the complex form as what each mentioned field is to hold, given what is stored. Faults at `MetaTemplates`. */
export function readWireForm(
  snapshot: FieldSnapshot,
  owner: MetaFieldOwner,
  fields: readonly WireMetaFieldChanges[],
  stored: readonly StoredValue[],
): readonly FieldChange[] {
  const input = fields.flatMap(({ templateId, fieldId, add, change }): MetaFieldInput => {
    const field = snapshot.byId(fieldId);
    if (field?.scope !== owner || field.templateId !== templateId) return [];
    const changed = new Map(change.map(({ id, value }) => [id, value]));
    const kept = stored.filter((row) => row.fieldId === fieldId).map((row) => changed.get(row.id) ?? row.value);
    return [{ fieldId, values: [...kept, ...add].filter((value) => value.trim() !== '') }];
  });
  const texts = new Map<number, Set<string>>();
  for (const row of stored) texts.set(row.fieldId, (texts.get(row.fieldId) ?? new Set()).add(row.value));
  return readAs(
    'MetaTemplates',
    (at) => input[at]?.fieldId ?? 0,
    () => readMetaFields(snapshot, owner, input, { enforceSingle: false, at: [] }, texts),
  );
}

/** Reads, and re-addresses the faults from our own input to what the caller sent. */
function readAs(
  member: string,
  placeOf: (entry: number, value: number) => number,
  read: () => { readonly changes: readonly FieldChange[] },
): readonly FieldChange[] {
  try {
    return read().changes;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const issues = error.issues.map(({ path, message }): Issue => {
      const [entry = 0, , value = 0] = path;
      return { path: [member, placeOf(Number(entry), Number(value))], message };
    });
    throw new InvalidInput(
      issues
        .map(({ path, message }) => `${path.join('.')}: ${message}`)
        .slice(0, 3)
        .join('; '),
      issues,
    );
  }
}
