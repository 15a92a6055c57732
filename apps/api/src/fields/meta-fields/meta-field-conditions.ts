import {
  type MetaFilter,
  type Operator,
  readDomain,
  reverseDomain,
  type SemanticType,
  type TypedColumns,
  typedColumnsOf,
} from '@cerebrate/contract';
import { anyOf, InvalidInput, likeText, type Principal, type Sql, sql } from '../../kernel/index.js';
import { isShown } from '../field-rights/shown-values.js';
import type { CatalogueField } from '../meta-templates/field-catalogue.js';
import { type MetaFieldOwner, metaFieldOwners } from '../owners.js';

/**
 * The condition that a record's values of one field pass the filter, over `meta_fields m`. Every form uses an index:
 * values by `(field_id, lower(value))` or trigrams, networks by GiST, numbers, dates and domains by their own.
 */
export function metaFieldCondition(
  principal: Principal,
  owner: MetaFieldOwner,
  idExpression: Sql,
  field: CatalogueField,
  filter: MetaFilter,
): Sql {
  const { op, values } = filter;
  const [value = ''] = values;
  const shown = isShown(principal);
  const among = (condition: Sql): Sql => {
    const { column } = metaFieldOwners[owner];
    return sql`${idExpression} in (select m.${column} from meta_fields m where m.field_id = ${field.id} and ${condition} and ${shown})`;
  };
  const without = (condition: Sql): Sql => {
    const { column } = metaFieldOwners[owner];
    return sql`not exists (select 1 from meta_fields m where m.${column} = ${idExpression} and m.field_id = ${field.id} and ${condition} and ${shown})`;
  };
  switch (op) {
    case 'eq':
    case 'in':
      return among(isOneOf(field, values));
    case 'not':
    case 'notin':
      return without(isOneOf(field, values));
    case 'contains':
      return among(contains(field, value));
    case 'starts':
      return among(sql`lower(m.value) like ${`${likeText(value.toLowerCase())}%`}`);
    case 'gte':
    case 'lte':
      return among(isInOrder(field, op, value));
    case 'empty':
      return value === 'true' ? without(sql`true`) : among(sql`true`);
    case 'covers':
    case 'within':
      return among(isAround(field, op, value));
  }
}

/** The typed column that holds what a value of this meaning means. */
function columnOf({ net, asn, num, date, domain }: TypedColumns): Sql | undefined {
  if (net !== undefined) return sql`m.v_net = ${net}::inet`;
  if (asn !== undefined) return sql`m.v_asn = ${asn}::bigint`;
  if (num !== undefined) return sql`m.v_num = ${num}::numeric`;
  if (date !== undefined) return sql`m.v_date = ${date}::date`;
  if (domain !== undefined) return sql`m.v_domain = ${domain}`;
  return undefined;
}

/** Equality by meaning where the value has one: `AS64500` finds 64500, `https://` nothing but itself. */
function isOneOf(field: CatalogueField, values: readonly string[]): Sql {
  const texts: string[] = [];
  const typed: Sql[] = [];
  for (const value of values) {
    const columns = typedColumnsOf(field.rule.semanticType, value);
    const condition = columnOf(columns);
    if (condition) typed.push(condition);
    else if (columns.bool !== undefined) texts.push(columns.bool ? '1' : '0');
    else texts.push(value.toLowerCase());
  }
  if (texts.length > 0) typed.push(sql`lower(m.value) = any(${texts}::text[])`);
  return anyOf(typed);
}

const isNetwork = (type: SemanticType): boolean => type === 'network' || type === 'ipv4' || type === 'ipv6';

/** In a network field an address is contained by the networks around it; any other text by the texts that hold it. */
function contains(field: CatalogueField, value: string): Sql {
  const like = `%${likeText(value.toLowerCase())}%`;
  if (!isNetwork(field.rule.semanticType)) return sql`m.v_net is null and lower(m.value) like ${like}`;
  const { net } = typedColumnsOf('network', value);
  return net === undefined ? sql`lower(m.value) like ${like}` : sql`m.v_net >>= ${net}::inet`;
}

function isInOrder(field: CatalogueField, op: 'gte' | 'lte', value: string): Sql {
  const { asn, num, date } = typedColumnsOf(field.rule.semanticType, value);
  const sides =
    asn !== undefined
      ? ([sql`m.v_asn`, sql`${asn}::bigint`] as const)
      : num !== undefined
        ? ([sql`m.v_num`, sql`${num}::numeric`] as const)
        : date !== undefined
          ? ([sql`m.v_date`, sql`${date}::date`] as const)
          : undefined;
  if (!sides)
    throw refused(
      field,
      op,
      orderable.has(field.rule.semanticType)
        ? `${value.slice(0, 60)} is no ${field.rule.semanticType}`
        : 'only numbers and dates have an order',
    );
  return op === 'gte' ? sql`${sides[0]} >= ${sides[1]}` : sql`${sides[0]} <= ${sides[1]}`;
}

const orderable: ReadonlySet<SemanticType> = new Set(['asn', 'integer', 'date']);

/** `covers`: the stored network or domain is the given one or around it; `within`: it is the given one or inside it. */
function isAround(field: CatalogueField, op: 'covers' | 'within', value: string): Sql {
  const { semanticType } = field.rule;
  if (semanticType === 'domain') return isDomainAround(field, op, value);
  if (!isNetwork(semanticType)) throw refused(field, op, 'the field holds no networks or domains');
  const { net } = typedColumnsOf('network', value);
  if (net === undefined) throw refused(field, op, 'write an address or a CIDR network, for example 192.0.2.0/24');
  return op === 'covers' ? sql`m.v_net >>= ${net}::inet` : sql`m.v_net <<= ${net}::inet`;
}

function isDomainAround(field: CatalogueField, op: 'covers' | 'within', value: string): Sql {
  const read = readDomain(value);
  if (!read.ok) throw refused(field, op, read.message);
  const reversed = reverseDomain(read.domain);
  if (op === 'within') return sql`(m.v_domain = ${reversed} or m.v_domain like ${`${likeText(reversed)}.%`})`;
  const labels = reversed.split('.');
  return sql`m.v_domain = any(${labels.map((_, at) => labels.slice(0, at + 1).join('.'))}::text[])`;
}

function refused(field: CatalogueField, op: Operator, reason: string): InvalidInput {
  return InvalidInput.at(['query', `meta.${field.id}.${op}`], `cannot be used on '${field.field}': ${reason}`);
}
