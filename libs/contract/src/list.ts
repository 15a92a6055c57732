import * as z from 'zod';
import { Uuid } from './shapes.js';

/** What a list field holds; decides its operators and how a filter value is read. */
export type ListFieldKind = 'text' | 'choice' | 'uuid' | 'integer' | 'boolean' | 'time' | 'country';

export const operators = [
  'eq',
  'not',
  'contains',
  'starts',
  'in',
  'notin',
  'gte',
  'lte',
  'empty',
  'covers',
  'within',
] as const;
export type Operator = (typeof operators)[number];

/** The operators that a filter on each kind of field knows. */
export const operatorsOf: Readonly<Record<ListFieldKind, readonly Operator[]>> = {
  text: ['eq', 'not', 'contains', 'starts', 'in', 'notin', 'empty'],
  choice: ['eq', 'not', 'in', 'notin', 'empty'],
  uuid: ['eq', 'not', 'in', 'notin'],
  integer: ['eq', 'not', 'in', 'notin', 'gte', 'lte', 'empty'],
  boolean: ['eq', 'not'],
  time: ['gte', 'lte', 'empty'],
  country: ['eq', 'not', 'in', 'notin', 'empty'],
};

/** Operators a filter on a meta-field knows; `covers` and `within` are for networks. */
export const metaOperators: readonly Operator[] = [
  'eq',
  'not',
  'contains',
  'starts',
  'in',
  'notin',
  'gte',
  'lte',
  'empty',
  'covers',
  'within',
];

export interface ListField {
  readonly kind: ListFieldKind;
  /** What a person reads: the column's heading. */
  readonly label: string;
  /** May be sorted by. */
  readonly sort?: boolean;
  /** May be filtered by; true unless said otherwise. */
  readonly filter?: boolean;
  /** How the quick search looks at it, for the help beside the field. */
  readonly search?: 'contains' | 'exact';
}

/** Declares which fields of a list filter, sort and search; read by the server, the pages and the API document. */
export interface ListSpec<F extends string = string> {
  readonly fields: Readonly<Record<F, ListField>>;
  /** For example `name` or `-created`. */
  readonly defaultSort: string;
  /** Accepts `tag=` filters. */
  readonly tags: boolean;
  /** Accepts `meta.<fieldId>=` filters, for templates of this scope. */
  readonly meta?: 'organisation' | 'individual' | 'user';
  /** Accepts `q=`. */
  readonly quick: boolean;
}

/** Defines a list; the names of its fields are kept in the type, so that a plan that forgets one does not compile. */
export function defineList<F extends string>(spec: {
  fields: Record<F, ListField>;
  defaultSort: string;
  tags?: boolean;
  meta?: ListSpec['meta'];
  quick?: boolean;
}): ListSpec<F> {
  return Object.freeze({ tags: false, quick: true, ...spec });
}

export interface ListFilter {
  readonly field: string;
  readonly op: Operator;
  /** One value, except for `in` and `notin`. `empty` holds 'true' or 'false'. */
  readonly values: readonly string[];
}
export interface MetaFilter {
  readonly fieldId: number;
  readonly op: Operator;
  readonly values: readonly string[];
}
/** Conditions of which at least one must hold. */
export interface Alternatives {
  readonly filters: readonly ListFilter[];
  readonly meta: readonly MetaFilter[];
  readonly tags: ListRequest['tags'];
}
/** A list request after parsing; nothing in it is unchecked. */
export interface ListRequest {
  readonly q: string;
  readonly sort: readonly { field: string; descending: boolean }[];
  readonly page: number;
  readonly limit: number;
  readonly total: boolean;
  readonly filters: readonly ListFilter[];
  readonly meta: readonly MetaFilter[];
  readonly tags: { readonly all: readonly string[]; readonly none: readonly string[]; readonly any: readonly string[] };
  /** Groups of alternatives: of each, one must hold, beside everything above. */
  readonly anyOf: readonly Alternatives[];
  /** Meta-fields whose values each item shall carry, by field id. */
  readonly columns: readonly number[];
}

export const maxLimit = 500;
const maxDepth = 5_000_000;
const maxValues = 200;
const maxText = 400;
const maxColumns = 40;

type RawQuery = Record<string, string | string[]>;
type Complain = (key: string, message: string) => void;

/**
 * The query schema of a list endpoint: parses the grammar `q, sort, page, limit, total, field[.op], meta.<id>[.op],
 * tag[.not|.any], any.<group>.<filter>, columns` against the spec. Filters of one group (1 to 9) are alternatives. Every unknown name, operator or ill-typed value is an issue naming the key.
 */
