/**
 * The grammar of list addresses, the same in the page's URL and in our API's query:
 * `q`, `sort=name,-modified`, `page`, `limit`, and filters `field=value` or `field.op=value`. A repeated filter means
 * AND; filters that begin with `any.1.` (to `any.9.`) are alternatives of one group, of which one must hold; `in`, `notin` and `any` take comma lists.
 */
export const filterOps = [
  'eq',
  'not',
  'contains',
  'starts',
  'in',
  'notin',
  'any',
  'gte',
  'lte',
  'empty',
  'covers',
  'within',
] as const;
export type FilterOp = (typeof filterOps)[number];

/** What a field holds; decides the operators offered and the input drawn for its value. */
export type FilterKind = 'text' | 'number' | 'date' | 'boolean' | 'choice' | 'network' | 'tag';

/** One thing that can be chosen: what is sent, what is read, and what tells it apart from its namesakes. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
  /** CSS colour of a tag. */
  readonly colour?: string;
}

/** A search for choices as the user types; an empty query asks for the first few. */
export type ChoiceSearch = (query: string, signal: AbortSignal) => Promise<readonly Choice[]>;

/** A field one may filter by. `name` is the API's, e.g. `country`, `meta.12`, `tag`. */
export interface FilterField {
  readonly name: string;
  readonly label: string;
  readonly kind: FilterKind;
  /** Operators on offer, the usual one first; default by kind. */
  readonly ops?: readonly FilterOp[];
  readonly choices?: readonly Choice[] | ChoiceSearch;
  /** Heading in the builder, e.g. the meta-template's name. */
  readonly group?: string;
  /** Example shown in an empty value input. */
  readonly placeholder?: string;
}

/** Everything a list page knows about its address. */
export interface ListShape {
  readonly fields: readonly FilterField[];
  /** Order when the address names none, in the grammar of `sort`. */
  readonly sort?: string;
  /** Rows per page when the address names none; default what the user last chose, else 50. */
  readonly limit?: number;
  /** What the quick search looks at, for its help. */
  readonly searched?: readonly { readonly label: string; readonly how: string }[];
  /** Other parameters of this page's address that are none of the list's business (`tab` always is). */
  readonly own?: readonly string[];
}

export interface Filter {
  readonly field: string;
  readonly op: FilterOp;
  readonly values: readonly string[];
  /** The group of alternatives it belongs to, 1 to 9; none of most filters. */
  readonly any?: number;
}

/** Most groups of alternatives one list takes. */
export const mostGroups = 9;

export interface SortKey {
  readonly field: string;
  readonly descending: boolean;
}

/** What an address says about a list. `unknown` are parameters that mean nothing here. */
export interface ListView {
  readonly q: string;
  readonly sort: readonly SortKey[];
  readonly page: number;
  readonly limit: number;
  readonly filters: readonly Filter[];
  readonly unknown: readonly string[];
}

export const defaultLimit = 50;
const reserved = new Set(['q', 'sort', 'page', 'limit', 'total']);
const lists = new Set<FilterOp>(['in', 'notin', 'any']);

const opsOfKind: Readonly<Record<FilterKind, readonly FilterOp[]>> = {
  text: ['contains', 'eq', 'not', 'starts', 'empty'],
  number: ['eq', 'gte', 'lte', 'empty'],
  date: ['gte', 'lte', 'empty'],
  boolean: ['eq'],
  choice: ['eq', 'not', 'in', 'notin', 'empty'],
  network: ['covers', 'within', 'eq', 'empty'],
  tag: ['eq', 'not', 'any'],
};

/** The operators a field takes, the usual one first. */
export const opsOf = (field: FilterField): readonly FilterOp[] => field.ops ?? opsOfKind[field.kind];

/** Whether an operator takes several values. */
export const takesMany = (op: FilterOp): boolean => lists.has(op);

/** `name,-modified` → sort keys; blanks and repeats are dropped. */
export function readSort(text: string): SortKey[] {
  const seen = new Set<string>();
  const keys: SortKey[] = [];
  for (const part of text.split(',')) {
    const descending = part.startsWith('-');
    const field = descending ? part.slice(1) : part;
    if (field === '' || seen.has(field)) continue;
    seen.add(field);
    keys.push({ field, descending });
  }
  return keys;
}

/** Sort keys → `name,-modified`. */
export const writeSort = (keys: readonly SortKey[]): string =>
  keys.map((key) => (key.descending ? '-' : '') + key.field).join(',');

/** Reads a list's state from an address. Never throws: what cannot be read is left at its default or in `unknown`. */
export function readList(shape: ListShape, params: URLSearchParams): ListView {
  const filters: Filter[] = [];
  const unknown: string[] = [];
  const own = new Set(['tab', ...(shape.own ?? [])]);
  for (const [key, value] of params) {
    if (reserved.has(key) || own.has(key)) continue;
    const filter = readFilter(shape, key, value);
    if (filter) filters.push(filter);
    else unknown.push(key);
  }
  return {
    q: params.get('q') ?? '',
    sort: readSort(params.get('sort') ?? shape.sort ?? ''),
    page: wholeNumber(params.get('page'), 1) || 1,
    limit: wholeNumber(params.get('limit'), shape.limit ?? defaultLimit),
    filters,
    unknown,
  };
}

