import type { ToolField } from '@cerebrate/contract';
import * as z from 'zod';

/** Marks a setting as a secret: it is sealed at rest, never shown, and kept when a change leaves it out. */
export const sealed = <T extends z.ZodType>(schema: T): T => schema.meta({ ...schema.meta(), sealed: true }) as T;

interface JsonField {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly sealed?: boolean;
  readonly long?: boolean;
  readonly document?: boolean;
  readonly items?: JsonField;
  readonly anyOf?: readonly JsonField[];
  readonly format?: string;
}

/**
 * The fields of an object schema, in order, for the form that is drawn from it: label from `title`, help from
 * `description` of the schema's meta, otherwise from the key. Throws when it is no object.
 */
export function fieldsOf(schema: z.ZodType, placeholders: Readonly<Record<string, string>> = {}): ToolField[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, JsonField>;
    required?: readonly string[];
  };
  if (!json.properties) throw new Error('is no object schema');
  return Object.entries(json.properties).map(([key, outer]) => {
    const field = { ...outer, ...inner(outer) };
    return {
      key,
      label: field.title ?? labelOf(key),
      help: field.description ?? null,
      input: inputOf(field),
      isRequired: json.required?.includes(key) ?? false,
      choices: (field.enum ?? field.items?.enum ?? []).map((value) => ({
        value: value as string,
        label: String(value),
      })),
      default: plain(field.default),
      placeholder: placeholders[key] ?? null,
    };
  });
}

/** The keys of an object schema that are marked with `sealed`. */
export const sealedKeys = (schema: z.ZodType): string[] =>
  fieldsOf(schema)
    .filter(({ input }) => input === 'secret' || input === 'secret-document')
    .map(({ key }) => key);

/** What stands beside null in a field that may be null. */
const inner = ({ anyOf }: JsonField): JsonField => anyOf?.find(({ type }) => type !== 'null') ?? {};

function inputOf({ sealed: isSealed, type, enum: choices, long, document, format }: JsonField): ToolField['input'] {
  if (isSealed) return document ? 'secret-document' : 'secret';
  if (document) return 'document';
  if (choices) return 'choice';
  if (type === 'boolean') return 'boolean';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'array') return 'list';
  if (type === 'object' || type === undefined) return 'json';
  if (long) return 'text';
  return format === 'uri' ? 'address' : 'line';
}

const plain = (value: unknown): ToolField['default'] =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;

const labelOf = (key: string): string => {
  const words = key
    .replace(/_/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
