import * as z from 'zod';
import type { ControllerName } from './controllers.js';
import { type ListRules, listRules } from './lists.js';
import { RefusedSave } from './shapes/platform.js';

/** A query parameter as the API document lists it. */
export interface WireParameter {
  readonly name: string;
  readonly description: string;
}

/** One operation of the original that a node serves, for the API document beside our own. */
export interface WireOperation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** OpenAPI form, without the optional `.json`. */
  readonly path: string;
  /** The original's own id where it has one (contract 10.2). */
  readonly operationId: string;
  readonly controller: ControllerName;
  readonly action: string;
  readonly summary: string;
  readonly parameters: readonly WireParameter[];
  readonly body: z.ZodType | null;
  readonly reply: z.ZodType;
}

/** A save answers 200 either way; the refusal has a `message` and no `id`. */
export const RefusedOr = <T extends z.ZodType>(reply: T) => z.union([reply, RefusedSave]);

const paging: readonly WireParameter[] = [
  { name: 'page', description: 'Page, from 1; a page after the last one is a 404' },
  { name: 'limit', description: 'Rows per page, 1 to 100; without it every row is sent' },
  { name: 'sort', description: 'Column' },
  { name: 'direction', description: '`asc` or `desc`' },
  { name: 'quickFilter', description: 'Text looked for in several columns' },
];
/** What shapes the rows of a view. */
export const shaping: readonly WireParameter[] = [
  { name: 'full', description: '`1`: each meta-field with its field and template (view only)' },
  { name: 'includeMetatemplate', description: '`1`: adds `MetaTemplates`' },
  { name: 'includeFullMetaFields', description: '`1`: meta-fields by template and field name' },
];

/** The query parameters of an index, from its rules (contract 2). */
export function listParameters(rules: ListRules): WireParameter[] {
  const filters = Object.keys(rules.filters).map((field) => {
    const name = (rules.askedAs[field] ?? field).replaceAll('.', '_');
    return { name, description: 'Equal; `%` at an end is LIKE; `[]` for a list; suffixes `_!=`, `_>=`, `_<=`' };
  });
  const tags = rules.tags
    ? [{ name: 'filteringTags[]', description: 'Tag that must be there; `!name` must not; `%` is LIKE' }]
    : [];
  const meta = rules.metaFields
    ? [
        {
          name: '_metafield_{template}_{field}',
          description: 'Value of a meta-field; networks match when they contain it',
        },
      ]
    : [];
  return [...paging, ...filters, ...tags, ...meta, ...(rules.metaFields ? shaping : [])];
}

interface Extra {
  readonly body?: z.ZodType;
  readonly parameters?: readonly WireParameter[];
}

/** Describes one operation. */
export function operation(
  line: `${WireOperation['method']} /${string}`,
  controller: ControllerName,
  action: string,
  operationId: string,
  summary: string,
  reply: z.ZodType,
  { body, parameters = [] }: Extra = {},
): WireOperation {
  const [method, path = ''] = line.split(' ') as [WireOperation['method'], string];
  return { method, path, operationId, controller, action, summary, parameters, body: body ?? null, reply };
}

/** Describes operations of one controller by what follows its name in the path; the first word of it is the action. */
export const operationsOf =
  (controller: ControllerName) =>
  (
    method: WireOperation['method'],
    rest: string,
    operationId: string,
    summary: string,
    reply: z.ZodType,
    body?: z.ZodType,
  ): WireOperation =>
    operation(
      `${method} /${controller}/${rest}`,
      controller,
      rest.split('/')[0] ?? '',
      operationId,
      summary,
      reply,
      body ? { body } : {},
    );

/** Describes the index of a controller, with the parameters of its rules. */
export function index(
  controller: ControllerName,
  operationId: string,
  summary: string,
  item: z.ZodType,
): WireOperation {
  const rules = listRules[controller];
  const parameters = rules ? listParameters(rules) : [];
  return operation(`GET /${controller}/index`, controller, 'index', operationId, summary, z.array(item), {
    parameters,
  });
}