/** Reads one parameter as a filter of the shape, or nothing when it names no field and operator here. */
export function readFilter(shape: ListShape, key: string, value: string): Filter | undefined {
  const [, group, asked] = /^any\.([1-9])\.(.+)$/.exec(key) ?? [];
  if (group === undefined || asked === undefined) return readCondition(shape, key, value);
  const filter = readCondition(shape, asked, value);
  return filter && { ...filter, any: Number(group) };
}

function readCondition(shape: ListShape, key: string, value: string): Filter | undefined {
  const plain = shape.fields.find((field) => field.name === key);
  if (plain)
    return opsOf(plain).includes('eq') || plain.ops === undefined ? filterOf(plain.name, 'eq', value) : undefined;
  const dot = key.lastIndexOf('.');
  const field = shape.fields.find((one) => one.name === key.slice(0, dot));
  const op = filterOps.find((one) => one === key.slice(dot + 1));
  return field && op ? filterOf(field.name, op, value) : undefined;
}

function filterOf(field: string, op: FilterOp, value: string): Filter {
  return { field, op, values: takesMany(op) ? value.split(',').filter((one) => one !== '') : [value] };
}

/** The parameter a filter is written as. */
export function writeFilter(filter: Filter): [key: string, value: string] {
  const condition = filter.op === 'eq' ? filter.field : `${filter.field}.${filter.op}`;
  return [filter.any === undefined ? condition : `any.${filter.any}.${condition}`, filter.values.join(',')];
}

/** A group of alternatives no filter is in yet; undefined when all are taken. */
export function freeGroup(filters: readonly Filter[]): number | undefined {
  const taken = new Set(filters.map(({ any }) => any));
  return Array.from({ length: mostGroups }, (_, at) => at + 1).find((group) => !taken.has(group));
}

/** Filters with a new alternative to the one at `index`, which begins a group if it is in none; unchanged when none is free. */
export function withAlternative(filters: readonly Filter[], index: number, filter: Filter): readonly Filter[] {
  const group = filters[index]?.any ?? freeGroup(filters);
  if (group === undefined) return filters;
  return filters.flatMap((one, at) =>
    at === index
      ? [
          { ...one, any: group },
          { ...filter, any: group },
        ]
      : [one],
  );
}

/** Filters without the one at `index`; the last of a group is no alternative any more. */
export function withoutFilter(filters: readonly Filter[], index: number): readonly Filter[] {
  const group = filters[index]?.any;
  const left = filters.filter((_, at) => at !== index);
  if (group === undefined || left.filter(({ any }) => any === group).length > 1) return left;
  return left.map(({ any, ...filter }) => (any === group || any === undefined ? filter : { ...filter, any }));
}

/**
 * Writes a list's state into an address: defaults are left out, the page's own parameters stay, unknown ones go.
 * The order of parameters is fixed, so that equal states have equal addresses.
 */
export function writeList(
  shape: ListShape,
  view: Omit<ListView, 'unknown'>,
  around?: URLSearchParams,
): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of ['tab', ...(shape.own ?? [])]) {
    for (const value of around?.getAll(name) ?? []) params.append(name, value);
  }
  if (view.q.trim() !== '') params.set('q', view.q.trim());
  for (const filter of view.filters) params.append(...writeFilter(filter));
  const sort = writeSort(view.sort);
  if (sort !== '' && sort !== (shape.sort ?? '')) params.set('sort', sort);
  if (view.limit !== (shape.limit ?? defaultLimit)) params.set('limit', String(view.limit));
  if (view.page > 1) params.set('page', String(view.page));
  return params;
}

/**
 * The API query of an address. Parameters that mean nothing here are not sent (the page tells them as chips); order
 * and page size are always sent, so that page and API cannot have different defaults.
 */
export function listQuery(shape: ListShape, params: URLSearchParams): Record<string, string | string[]> {
  const view = readList(shape, params);
  const query: Record<string, string | string[]> = { limit: String(view.limit) };
  if (view.q !== '') query.q = view.q;
  if (view.sort.length > 0) query.sort = writeSort(view.sort);
  if (view.page > 1) query.page = String(view.page);
  for (const filter of view.filters) {
    const [key, value] = writeFilter(filter);
    const before = query[key];
    if (value === '') continue;
    query[key] = before === undefined ? value : [before, value].flat();
  }
  return query;
}

function wholeNumber(text: string | null, otherwise: number): number {
  return text !== null && /^[0-9]{1,9}$/.test(text) ? Number(text) : otherwise;
}
