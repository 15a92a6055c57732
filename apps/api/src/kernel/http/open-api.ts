import {
  apiPrefix,
  type Endpoint,
  formsOf,
  type ListField,
  type ListSpec,
  listSpecOf,
  maxLimit,
  metaOperators,
  operatorsOf,
  Problem,
  tableForms,
} from '@cerebrate/contract';
import type * as z from 'zod';
import { type JsonSchema, SchemaBook } from './schema-book.js';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

/** One call of the document, as OpenAPI 3.1 writes it. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, object>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

/** Calls that no endpoint describes: another dialect's. */
export interface ForeignOperations {
  readonly tag: { readonly name: string; readonly description: string };
  /** By path, then by method in lower case. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}

export interface ApiDocumentParts {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly endpoints: readonly Endpoint[];
  readonly foreign?: ForeignOperations;
}

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, object>>;
    readonly securitySchemes: Readonly<Record<string, object>>;
  };
}

/**
 * Prints the API document (OpenAPI 3.1) from the endpoint descriptors: what is served is documented, and nothing else.
 * Lists show the parameters of their `ListSpec`. Throws when two endpoints share a path and method.
 */
export function openApiDocument({
  title,
  version,
  description,
  endpoints,
  foreign,
}: ApiDocumentParts): OpenApiDocument {
  const book = new SchemaBook();
  const problem = book.schemaOf(Problem, 'output');
  for (const { reply } of endpoints) book.schemaOf(reply, 'output');
  const paths: Record<string, Record<string, Operation>> = {};
  for (const endpoint of endpoints.flatMap(inEachForm)) {
    const path = endpoint.path.replace(/:([A-Za-z]+)/g, '{$1}');
    const calls = paths[path] ?? {};
    const method = endpoint.method.toLowerCase();
    if (calls[method]) throw new Error(`${endpoint.method} ${endpoint.path} is described twice`);
    calls[method] = operationOf(endpoint, book);
    paths[path] = calls;
  }
  const topics = [...new Set(endpoints.map(({ topic }) => topic))].sort();
  return {
    openapi: '3.1.0',
    info: { title, version, description },
    servers: [{ url: '/' }],
    tags: [...topics.map((name) => ({ name })), ...(foreign ? [foreign.tag] : [])],
    paths: { ...paths, ...foreign?.paths },
    components: {
      schemas: { ...book.components(), ...foreign?.schemas },
      responses: Object.fromEntries(
        Object.entries(refusals).map(([status, told]) => [
          `Problem${status}`,
          { description: told, content: { 'application/problem+json': { schema: problem } } },
        ]),
      ),
      securitySchemes,
    },
  };
}

/** An endpoint as the document tells it: a table stands there in each of its forms. */
function inEachForm(endpoint: Endpoint): readonly (Endpoint & { readonly sends: string })[] {
  return formsOf(endpoint).map(({ form, path }) => ({
    ...endpoint,
    path,
    summary: form ? endpoint.summary.replace('CSV', form.toUpperCase()) : endpoint.summary,
    sends: form ? tableForms[form] : endpoint.produces,
  }));
}

const refusals: Readonly<Record<string, string>> = {
  400: 'Something sent cannot be accepted; `issues` names each fault and its remedy',
  401: 'Nobody is signed in, or the key is not valid',
  403: 'The role lacks the permission, or a write lacks the token of its session',
  404: 'There is no such record in the view of the caller',
  409: 'It contradicts what is stored',
  412: 'The record was changed since it was read; the version in `If-Match` is old',
  429: 'Too many calls; try again after `Retry-After` seconds',
  503: 'The database takes no connection at the moment; try again after `Retry-After` seconds',
};

const securitySchemes = {
  authKey: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'The 40 characters of an auth key, alone or after `Bearer `',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-cerebrate',
    description: 'The session of a browser (`cerebrate` over plain http)',
  },
  csrf: {
    type: 'apiKey',
    in: 'header',
    name: 'X-CSRF-Token',
    description: 'Needed with a session for every write; given by the session',
  },
} as const;

function operationOf(endpoint: Endpoint & { readonly sends: string }, book: SchemaBook): Operation {
  const { allow, body, topic, summary } = endpoint;
  const needs =
    allow === 'anyone'
      ? 'Open to everybody.'
      : allow === 'signed-in'
        ? 'For every signed-in caller.'
        : `Needs the permission \`${allow}\`.`;
  const sent = body.safeParse(undefined).success && isNothing(body) ? undefined : book.schemaOf(body, 'input');
  return {
    operationId: operationIdOf(endpoint),
    tags: [topic],
    summary,
    description: needs,
    parameters: [...pathParameters(endpoint, book), ...queryParameters(endpoint, book), ...headerParameters(endpoint)],
    ...(sent
      ? {
          requestBody: {
            required: !body.safeParse(undefined).success,
            content: { 'application/json': { schema: sent } },
          },
        }
      : {}),
    responses: responsesOf(endpoint, book),
    security: securityOf(endpoint),
  };
}

const isNothing = (schema: z.ZodType): boolean => (schema as { def?: { type?: string } }).def?.type === 'undefined';

/**
 * `GET /api/v1/tags/:ref` → `v1GetTagsByRef`; `GET /api/v1/tags.csv` → `v1GetTagsCsv`. The version keeps them apart from
 * the ids of another dialect.
 */
