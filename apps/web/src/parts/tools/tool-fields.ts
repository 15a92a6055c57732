import type { ToolField } from '@cerebrate/contract';
import type { FormItem } from '../../ui/index.js';
import { text } from './text.js';

type Values = Record<string, unknown>;
type Item = FormItem<Values>;

/** How a form of declared fields is drawn. */
interface FieldsManner {
  /** Where the values stand in the form: `settings`, `params`, `options`. */
  readonly at: string;
  /** Secrets there are already: they may be left blank. */
  readonly kept?: readonly string[];
  /** Hides what is seldom chosen behind a switch. */
  readonly fold?: boolean | 'shared';
}

const isPlain = ({ input, isRequired }: ToolField): boolean => input === 'boolean' || isRequired;
/** The switch that shows folded fields; it is never sent. */
export const foldSwitch = 'withMore';

/** The inputs of a form that a connector declared (settings, parameters of an action, options of a connection). */
export function toolFormItems(fields: readonly ToolField[], manner: FieldsManner): readonly Item[] {
  const isFolding = manner.fold && fields.length > 6 && fields.some((field) => !isPlain(field));
  if (!isFolding) return fields.map((field) => item(field, manner));
  return [
    ...fields.filter(isPlain).map((field) => item(field, manner)),
    ...(manner.fold === 'shared'
      ? []
      : [{ name: foldSwitch, label: text.filters, input: 'switch', help: text.filtersHelp } satisfies Item]),
    ...fields
      .filter((field) => !isPlain(field))
      .map((field): Item => ({ ...item(field, manner), when: (values) => values[foldSwitch] === true })),
  ];
}

function item(field: ToolField, { at, kept = [] }: FieldsManner): Extract<Item, { name: string }> {
  const { key, label, help, input, choices, isRequired } = field;
  const isKept = kept.includes(key);
  const common = {
    name: `${at}.${key}`,
    label,
    required: isRequired && !isKept,
    ...(help ? { help } : {}),
  };
  const placeholder = field.placeholder ? { placeholder: field.placeholder } : {};
  const offered = choices.map(({ value, label: words }) => ({ value: String(value), label: words }));
  switch (input) {
    case 'secret':
      return {
        ...common,
        input: 'password',
        autoComplete: 'new-password',
        help: [help, isKept ? text.secretKept : text.secretHelp].filter(Boolean).join(' '),
      };
    case 'document':
    case 'secret-document':
      return { ...common, input: 'textarea', rows: 4, mono: true, file: '.pem,.crt,.cer,.key,.txt', ...placeholder };
    case 'boolean':
      return { ...common, input: 'switch', width: 'half', required: false };
    case 'number':
      return { ...common, input: 'number', width: 'half', blank: 'text' };
    case 'choice':
      return { ...common, input: 'select', choices: offered, width: 'half', blank: 'text' };
    case 'list':
      return offered.length > 0
        ? { ...common, input: 'tags', search: offered }
        : { ...common, input: 'values', ...placeholder };
    case 'json':
      return { ...common, input: 'textarea', rows: 4, mono: true, ...placeholder };
    case 'text':
      return { ...common, input: 'textarea', rows: 3, ...placeholder };
    case 'address':
      return { ...common, input: 'url', blank: 'text', ...placeholder };
    default:
      return { ...common, input: 'text', ...placeholder };
  }
}

/** Whether what is entered is never shown again. */
export const isWriteOnly = (input: ToolField['input']): boolean => input === 'secret' || input === 'secret-document';

/** What the inputs begin with: what there is, otherwise the declared default. */
export function toolFormValues(fields: readonly ToolField[], known: Readonly<Values> = {}): Values {
  return Object.fromEntries(fields.map((field) => [field.key, shown(field, known[field.key] ?? field.default)]));
}

function shown({ input }: ToolField, value: unknown): unknown {
  if (input === 'boolean') return value === true || value === 1 || value === '1';
  if (input === 'list') return Array.isArray(value) ? value.map(String) : [];
  if (value === null || value === undefined || isWriteOnly(input)) return '';
  if (input === 'json') return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return input === 'choice' ? String(value) : value;
}

/** What is sent for an empty input: nothing, or null, which forgets what there was. */
export type WhenEmpty = 'omit' | 'null';

/** What the inputs of declared fields mean; faults are told by their key. */
export function meantByFields(
  fields: readonly ToolField[],
  values: Readonly<Values>,
  empty: WhenEmpty,
  fault: (key: string, message: string) => void,
): Values {
  const meant: Values = {};
  for (const field of fields) {
    const value = meantBy(field, values[field.key], (message) => fault(field.key, message));
    if (value !== undefined) meant[field.key] = value;
    else if (empty === 'null' && !isWriteOnly(field.input)) meant[field.key] = null;
  }
  return meant;
}

function meantBy({ input, choices }: ToolField, value: unknown, fault: (message: string) => void): unknown {
  if (input === 'boolean') return value === true;
  if (input === 'list') return Array.isArray(value) ? members(value, choices) : undefined;
  if (value === undefined || value === null || value === '') return undefined;
  if (input === 'choice') return choices.find((one) => String(one.value) === String(value))?.value ?? value;
  if (input === 'number' && typeof value !== 'number') return fault(text.notNumber);
  if (input !== 'json') return value;
  try {
    return JSON.parse(String(value)) as unknown;
  } catch {
    return fault(text.notJson);
  }
}

const members = (values: readonly unknown[], choices: ToolField['choices']): unknown[] =>
  values
    .filter((value) => value !== '' && value !== null)
    .map((value) => choices.find((one) => String(one.value) === String(value))?.value ?? value);
