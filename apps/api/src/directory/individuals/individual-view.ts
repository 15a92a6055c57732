import type { Individual, IndividualRow, TagChip } from '@cerebrate/contract';
import { isShown, type MetaFields, type Tagging } from '../../fields/index.js';
import { allOf, empty, type Principal, type Sql, sql } from '../../kernel/index.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { individualScope, isCurrent } from './individual.scope.js';

/** What a list reads for each person. */
export interface IndividualListRow {
  id: number;
  uuid: string;
  email: string;
  first_name: string;
  last_name: string;
  position: string | null;
  created: Date;
  modified: Date;
  version: number;
  has_user: boolean;
  anonymised_at: Date | null;
  may_change: boolean;
  tags: TagChip[];
  alignments: Individual['alignments'];
  meta?: IndividualRow['meta'] | null;
}

/** What a page about one person reads. */
export interface IndividualWholeRow extends IndividualListRow {
  emails: Individual['emails'];
  meta_fields: Individual['metaFields'];
}

/** The columns of a list over `individuals i`, in one statement; values of the asked meta-fields with it. */
export function listColumns(principal: Principal, tagging: Tagging, metaColumns: readonly number[]): Sql {
  const meta = metaColumns.length === 0 ? empty : sql`, ${metaColumn(principal, metaColumns)} as meta`;
  return sql`i.id, i.uuid, i.email::text as email, i.first_name, i.last_name, i.position, i.created, i.modified, i.version, i.anonymised_at,
    exists (select from users u where u.individual_id = i.id) as has_user,
    (${individualScope.change.where(principal, 'i')}) as may_change,
    ${tagging.jsonOf('individual', sql`i.id`)} as tags, ${alignmentsColumn(principal)} as alignments${meta}`;
}

/** The columns of one whole person. */
export const wholeColumns = (principal: Principal, tagging: Tagging, metaFields: MetaFields): Sql =>
  sql`${listColumns(principal, tagging, [])}, ${metaFields.jsonOf(principal, 'individual', sql`i.id`)} as meta_fields,
    (select coalesce(json_agg(json_build_object('id', e.id, 'address', e.address, 'kind', e.kind) order by e.position, e.id), '[]')
      from individual_emails e where e.individual_id = i.id) as emails`;

const metaColumn = (principal: Principal, fieldIds: readonly number[]): Sql => sql`(
  select json_object_agg(v.field_id, json_build_object('values', v.list[1:20], 'count', cardinality(v.list)))
  from (select x.field_id, array_agg(x.value order by x.id) as list from meta_fields x
    where x.individual_id = i.id and x.field_id = any(${[...fieldIds]}::int[]) and ${isShown(principal, 'x')} group by x.field_id) v)`;

/** Of organisations the principal may see; those in force first. */
const alignmentsColumn = (principal: Principal): Sql => sql`(
  select coalesce(json_agg(json_build_object('id', a.id, 'type', a.type, 'validFrom', a.valid_from, 'validUntil', a.valid_until,
    'isCurrent', ${isCurrent('a')}, 'organisation', json_build_object('id', o.id, 'uuid', o.uuid, 'name', o.name, 'country', o.country))
    order by ${isCurrent('a')} desc, o.name, a.type, a.id), '[]')
  from alignments a join organisations o on o.id = a.organisation_id
  where ${allOf([sql`a.individual_id = i.id`, organisationScope.see.where(principal, 'o')])})`;

/** A list row as the contract shows it. */
export const toListItem = (row: IndividualListRow): IndividualRow => ({ ...facts(row), meta: row.meta ?? {} });

/** A whole row as the contract shows it. */
export const toWhole = (row: IndividualWholeRow): Individual => ({
  ...facts(row),
  emails: row.emails,
  metaFields: row.meta_fields,
});

const facts = (row: IndividualListRow) => ({
  id: row.id,
  uuid: row.uuid,
  email: row.email,
  firstName: row.first_name,
  lastName: row.last_name,
  position: row.position,
  hasUser: row.has_user,
  tags: row.tags,
  alignments: row.alignments,
  anonymisedAt: row.anonymised_at?.toISOString() ?? null,
  created: row.created.toISOString(),
  modified: row.modified.toISOString(),
  version: row.version,
  mayChange: row.may_change,
});
