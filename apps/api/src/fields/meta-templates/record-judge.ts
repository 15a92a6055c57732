import {
  type CanonicalValue,
  type MetaFieldDefinition,
  type SemanticType,
  type TypedColumns,
  typedColumnsOf,
} from '@cerebrate/contract';
import { refusalOf, ruleChange } from './field-difference.js';
import type { StoredField } from './update-conflicts.js';

/** A field of the newer version; `id` is null while that version is only planned. */
export interface TargetField {
  readonly id: number | null;
  readonly definition: MetaFieldDefinition;
  readonly semanticType: SemanticType;
}

/** The two versions of a template that values move between. */
export interface VersionPair {
  readonly templateUuid: string;
  readonly source: ReadonlyMap<number, StoredField>;
  /** By field name. */
  readonly target: ReadonlyMap<string, TargetField>;
}

/** A value a record holds, in the old version or, with `isPresent`, in the newer one. */
export interface HeldValue {
  readonly id: number;
  readonly field: string;
  readonly fieldId: number;
  readonly value: string;
  readonly isPresent: boolean;
}

/** A value that goes over as it is. */
export interface ValueMove {
  readonly value: HeldValue;
  readonly target: TargetField;
  /** Filled anew when the type changes; else what is stored stays. */
  readonly typed: TypedColumns | null;
}

/** A value that cannot go over as it is, and what force makes of it: it stays, becomes other text, or is dropped. */
export interface ValueConflict {
  readonly value: HeldValue;
  readonly reason: string;
  readonly target: TargetField | null;
  readonly resolution: 'keep' | 'drop' | readonly CanonicalValue[];
}

/** What becomes of the values of one record. Every old value is in exactly one of the lists. */
export interface RecordVerdict {
  readonly moves: readonly ValueMove[];
  /** The newer version holds the very same text already: the old row goes, the value stays. */
  readonly merges: readonly HeldValue[];
  readonly conflicts: readonly ValueConflict[];
}

/** Pure: judges the values of one record, oldest first. The one place that says what a migration keeps. */
export function judgeRecord({ source, target }: VersionPair, held: readonly HeldValue[]): RecordVerdict {
  const moves: ValueMove[] = [];
  const merges: HeldValue[] = [];
  const conflicts: ValueConflict[] = [];
  const byField = new Map<string, { present: Set<string>; old: HeldValue[] }>();
  for (const value of held) {
    const entry = byField.get(value.field) ?? { present: new Set<string>(), old: [] };
    byField.set(value.field, entry);
    if (value.isPresent) entry.present.add(value.value);
    else entry.old.push(value);
  }
  for (const [field, { present, old }] of byField) {
    const newer = target.get(field);
    if (!newer) {
      for (const value of old)
        conflicts.push({ value, reason: 'the newer version has no such field', target: null, resolution: 'drop' });
      continue;
    }
    const fresh = old.filter((value) => !present.has(value.value));
    merges.push(...old.filter((value) => present.has(value.value)));
    const isCrowded =
      !newer.definition.multiple && present.size + fresh.length > 1 && isNarrower(source, fresh, present);
    for (const value of fresh) {
      const judged = judgeValue(source.get(value.fieldId), newer, value);
      if (isCrowded) conflicts.push(crowded(judged, newer, present));
      else if ('resolution' in judged) conflicts.push(resolved(judged, present));
      else moves.push(judged);
      for (const text of textsOf(judged)) present.add(text);
    }
  }
  return { moves, merges, conflicts };
}

/** What the record holds in the newer field because of this value. */
function textsOf(judged: ValueMove | ValueConflict): readonly string[] {
  if (!('resolution' in judged) || judged.resolution === 'keep') return [judged.value.value];
  return judged.resolution === 'drop' ? [] : judged.resolution.map(({ value }) => value);
}

/** Several values in a field that took one before as well were let in then, and stay. */
const isNarrower = (
  source: VersionPair['source'],
  fresh: readonly HeldValue[],
  present: ReadonlySet<string>,
): boolean => present.size > 0 || fresh.some(({ fieldId }) => source.get(fieldId)?.multiple === true);

function judgeValue(field: StoredField | undefined, target: TargetField, value: HeldValue): ValueMove | ValueConflict {
  const { definition, semanticType } = target;
  const change = field ? ruleChange(field, definition) : { type: true, rule: true };
  const refusal = change.type || change.rule ? refusalOf(definition, value.value) : undefined;
  if (refusal) return { value, reason: refusal.reason, target, resolution: refusal.becomes ?? 'drop' };
  return { value, target, typed: change.type ? typedColumnsOf(semanticType, value.value) : null };
}

/** The first value that would be taken keeps the place; the field is full for the others. */
function crowded(judged: ValueMove | ValueConflict, target: TargetField, present: ReadonlySet<string>): ValueConflict {
  if (present.size === 0 && 'resolution' in judged) return judged;
  const reason = 'the field takes one value only in the newer version';
  return { value: judged.value, reason, target, resolution: present.size === 0 ? 'keep' : 'drop' };
}

/** What is rewritten to texts that are there already needs no row of its own. */
function resolved(conflict: ValueConflict, present: ReadonlySet<string>): ValueConflict {
  if (typeof conflict.resolution === 'string') return conflict;
  const left = conflict.resolution.filter(({ value }) => !present.has(value));
  return { ...conflict, resolution: left };
}
