import {
  type FieldRule,
  fieldTypeOf,
  isFieldTypeId,
  type MetaFieldInput,
  type MetaFieldValue,
  type TemplateField,
  validateFieldValue,
} from '@cerebrate/contract';

/** The texts in the inputs of each field, by field id; blanks are rows one has not filled yet. */
export type FieldTexts = Readonly<Record<number, readonly string[]>>;

/** A fault of one value, by its place. */
export interface ValueFault {
  readonly at: number;
  readonly message: string;
}

/** What a record holds, by field id, in the order it was stored. */
export function storedTexts(values: readonly MetaFieldValue[]): FieldTexts {
  const texts: Record<number, string[]> = {};
  for (const { fieldId, value } of values) {
    if (fieldId === null) continue;
    const known = texts[fieldId];
    if (known) known.push(value);
    else texts[fieldId] = [value];
  }
  return texts;
}

const filled = (texts: readonly string[] = []): string[] => texts.map((one) => one.trim()).filter((one) => one !== '');

/** The fields whose values differ from the stored ones, as the API takes them: others stay as they are. */
export function changedEntries(texts: FieldTexts, stored: FieldTexts): MetaFieldInput {
  return Object.entries(texts).flatMap(([id, values]) => {
    const now = filled(values);
    const before = stored[Number(id)] ?? [];
    const isSame = now.length === before.length && now.every((value, at) => value === before[at]);
    return isSame ? [] : [{ fieldId: Number(id), values: now }];
  });
}

const ruleOf = ({ type, regex, valuesList }: TemplateField): FieldRule => ({
  type: isFieldTypeId(type) ? type : 'text',
  regex,
  valuesList: valuesList.length > 0 ? valuesList : null,
});

/** The faults of a field's texts by the rules of the API; blanks and what is stored already have none. */
export function faultsOf(field: TemplateField, texts: readonly string[], stored: readonly string[] = []): ValueFault[] {
  const rule = ruleOf(field);
  const known = new Set(stored);
  return texts.flatMap((text, at) => {
    if (text.trim() === '' || known.has(text.trim())) return [];
    const parsed = validateFieldValue(rule, text);
    return parsed.ok ? [] : [{ at, message: parsed.message }];
  });
}

/** What texts become when they are stored otherwise than they were typed: a range becomes networks. */
export function rewritten(field: TemplateField, texts: readonly string[]): string[] {
  const rule = ruleOf(field);
  return texts.flatMap((text) => {
    if (text.trim() === '') return [];
    const parsed = validateFieldValue(rule, text);
    if (!parsed.ok || (parsed.values.length === 1 && parsed.values[0]?.value === text.trim())) return [];
    return parsed.values.map(({ value }) => value);
  });
}

/** The kind of value in words, and an example; nothing for plain text. */
export function hintOf({ meaning, regex }: TemplateField): { readonly kind: string; readonly example: string } {
  const speaksForItself = ['text', 'select', 'boolean', 'date'].includes(meaning);
  const type = speaksForItself ? undefined : fieldTypeOf(meaning === 'network' ? 'ipv4' : meaning);
  return { kind: regex ?? (meaning === 'network' ? '' : (type?.title ?? '')), example: type?.example ?? '' };
}
