import {
  type CanonicalValue,
  type Issue,
  type MetaFieldInput,
  typedColumnsOf,
  validateFieldValue,
} from '@cerebrate/contract';
import { InvalidInput } from '../../kernel/index.js';
import type { CatalogueField, FieldSnapshot } from '../meta-templates/field-catalogue.js';
import type { MetaFieldOwner } from '../owners.js';

/** How an input is read. */
export interface ReadingOptions {
  /** Whether a field that is not `multiple` refuses a second value; true unless said otherwise. The wire does not ask (WIRE-CONTRACT §3.11). */
  readonly enforceSingle?: boolean;
  /** Where the input stands in what the caller sent, for the issues; `['metaFields']` unless said otherwise. */
  readonly at?: readonly (string | number)[];
}

/** The values one field is to have, ready to be stored. */
export interface FieldChange {
  readonly field: CatalogueField;
  readonly values: readonly CanonicalValue[];
}

/** What a record's fields are to hold; made only by `readMetaFields`, so nothing in it is unchecked. */
export class CheckedMetaFields {
  constructor(readonly changes: readonly FieldChange[]) {}
}

/** Texts a record holds now, by field id: an old value that a newer rule would refuse may stay. */
export type StoredTexts = ReadonlyMap<number, ReadonlySet<string>>;

const nothingStored: StoredTexts = new Map();

/**
 * Reads an input against the catalogue: finds each field, parses every value, expands ranges. Pure and synchronous, so
 * that an import can call it for each of its rows. Throws `InvalidInput` with all faults at once.
 */
export function readMetaFields(
  snapshot: FieldSnapshot,
  owner: MetaFieldOwner,
  input: MetaFieldInput,
  options: ReadingOptions = {},
  stored: StoredTexts = nothingStored,
): CheckedMetaFields {
  const { at = ['metaFields'], enforceSingle = true } = options;
  const issues: Issue[] = [];
  const seen = new Set<number>();
  const changes = input.flatMap((entry, place): FieldChange[] => {
    const path = [...at, place];
    const field = fieldOf(snapshot, entry);
    if (!field || field.scope !== owner) {
      issues.push({ path, message: `names no field of ${owner}s; see the loaded meta-templates` });
      return [];
    }
    if (seen.has(field.id))
      issues.push({ path, message: `names '${field.field}' a second time; give all its values in one entry` });
    seen.add(field.id);
    const values = readValues(field, entry.values, stored.get(field.id), (index, message) =>
      issues.push({ path: [...path, 'values', index], message: `${field.field}: ${message}` }),
    );
    if (enforceSingle && !field.multiple && values.length > 1 && !isStored(values, stored.get(field.id)))
      issues.push({ path: [...path, 'values'], message: `'${field.field}' takes one value` });
    return [{ field, values }];
  });
  if (issues.length > 0) throw new InvalidInput(detailOf(issues), issues);
  return new CheckedMetaFields(changes);
}

function fieldOf(snapshot: FieldSnapshot, entry: MetaFieldInput[number]): CatalogueField | undefined {
  if (entry.fieldId !== undefined) return snapshot.byId(entry.fieldId);
  return snapshot.byName(entry.templateUuid ?? '', entry.field ?? '', entry.templateVersion);
}

/** Canonical values, each once, in the order given. */
function readValues(
  field: CatalogueField,
  raw: readonly string[],
  stored: ReadonlySet<string> | undefined,
  complain: (index: number, message: string) => void,
): CanonicalValue[] {
  const values = new Map<string, CanonicalValue>();
  for (const [index, text] of raw.entries()) {
    const parsed = validateFieldValue(field.rule, text);
    if (parsed.ok) for (const one of parsed.values) values.set(one.value, one);
    else if (stored?.has(text.trim()))
      values.set(text.trim(), { value: text.trim(), typed: typedColumnsOf(field.rule.semanticType, text) });
    else complain(index, parsed.message);
  }
  return [...values.values()];
}

const isStored = (values: readonly CanonicalValue[], stored: ReadonlySet<string> | undefined): boolean =>
  values.every(({ value }) => stored?.has(value));

function detailOf(issues: readonly Issue[]): string {
  const told = issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`);
  return told.join('; ') + (issues.length > 3 ? `; and ${issues.length - 3} more` : '');
}