export function listQuery<F extends string>(spec: ListSpec<F>) {
  const schema = z
    .record(z.string(), z.union([z.string(), z.array(z.string())]))
    .transform((raw, context): ListRequest => {
      const faults: { key: string; message: string }[] = [];
      const request = parseList(spec, raw, (key, message) => faults.push({ key, message }));
      for (const { key, message } of faults) context.addIssue({ code: 'custom', path: [key], message });
      return faults.length > 0 ? z.NEVER : request;
    });
  listSpecs.set(schema, spec);
  return schema;
}

const listSpecs = new WeakMap<z.ZodType, ListSpec>();

/** The spec behind a `listQuery` schema, for the API document; undefined for other schemas. */
export const listSpecOf = (schema: z.ZodType): ListSpec | undefined => listSpecs.get(schema);

/** The reply of a list endpoint. `total` is null when the caller asked for `total=false`. */
export const listReply = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), total: z.int().nullable(), page: z.int(), limit: z.int() });

/** Pure: reads a raw query by the spec, telling every fault through `complain`. */
export function parseList(spec: ListSpec, raw: RawQuery, complain: Complain): ListRequest {
  const own = emptyConditions();
  const groups = new Map<string, Conditions>();
  for (const [key, value] of Object.entries(raw)) {
    if (plainKeys.has(key)) continue;
    const values = (Array.isArray(value) ? value : [value]).map((text) => text.trim());
    if (values.some((text) => text.length > maxText)) {
      complain(key, `is longer than ${maxText} characters`);
      continue;
    }
    const [, group, asked] = /^any\.([1-9])\.(.+)$/.exec(key) ?? [];
    if (group === undefined || asked === undefined) readCondition(spec, key, key, values, own, complain);
    else {
      const alternatives = groups.get(group) ?? emptyConditions();
      groups.set(group, alternatives);
      readCondition(spec, key, asked, values, alternatives, complain);
    }
  }
  const q = single(raw, 'q', complain).trim();
  if (q && !spec.quick) complain('q', 'this list has no quick search');
  if (q.length > maxText) complain('q', `is longer than ${maxText} characters`);
  return {
    q,
    sort: readSort(spec, single(raw, 'sort', complain) || spec.defaultSort, complain),
    page: readInteger(raw, 'page', 1, 1, maxDepth, complain),
    limit: readInteger(raw, 'limit', 50, 0, maxLimit, complain),
    total: readTotal(raw, complain),
    ...own,
    anyOf: [...groups].sort(([a], [b]) => Number(a) - Number(b)).map(([, alternatives]) => alternatives),
    columns: readColumns(spec, single(raw, 'columns', complain), complain),
  };
}

interface Conditions {
  readonly filters: ListFilter[];
  readonly meta: MetaFilter[];
  readonly tags: { readonly all: string[]; readonly none: string[]; readonly any: string[] };
}

const emptyConditions = (): Conditions => ({ filters: [], meta: [], tags: { all: [], none: [], any: [] } });

/** Reads one filter: `asked` is what it says, `key` what it is called in complaints. */
function readCondition(
  spec: ListSpec,
  key: string,
  asked: string,
  values: string[],
  into: Conditions,
  complain: Complain,
) {
  const [name, ...rest] = asked.split('.');
  if (name === 'tag' && spec.tags) readTag(key, rest.join('.'), values, into.tags, complain);
  else if (name === 'meta' && spec.meta) readMeta(key, rest, values, into.meta, complain);
  else readField(spec, key, name ?? '', rest.join('.'), values, into.filters, complain);
}

const plainKeys = new Set(['q', 'sort', 'page', 'limit', 'total', 'columns']);

function single(raw: RawQuery, key: string, complain: Complain): string {
  const value = raw[key];
  if (Array.isArray(value)) complain(key, 'may be given once only');
  return Array.isArray(value) ? '' : (value ?? '');
}

function readInteger(raw: RawQuery, key: string, fallback: number, min: number, max: number, complain: Complain) {
  const text = single(raw, key, complain);
  if (text === '') return fallback;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= min && number <= max)) complain(key, `must be a whole number from ${min} to ${max}`);
  return number;
}

function readTotal(raw: RawQuery, complain: Complain): boolean {
  const text = single(raw, 'total', complain);
  if (text !== '' && text !== 'true' && text !== 'false') complain('total', "must be 'true' or 'false'");
  return text !== 'false';
}

