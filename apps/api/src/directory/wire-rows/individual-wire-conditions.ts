import type { Tagging } from '../../fields/index.js';
import { name, type Principal, type Sql, sql } from '../../kernel/index.js';
import { individualSearchCondition } from '../individuals/individual-search.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { compared, comparedNumber, holdsNul, metaCondition, uuidOrAlias } from './wire-conditions.js';
import type { WireCondition, WireListRequest } from './wire-list-request.js';

/**
 * The conditions of a list request over `individuals i` (WIRE-CONTRACT §2.2 to 2.5), without the scope. A column the
 * original's list does not have is a fault of ours, not of the caller's: `Error`.
 */
export function individualConditions(principal: Principal, tagging: Tagging, request: WireListRequest): Sql[] {
  if (holdsNul(request)) return [sql`false`];
  const { all, none, like } = request.filteringTags;
  return [
    ...request.filters.map((filter) => ownCondition(principal, filter)),
    ...(request.quickFilter ? [individualSearchCondition(request.quickFilter.text, principal)] : []),
    ...request.metaFilters.map((filter) => metaCondition(principal, 'individual', sql`i.id`, filter)),
    ...tagging.conditions('individual', sql`i.id`, { all: [...all], none: [...none], any: [...like] }),
  ];
}

/** `order by …` of a request; without a known column the rows come in the order they were added. */
export function individualOrder(sort: WireListRequest['sort']): Sql {
  const expression = sort ? individualSortColumns[sort.field] : undefined;
  if (!expression || !sort) return sql`order by i.id`;
  return sort.descending
    ? sql`order by ${expression} desc nulls last, i.id`
    : sql`order by ${expression} nulls first, i.id`;
}

const plainColumns = new Set(['first_name', 'last_name', 'position']);

function ownCondition(principal: Principal, { field, op, values }: WireCondition): Sql {
  if (plainColumns.has(field)) return compared(sql`lower(${name(`i.${field}`)})`, op, values);
  if (field === 'email') return compared(sql`lower(i.email::text)`, op, values);
  if (field === 'uuid') return uuidOrAlias('individual', sql`i`, op, values);
  return sql`exists (select from alignments a join organisations o on o.id = a.organisation_id
    where a.individual_id = i.id and ${organisationScope.see.where(principal, 'o')} and ${alignmentCondition({ field, op, values })})`;
}

function alignmentCondition({ field, op, values }: WireCondition): Sql {
  if (field === 'Alignments.type') return compared(sql`lower(a.type)`, op, values);
  if (field === 'Organisations.id') return comparedNumber(sql`o.id`, op, values);
  throw new Error(`individuals have no wire column '${field}'`);
}

/** What each column of the original sorts by, over `individuals i`. */
export const individualSortColumns: Readonly<Record<string, Sql | undefined>> = {
  id: sql`i.id`,
  uuid: sql`i.uuid`,
  email: sql`i.email`,
  first_name: sql`i.first_name collate "und-x-icu"`,
  last_name: sql`i.last_name collate "und-x-icu"`,
  position: sql`lower(i.position)`,
  created: sql`i.created`,
  modified: sql`i.modified`,
};
