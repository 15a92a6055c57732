import { countries, countryByCode, countryCodeOf } from '@cerebrate/contract';
import { isShown, type Tagging } from '../../fields/index.js';
import { allOf, anyOf, name, type Principal, type Sql, sql } from '../../kernel/index.js';
import { individualScope } from '../individuals/individual.scope.js';
import { organisationSearchCondition, sightOf } from '../organisations/organisation-search.js';
import { compared, comparedNumber, holdsNul, metaCondition, uuidOrAlias } from './wire-conditions.js';
import type { WireCondition, WireListRequest } from './wire-list-request.js';

/**
 * The conditions of a list request over `organisations o` (WIRE-CONTRACT §2.2 to 2.5), without the scope. Text compares
 * without case, as in the original's tables. A column the original's list does not have is a fault of ours, not of the
 * caller's: `Error`.
 */
export function organisationConditions(principal: Principal, tagging: Tagging, request: WireListRequest): Sql[] {
  if (holdsNul(request)) return [sql`false`];
  const { all, none, like } = request.filteringTags;
  const meta = request.filters.filter(({ field }) => field.startsWith('MetaFields.'));
  const own = request.filters.filter(({ field }) => !field.startsWith('MetaFields.'));
  return [
    ...own.map((filter) => ownCondition(principal, filter)),
    ...(meta.length > 0 ? [valueCondition(principal, meta)] : []),
    ...(request.quickFilter ? [organisationSearchCondition(request.quickFilter.text, sightOf(principal))] : []),
    ...request.metaFilters.map((filter) => metaCondition(principal, 'organisation', sql`o.id`, filter)),
    ...tagging.conditions('organisation', sql`o.id`, { all: [...all], none: [...none], any: [...like] }),
  ];
}

/** `order by …` of a request; without a known column the rows come in the order they were added. */
export function organisationOrder(sort: WireListRequest['sort']): Sql {
  const expression = sort ? organisationSortColumns[sort.field] : undefined;
  if (!expression || !sort) return sql`order by o.id`;
  return sort.descending
    ? sql`order by ${expression} desc nulls last, o.id`
    : sql`order by ${expression} nulls first, o.id`;
}

const plainColumns = new Set(['name', 'url', 'sector', 'type']);

function ownCondition(principal: Principal, { field, op, values }: WireCondition): Sql {
  if (plainColumns.has(field)) return compared(sql`lower(${name(`o.${field}`)})`, op, values);
  if (field === 'uuid') return uuidOrAlias('organisation', sql`o`, op, values);
  if (field === 'nationality') return nationalityCondition(op, values);
  if (field !== 'Alignments.id') throw new Error(`organisations have no wire column '${field}'`);
  return sql`exists (select from alignments a join individuals i on i.id = a.individual_id
    where a.organisation_id = o.id and ${individualScope.see.where(principal, 'i')} and ${comparedNumber(sql`a.id`, op, values)})`;
}

const codes = countries.map(({ code }) => code);
const countryNames = countries.map(({ name: english }) => english.toLowerCase());
/** The wire has what a peer wrote when it is no country we know, else the country's English name. */
const nationality = sql`coalesce(lower(o.nationality_text), (${countryNames}::text[])[array_position(${codes}::text[], o.country::text)])`;

/** Whatever way a country is written, it is that country: by the index on its code where one is asked for. */
function nationalityCondition(op: WireCondition['op'], values: readonly string[]): Sql {
  if (op === 'like' || op === 'gte' || op === 'lte') return compared(nationality, op, values);
  const asked = values.flatMap((value) => countryCodeOf(value) ?? []);
  if (op === 'eq' || op === 'in')
    return anyOf([
      sql`o.country = any(${asked}::text[])`,
      sql`o.nationality_text is not null and ${compared(sql`lower(o.nationality_text)`, 'in', values)}`,
    ]);
  const named = asked.map((code) => countryByCode(code)?.name ?? code);
  return compared(nationality, 'notin', [...values, ...named]);
}

/** `MetaFields.…` filters of one request are about the same value (recording 059). */
function valueCondition(principal: Principal, filters: readonly WireCondition[]): Sql {
  const columns: Readonly<Record<string, Sql>> = {
    'MetaFields.field': sql`lower(m.field)`,
    'MetaFields.value': sql`lower(m.value)`,
    'MetaFields.MetaTemplates.name': sql`lower(d.name)`,
  };
  const conditions = filters.map(({ field, op, values }) => {
    const column = columns[field];
    if (!column) throw new Error(`values have no wire column '${field}'`);
    return compared(column, op, values);
  });
  return sql`o.id in (select m.organisation_id from meta_fields m join meta_template_directory d on d.id = m.directory_id
    where m.organisation_id is not null and ${allOf([...conditions, isShown(principal)])})`;
}

/** What each column of the original sorts by, over `organisations o`. */
export const organisationSortColumns: Readonly<Record<string, Sql | undefined>> = {
  id: sql`o.id`,
  uuid: sql`o.uuid`,
  name: sql`o.name collate "und-x-icu"`,
  url: sql`lower(o.url)`,
  nationality,
  sector: sql`lower(o.sector)`,
  type: sql`lower(o.type)`,
  contacts: sql`lower(o.contacts)`,
  created: sql`o.created`,
  modified: sql`o.modified`,
};