function readColumns(spec: ListSpec, text: string, complain: Complain): number[] {
  const ids = splitList(text);
  if (ids.length > 0 && !spec.meta) complain('columns', 'this list has no meta-field columns');
  if (ids.length > maxColumns) complain('columns', `may name at most ${maxColumns} meta-fields`);
  if (ids.some((id) => !/^[1-9]\d{0,8}$/.test(id))) complain('columns', 'must be meta-field ids, separated by commas');
  return ids.map(Number);
}

function readSort(spec: ListSpec, text: string, complain: Complain) {
  return text.split(',').map((part) => {
    const field = part.replace(/^-/, '');
    if (!Object.hasOwn(spec.fields, field) || !spec.fields[field]?.sort) {
      const known = Object.keys(spec.fields).filter((name) => spec.fields[name]?.sort);
      complain(
        'sort',
        `cannot sort by '${part.slice(0, 60)}'; use one of ${known.join(', ')}, with '-' for descending`,
      );
    }
    return { field, descending: part.startsWith('-') };
  });
}

function readTag(
  key: string,
  suffix: string,
  values: string[],
  tags: { all: string[]; none: string[]; any: string[] },
  complain: Complain,
) {
  if (suffix === '') tags.all.push(...values);
  else if (suffix === 'not') tags.none.push(...values);
  else if (suffix === 'any') tags.any.push(...values.flatMap(splitList));
  else complain(key, "is unknown; use 'tag', 'tag.not' or 'tag.any'");
}

function readMeta(key: string, rest: string[], values: string[], meta: MetaFilter[], complain: Complain) {
  const [id = '', op = 'eq'] = rest;
  if (rest.length > 2 || !/^[1-9]\d{0,8}$/.test(id))
    return complain(key, "is unknown; write 'meta.<field id>' or 'meta.<field id>.<operator>'");
  if (!isOperator(op, metaOperators))
    return complain(key, `has no operator '${op}'; use one of ${metaOperators.join(', ')}`);
  for (const list of valueLists(key, op, values, complain)) meta.push({ fieldId: Number(id), op, values: list });
}

function readField(
  spec: ListSpec,
  key: string,
  name: string,
  op: string,
  values: string[],
  filters: ListFilter[],
  complain: Complain,
) {
  const field = Object.hasOwn(spec.fields, name) ? spec.fields[name] : undefined;
  if (!field || field.filter === false)
    return complain(key, 'is unknown here; see the API document for the filters of this list');
  const known = operatorsOf[field.kind];
  const operator = op || 'eq';
  if (!isOperator(operator, known))
    return complain(key, `has no operator '${operator.slice(0, 20)}'; use one of ${known.join(', ')}`);
  for (const list of valueLists(key, operator, values, complain)) {
    const fault = operator === 'empty' ? undefined : list.map((text) => kindFault(field.kind, text)).find(Boolean);
    if (fault) complain(key, fault);
    else filters.push({ field: name, op: operator, values: list });
  }
}

const isOperator = (text: string, known: readonly Operator[]): text is Operator =>
  (known as readonly string[]).includes(text);

function valueLists(key: string, op: Operator, values: string[], complain: Complain): string[][] {
  if (op === 'in' || op === 'notin') {
    const list = values.flatMap(splitList);
    if (list.length === 0 || list.length > maxValues)
      complain(key, `needs 1 to ${maxValues} values, separated by commas`);
    return [list];
  }
  if (op === 'empty' && values.some((text) => text !== 'true' && text !== 'false')) {
    complain(key, "must be 'true' or 'false'");
    return [];
  }
  return values.map((text) => [text]);
}

const splitList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Why this text is no value of that kind; undefined when it is one. */
function kindFault(kind: ListFieldKind, text: string): string | undefined {
  if (text.includes('\0')) return 'holds a character that cannot be stored';
  if (kind === 'uuid' && !Uuid.safeParse(text).success) return 'is no uuid';
  if (kind === 'integer' && !/^-?\d{1,9}$/.test(text)) return 'is no whole number';
  if (kind === 'boolean' && text !== 'true' && text !== 'false') return "must be 'true' or 'false'";
  if (kind === 'time' && (text.length > 35 || Number.isNaN(Date.parse(text))))
    return 'is no date; write it as 2026-01-31 or 2026-01-31T12:00:00Z';
  if (kind === 'country' && !/^[A-Za-z]{2}$/.test(text)) return 'is no ISO 3166 alpha-2 country code';
  return undefined;
}
