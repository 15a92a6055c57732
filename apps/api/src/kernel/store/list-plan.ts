import type { Alternatives, ListFilter, ListRequest, ListSpec, MetaFilter } from '@cerebrate/contract';
import { allOf, anyOf, empty, join, likeText, type Sql, sql } from './sql.js';

/** How a declared list maps onto SQL: one expression for each declared field, nothing a caller can name otherwise. */
export interface ListPlan {
  readonly spec: ListSpec;
  /** The condition of everything the request asks for, without the scope. */
  where(request: ListRequest): Sql;
  /** `order by …`, ending in the key so that pages never overlap. */
  order(request: ListRequest): Sql;
  /** `limit … offset …`. */
  page(request: ListRequest): Sql;
}

interface PlanParts<F extends string> {
  /** The row's unique key, last in every order. */
  key: Sql;
  /** One expression a field. */
  fields: Record<F, Sql>;
  /** Other expressions to sort by, for example with a collation people expect. */
  sorts?: Partial<Record<F, Sql>>;
  /**
   * Fields of which a row has many values: says that one of them fulfils the condition, which is over the field's
   * expression. `not` and `notin` then mean that none does, `empty` that there is none.
   */
  many?: Partial<Record<F, (having: Sql) => Sql>>;
  /** The quick search: what `q` means here. */
  search?: (q: string) => Sql;
  /** Meta-field conditions; given by the room `fields`. */
  meta?: (filter: MetaFilter) => Sql;
  /** Tag conditions; given by the room `fields`. */
  tags?: (tags: ListRequest['tags']) => Sql[];
}

/**
 * Binds a list declaration to SQL. Example:
 * `defineListPlan(TagList, { key: sql\`t.id\`, fields: { name: sql\`t.name\`, … } })`.
 */
export function defineListPlan<F extends string>(spec: ListSpec<F>, parts: PlanParts<F>): ListPlan {
  const expression = (field: string): Sql => {
    const found = Object.hasOwn(parts.fields, field) ? parts.fields[field as F] : undefined;
    if (!found) throw new Error(`list field '${field}' has no expression`);
    return found;
  };
  const conditionsOf = ({ filters, meta, tags }: Alternatives): Sql[] => [
    ...filters.map((filter) => {
      const { kind } = spec.fields[filter.field as F];
      const some = parts.many?.[filter.field as F];
      const field = expression(filter.field);
      return some ? conditionOfMany(some, field, kind, filter) : condition(field, kind, filter);
    }),
    ...(parts.meta ? meta.map(parts.meta) : []),
    ...(parts.tags ? parts.tags(tags) : []),
  ];
  /** As `conditionsOf`, but tags that must not be there are one condition each: one of them missing is enough. */
  const alternativesOf = ({ tags, ...others }: Alternatives): Sql[] => [
    ...conditionsOf({ ...others, tags: { ...tags, none: [] } }),
    ...(parts.tags ? tags.none.flatMap((tag) => parts.tags?.({ all: [], any: [], none: [tag] }) ?? []) : []),
  ];
  const sortExpression = (field: string): Sql => parts.sorts?.[field as F] ?? expression(field);
  return {
    spec,
    where(request) {
      const conditions = conditionsOf(request);
      if (request.q && parts.search) conditions.push(parts.search(request.q));
      const alternatives = request.anyOf.map((group) => anyOf(alternativesOf(group)));
      return allOf([...conditions, ...alternatives]);
    },
    order(request) {
      const terms = request.sort.map(({ field, descending }) =>
        descending ? sql`${sortExpression(field)} desc nulls last` : sql`${sortExpression(field)}`,
      );
      return sql`order by ${join([...terms, parts.key], ', ')}`;
    },
    page: (request) =>
      request.page === 1
        ? sql`limit ${request.limit}`
        : sql`limit ${request.limit} offset ${(request.page - 1) * request.limit}`,
  };
}

function conditionOfMany(some: (having: Sql) => Sql, field: Sql, kind: string, filter: ListFilter): Sql {
  if (filter.op === 'empty') return filter.values[0] === 'true' ? sql`not ${some(sql`true`)}` : some(sql`true`);
  if (filter.op === 'not') return sql`not ${some(condition(field, kind, { ...filter, op: 'eq' }))}`;
  if (filter.op === 'notin') return sql`not ${some(condition(field, kind, { ...filter, op: 'in' }))}`;
  return some(condition(field, kind, filter));
}

function condition(field: Sql, kind: string, { op, values }: ListFilter): Sql {
  const [value = ''] = values;
  const folds = kind === 'text' || kind === 'choice';
  const left = folds ? sql`lower(${field})` : kind === 'uuid' ? sql`${field}::text` : field;
  const right = (text: string): unknown =>
    kind === 'integer'
      ? Number(text)
      : kind === 'boolean'
        ? text === 'true'
        : kind === 'country'
          ? text.toUpperCase()
          : kind === 'time'
            ? new Date(text)
            : text.toLowerCase();
  switch (op) {
    case 'eq':
      return sql`${left} = ${right(value)}`;
    case 'not':
      return sql`${left} is distinct from ${right(value)}`;
    case 'in':
      return sql`${left} = any(${values.map(right)})`;
    case 'notin':
      return sql`(${left} is null or ${left} <> all(${values.map(right)}))`;
    case 'contains':
      return sql`${left} like ${`%${likeText(value.toLowerCase())}%`}`;
    case 'starts':
      return sql`${left} like ${`${likeText(value.toLowerCase())}%`}`;
    case 'gte':
      return sql`${field} >= ${right(value)}`;
    case 'lte':
      return sql`${field} <= ${right(value)}`;
    case 'empty':
      return emptiness(field, kind, value === 'true');
    default:
      throw new Error(`operator '${op}' has no meaning for a ${kind}`);
  }
}

function emptiness(field: Sql, kind: string, wanted: boolean): Sql {
  const isText = kind === 'text' || kind === 'choice';
  const absent = isText ? anyOf([sql`${field} is null`, sql`${field} = ''`]) : sql`${field} is null`;
  return wanted ? absent : sql`not ${absent}`;
}

/** `where …` or nothing. */
export const whereClause = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? empty : sql`where ${allOf(conditions)}`;
