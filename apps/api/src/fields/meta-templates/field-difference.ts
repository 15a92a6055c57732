import {
  type CanonicalValue,
  type FieldDifference,
  isFieldTypeId,
  type MetaFieldDefinition,
  type MetaTemplateDefinition,
  validateFieldValue,
} from '@cerebrate/contract';
import { type DefinedField, fieldDefinition } from './template-definition.js';

/** In what a field's newer version judges values differently. */
export interface RuleChange {
  readonly type: boolean;
  readonly rule: boolean;
  readonly single: boolean;
}

/** Pure: what of a field's judgement changes. A value of an unchanged rule is never judged anew: it was let in once. */
export function ruleChange(field: DefinedField, newer: MetaFieldDefinition): RuleChange {
  return {
    type: field.type !== newer.type,
    rule:
      (field.regex ?? '') !== (newer.regex ?? '') ||
      JSON.stringify(field.valuesList ?? []) !== JSON.stringify(newer.values_list ?? []),
    single: field.multiple && !newer.multiple,
  };
}

/** Why a field would not take a stored text as it is, and what it would store instead, when there is something. */
export interface ValueRefusal {
  readonly reason: string;
  readonly becomes: readonly CanonicalValue[] | null;
}

/** Pure: what the newer field says of a stored text; undefined when it takes it unchanged. */
export function refusalOf(newer: MetaFieldDefinition, value: string): ValueRefusal | undefined {
  const type = isFieldTypeId(newer.type) ? newer.type : 'text';
  const parsed = validateFieldValue({ type, regex: newer.regex ?? null, valuesList: listOf(newer) }, value);
  if (!parsed.ok) return { reason: parsed.message, becomes: null };
  const [first] = parsed.values;
  if (parsed.values.length === 1 && first?.value === value) return undefined;
  return {
    reason: `would be stored as ${parsed.values.map((one) => one.value).join(', ')}`,
    becomes: parsed.values,
  };
}

const noList: readonly string[] = [];
/** The same array for the same field, since a list is read once and remembered. */
const listOf = (newer: MetaFieldDefinition): readonly string[] => newer.values_list ?? noList;

const settings = ['type', 'multiple', 'regex', 'values_list', 'sane_default', 'link'] as const;

/** Pure: the fields that differ between what is loaded and a newer definition, in the order of the newer one. */
export function differencesOf(
  fields: readonly DefinedField[],
  { metaFields }: Pick<MetaTemplateDefinition, 'metaFields'>,
): FieldDifference[] {
  const old = new Map(fields.map((field) => [field.field, field]));
  const removed = fields.filter(({ field }) => !metaFields.some((one) => one.field === field));
  const kept = metaFields.filter(({ field }) => old.has(field)).map(({ field }) => field);
  const before = [...fields]
    .sort((a, b) => a.position - b.position)
    .flatMap(({ field }) => (kept.includes(field) ? [field] : []));
  const told = metaFields.flatMap((newer): FieldDifference[] => {
    const field = old.get(newer.field);
    if (!field) return [{ field: newer.field, change: 'added', what: [] }];
    const was = fieldDefinition(field);
    const what = settings.filter((key) => JSON.stringify(meant(was[key])) !== JSON.stringify(meant(newer[key])));
    if (what.length > 0) return [{ field: newer.field, change: 'changed', what: [...what] }];
    return kept.indexOf(newer.field) === before.indexOf(newer.field)
      ? []
      : [{ field: newer.field, change: 'moved', what: [] }];
  });
  return [...told, ...removed.map(({ field }): FieldDifference => ({ field, change: 'removed', what: [] }))];
}

/** What is left out means the same as false or an empty list. */
const meant = (value: unknown): unknown =>
  value === false || value === '' || (Array.isArray(value) && value.length === 0) ? undefined : value;
