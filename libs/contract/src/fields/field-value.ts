import { type CanonicalValue, type ParsedValue, quoted, refuse } from './field-type.js';
import { compilePattern, InvalidPattern, type Pattern } from './pattern.js';
import { type FieldTypeId, fieldTypes } from './registry.js';
import { type SemanticType, typedColumnsOf } from './semantic-type.js';

/** What a template says about one field, as far as its values are concerned. */
export interface FieldRule {
  readonly type: FieldTypeId;
  readonly regex?: string | null;
  /** Read once and remembered: hand over a new array rather than change one. */
  readonly valuesList?: readonly string[] | null;
  /** From `semanticTypeOf`; fills the typed columns of a text field where its value reads so. */
  readonly semanticType?: SemanticType;
}

/**
 * Validates and canonicalises one value: by type, then pattern, then list of values; all that are given must hold
 * (in the original a pattern hid the list, FEATURES MT-06). Pattern and list are held against the canonical text, so a
 * stored value stays valid under the rule that let it in. Never throws; a field whose pattern cannot be compiled
 * refuses every value and says why.
 */
export function validateFieldValue(rule: FieldRule, raw: string): ParsedValue {
  const parsed = fieldTypes[rule.type].parse(raw);
  if (!parsed.ok) return parsed;
  const fault = patternFault(rule, parsed.values) ?? listFault(rule, parsed.values);
  if (fault !== undefined) return refuse(fault);
  const { semanticType } = rule;
  if (semanticType === undefined || semanticType === rule.type) return parsed;
  return {
    ok: true,
    values: parsed.values.map(({ value }) => ({ value, typed: typedColumnsOf(semanticType, value) })),
  };
}

function patternFault({ regex }: FieldRule, values: readonly CanonicalValue[]): string | undefined {
  if (regex === undefined || regex === null || regex === '') return undefined;
  let pattern: Pattern;
  try {
    pattern = compilePattern(regex);
  } catch (error) {
    if (error instanceof InvalidPattern) return `no value can be stored: the field's pattern ${error.message}`;
    throw error;
  }
  const odd = values.find(({ value }) => !pattern.matches(value));
  return odd && `${quoted(odd.value)} does not match the field's pattern ${regex}`;
}

function listFault({ type, valuesList }: FieldRule, values: readonly CanonicalValue[]): string | undefined {
  if (!valuesList || valuesList.length === 0) return undefined;
  const known = listedValues(type, valuesList);
  const odd = values.find(({ value }) => !known.has(value));
  if (!odd) return undefined;
  const offered = valuesList.slice(0, 10).map(quoted).join(', ');
  const more = valuesList.length > 10 ? `, … (${valuesList.length} in all)` : '';
  return `${quoted(odd.value)} is not in the field's list; choose one of ${offered}${more}`;
}

/**
 * The canonical values of a list, worked out once per list: an import holds thousands of values against it. A list
 * item may be written in any form its type reads: `AS64500` lists 64500.
 */
function listedValues(type: FieldTypeId, valuesList: readonly string[]): ReadonlySet<string> {
  const byType = listed.get(valuesList) ?? new Map<FieldTypeId, ReadonlySet<string>>();
  listed.set(valuesList, byType);
  const known = byType.get(type);
  if (known) return known;
  const values = new Set<string>();
  for (const item of valuesList) {
    const parsed = fieldTypes[type].parse(item);
    if (parsed.ok) for (const { value } of parsed.values) values.add(value);
  }
  byType.set(type, values);
  return values;
}

const listed = new WeakMap<readonly string[], Map<FieldTypeId, ReadonlySet<string>>>();