function operationIdOf({ method, path }: Endpoint): string {
  const ownPath = path.startsWith(`${apiPrefix}/`) ? path.slice(apiPrefix.length) : undefined;
  const words = (ownPath ?? path)
    .replace(/:([a-z])/g, 'by-$1')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  return [...(ownPath ? ['v1'] : []), method.toLowerCase(), ...words]
    .map((word, at) => (at === 0 ? word : capital(word)))
    .join('');
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function securityOf({ allow, method }: Endpoint): Operation['security'] {
  if (allow === 'anyone') return [];
  return [{ authKey: [] }, method === 'GET' ? { session: [] } : { session: [], csrf: [] }];
}

function responsesOf(
  { allow, method, path, status, produces, sends, reply }: Endpoint & { readonly sends: string },
  book: SchemaBook,
): Operation['responses'] {
  const isOpen = allow === 'anyone';
  const isWrite = method !== 'GET';
  const told = [
    '400',
    ...(isOpen ? [] : ['401', '403']),
    ...(path.includes(':') ? ['404'] : []),
    ...(isWrite ? ['409', '412'] : []),
    '429',
    '503',
  ];
  const schema = produces === 'application/json' ? book.schemaOf(reply, 'output') : { type: 'string' };
  return {
    [String(status)]: { description: 'Done', content: { [sends]: { schema } } },
    ...Object.fromEntries(told.map((code) => [code, { $ref: `#/components/responses/Problem${code}` }])),
  };
}

function pathParameters({ path, params }: Endpoint, book: SchemaBook): Parameter[] {
  const schemas = propertiesOf(book.schemaOf(params, 'input')).properties;
  return [...path.matchAll(/:([A-Za-z]+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...(name === 'ref' ? { description: 'Id or uuid of the record' } : {}),
    schema: schemas[name] ?? { type: 'string' },
  }));
}

function headerParameters({ method, path }: Endpoint): Parameter[] {
  if (!path.includes(':ref') || !['PATCH', 'PUT', 'DELETE'].includes(method)) return [];
  const description = 'The version that was read, such as `"3"`: the call is refused when it is no longer the newest';
  return [{ name: 'If-Match', in: 'header', description, schema: { type: 'string' } }];
}

function queryParameters({ query }: Endpoint, book: SchemaBook): Parameter[] {
  const list = listSpecOf(query);
  if (list) return listParameters(list);
  const { properties, required } = propertiesOf(book.schemaOf(query, 'input'));
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    ...(required.includes(name) ? { required: true } : {}),
    schema,
  }));
}

function propertiesOf(schema: JsonSchema): { properties: Record<string, JsonSchema>; required: readonly string[] } {
  return {
    properties: (schema['properties'] ?? {}) as Record<string, JsonSchema>,
    required: (schema['required'] ?? []) as string[],
  };
}

/** The grammar of a list query, for this list (see `listQuery`). */
function listParameters(spec: ListSpec): Parameter[] {
  const asked = (name: string, description: string, schema: JsonSchema): Parameter => ({
    name,
    in: 'query',
    description,
    schema,
  });
  const sortable = Object.entries(spec.fields).flatMap(([name, { sort }]) => (sort ? [name] : []));
  return [
    ...(spec.quick ? [asked('q', `Quick search: ${searched(spec)}`, { type: 'string', maxLength: 400 })] : []),
    asked('sort', `Fields, separated by commas, each with \`-\` for descending: ${sortable.join(', ')}`, {
      type: 'string',
      default: spec.defaultSort,
    }),
    asked('page', 'Page, from 1', { type: 'integer', minimum: 1, default: 1 }),
    asked('limit', 'Rows a page; 0 gives the total only', {
      type: 'integer',
      minimum: 0,
      maximum: maxLimit,
      default: 50,
    }),
    asked('total', 'Whether to count the rows', { type: 'boolean', default: true }),
    ...Object.entries(spec.fields).flatMap(([name, field]) => fieldParameters(name, field)),
    asked(
      'any.1.{filter}',
      'Alternatives: of the filters that begin with `any.1.` one must hold; likewise `any.2.` to `any.9.`, e.g. `any.1.name.contains`',
      { type: 'string' },
    ),
    ...(spec.tags
      ? [
          asked('tag', 'Carries this tag; repeat for several. `tag.not`: does not; `tag.any`: one of a comma list', {
            type: 'string',
          }),
        ]
      : []),
    ...(spec.meta
      ? [
          asked('meta.{fieldId}', `Value of a meta-field; operators ${metaOperators.join(', ')} after a dot`, {
            type: 'string',
          }),
          asked('columns', 'Ids of meta-fields to show, separated by commas', { type: 'string' }),
        ]
      : []),
  ];
}

function searched(spec: ListSpec): string {
  const fields = Object.values(spec.fields).filter(({ search }) => search);
  const told = fields.map(({ label, search }) => `${label} (${search})`).join(', ');
  return told || 'anything it may mean';
}

const schemaOfKind: Readonly<Record<ListField['kind'], JsonSchema>> = {
  text: { type: 'string' },
  choice: { type: 'string' },
  uuid: { type: 'string', format: 'uuid' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  time: { type: 'string', format: 'date-time' },
  country: { type: 'string', pattern: '^[A-Za-z]{2}$' },
};

/** One parameter for "equals" that names the other operators; one each where a field has no "equals". */
function fieldParameters(name: string, { kind, label, filter }: ListField): Parameter[] {
  if (filter === false) return [];
  const schema = schemaOfKind[kind];
  const operators = operatorsOf[kind];
  if (!operators.includes('eq'))
    return operators.map((operator) => ({
      name: `${name}.${operator}`,
      in: 'query',
      description: label,
      schema: operator === 'empty' ? { type: 'boolean' } : schema,
    }));
  const others = operators.filter((operator) => operator !== 'eq').map((operator) => `\`${name}.${operator}\``);
  return [{ name, in: 'query', description: `${label}; also ${others.join(', ')}`, schema }];
}
