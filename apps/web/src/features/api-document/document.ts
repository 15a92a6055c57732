import { text } from './text.js';

/** The part of JSON Schema that our document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly description?: string;
  readonly default?: unknown;
  readonly maxLength?: number;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

export interface Answer {
  readonly $ref?: string;
  readonly description?: string;
  readonly content?: Content;
}

/** A call as OpenAPI describes it. */
interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses: Readonly<Record<string, Answer>>;
}

export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Answer>>;
  };
}

/** A call with where it is found. */
export interface DocumentedCall extends Operation {
  readonly method: string;
  readonly path: string;
}

/** A heading of the document with its calls. */
export interface Topic {
  readonly name: string;
  readonly description: string | undefined;
  readonly calls: readonly DocumentedCall[];
}

/** The calls by topic, in the document's order, that hold every word of the filter. */
export function topicsOf(document: ApiDocument, filter: string): Topic[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]): DocumentedCall => ({ ...operation, method: method.toUpperCase(), path }),
    ),
  );
  const found = calls.filter((call) => {
    const said =
      `${call.method} ${call.path} ${call.summary} ${call.description ?? ''} ${call.operationId} ${call.tags.join(' ')}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
  return document.tags
    .map(({ name, description }) => ({ name, description, calls: found.filter((call) => call.tags.includes(name)) }))
    .filter((topic) => topic.calls.length > 0);
}

/** What a reference points at; a schema without one is itself. */
export function resolved<T extends { readonly $ref?: string }>(document: ApiDocument, node: T): T {
  const [, kind, name] = /^#\/components\/(schemas|responses)\/(.+)$/.exec(node.$ref ?? '') ?? [];
  if (!kind || !name) return node;
  const found = document.components[kind as 'schemas' | 'responses'][name];
  return (found as T | undefined) ?? node;
}

/** The name of the shape a schema refers to. */
export const nameOf = ({ $ref }: Schema): string | undefined => $ref?.slice($ref.lastIndexOf('/') + 1);

/** A type in words: `string (uuid)`, `list of Tag`, `"a" | "b" | null`. */
export function typeWords(schema: Schema | undefined): string {
  if (!schema) return text.anything;
  const named = nameOf(schema);
  if (named) return named;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return [...new Set(choice.map(typeWords))].join(' | ');
  if (schema.allOf) return schema.allOf.map(typeWords).join(' & ');
  if (schema.type === 'array') return text.listOf(typeWords(schema.items));
  if (schema.type === 'object' && !schema.properties && typeof schema.additionalProperties === 'object')
    return text.mapOf(typeWords(schema.additionalProperties));
  const type = typeof schema.type === 'string' ? schema.type : (schema.type?.join(' | ') ?? text.anything);
  return schema.format ? `${type} (${schema.format})` : type;
}

/** The schema whose fields are worth showing: through references, lists and "or null". */
export function fieldsOf(document: ApiDocument, schema: Schema | undefined): Schema | undefined {
  if (!schema) return undefined;
  const found = resolved(document, schema);
  if (found.properties) return found;
  if (found.items) return fieldsOf(document, found.items);
  const choices = (found.anyOf ?? found.oneOf ?? [])
    .map((choice) => fieldsOf(document, choice))
    .filter((choice) => choice !== undefined);
  if (choices.length === 1) return choices[0];
  return typeof found.additionalProperties === 'object' ? fieldsOf(document, found.additionalProperties) : undefined;
}

/** The call as a line for a shell. */
export function curlOf(call: DocumentedCall, origin: string): string {
  const needed = (call.parameters ?? []).filter(({ in: place, required }) => place === 'query' && required);
  const query = needed.map(({ name }) => `${name}=…`).join('&');
  const parts = [
    'curl',
    ...(call.method === 'GET' ? [] : [`-X ${call.method}`]),
    `-H 'Authorization: ${text.key}'`,
    ...(call.requestBody ? ["-H 'Content-Type: application/json'", "-d '{…}'"] : []),
    `'${origin}${call.path}${query === '' ? '' : `?${query}`}'`,
  ];
  return parts.join(' ');
}
