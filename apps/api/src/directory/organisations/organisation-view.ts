import type { Organisation, OrganisationRow, TagChip } from '@cerebrate/contract';
import { isShown, type MetaFields, type Tagging } from '../../fields/index.js';
import { allOf, empty, type Principal, type Sql, sql } from '../../kernel/index.js';
import { individualScope } from '../individuals/individual.scope.js';
import { organisationScope } from './organisation.scope.js';

/** What a list reads for each organisation. */
export interface OrganisationListRow {
  id: number;
  uuid: string;
  name: string;
  url: string | null;
  country: string | null;
  nationality_text: string | null;
  sector: string | null;
  type: string | null;
  contacts: string | null;
  created: Date;
  modified: Date;
  version: number;
  may_change: boolean;
  tags: TagChip[];
  org_groups: Organisation['orgGroups'];
  people: number;
  meta?: OrganisationRow['meta'] | null;
}

/** What a page about one organisation reads. */
export interface OrganisationWholeRow extends OrganisationListRow {
  meta_fields: Organisation['metaFields'];
  alignments: Organisation['alignments'];
}

const plainColumns = sql`o.id, o.uuid, o.name, o.url, o.country, o.nationality_text, o.sector, o.type, o.contacts,
  o.created, o.modified, o.version`;

const groupsColumn = sql`(
  select coalesce(json_agg(json_build_object('id', g.id, 'uuid', g.uuid, 'name', g.name) order by g.name), '[]')
  from org_group_organisations m join org_groups g on g.id = m.org_group_id and g.deleted_at is null
  where m.organisation_id = o.id)`;

/** How many people aligned with `o` the principal may see. */
export const peopleColumn = (principal: Principal): Sql => sql`(
  select count(distinct i.id)::int from alignments a join individuals i on i.id = a.individual_id
  where a.organisation_id = o.id and ${individualScope.see.where(principal, 'i')})`;

/** The columns of a list over `organisations o`, in one statement; values of the asked meta-fields with it. */
export function listColumns(principal: Principal, tagging: Tagging, metaColumns: readonly number[]): Sql {
  const meta = metaColumns.length === 0 ? empty : sql`, ${metaColumn(principal, metaColumns)} as meta`;
  return sql`${plainColumns}, (${organisationScope.change.where(principal, 'o')}) as may_change,
    ${tagging.jsonOf('organisation', sql`o.id`)} as tags, ${groupsColumn} as org_groups,
    ${peopleColumn(principal)} as people${meta}`;
}

/** The columns of one whole organisation. */
export const wholeColumns = (principal: Principal, tagging: Tagging, metaFields: MetaFields): Sql =>
  sql`${listColumns(principal, tagging, [])}, ${metaFields.jsonOf(principal, 'organisation', sql`o.id`)} as meta_fields,
    ${alignmentsColumn(principal)} as alignments`;

const metaColumn = (principal: Principal, fieldIds: readonly number[]): Sql => sql`(
  select json_object_agg(v.field_id, json_build_object('values', v.list[1:20], 'count', cardinality(v.list)))
  from (select x.field_id, array_agg(x.value order by x.id) as list from meta_fields x
    where x.organisation_id = o.id and x.field_id = any(${[...fieldIds]}::int[]) and ${isShown(principal, 'x')} group by x.field_id) v)`;

const alignmentsColumn = (principal: Principal): Sql => sql`(
  select coalesce(json_agg(json_build_object('id', a.id, 'type', a.type, 'individual', json_build_object(
    'id', i.id, 'uuid', i.uuid, 'email', i.email, 'name', trim(i.first_name || ' ' || i.last_name))) order by i.last_name, i.first_name, a.id), '[]')
  from alignments a join individuals i on i.id = a.individual_id
  where ${allOf([sql`a.organisation_id = o.id`, individualScope.see.where(principal, 'i')])})`;

/** A list row as the contract shows it. */
export const toListItem = (row: OrganisationListRow): OrganisationRow => ({ ...facts(row), meta: row.meta ?? {} });

/** A whole row as the contract shows it. */
export const toWhole = (row: OrganisationWholeRow): Organisation => ({
  ...facts(row),
  metaFields: row.meta_fields,
  alignments: row.alignments,
});

const facts = (row: OrganisationListRow) => ({
  id: row.id,
  uuid: row.uuid,
  name: row.name,
  url: row.url,
  country: row.country,
  nationalityText: row.nationality_text,
  sector: row.sector,
  type: row.type,
  contacts: row.contacts,
  tags: row.tags,
  orgGroups: row.org_groups,
  people: row.people,
  created: row.created.toISOString(),
  modified: row.modified.toISOString(),
  version: row.version,
  mayChange: row.may_change,
});
