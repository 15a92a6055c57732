import type { OrgGroup, TagChip } from '@cerebrate/contract';
import type { Tagging } from '../../fields/index.js';
import { type Principal, type Sql, sql } from '../../kernel/index.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { enrolsIn, orgGroupScope } from './org-group.scope.js';

/** What `columnsFor` selects. */
export interface OrgGroupRow {
  id: number;
  uuid: string;
  name: string;
  description: string | null;
  created: Date;
  modified: Date;
  version: number;
  tags: TagChip[];
  organisations: number;
  may_change: boolean;
  may_enrol: boolean;
}

/** How many organisations of `org_groups g` the principal may see. */
export const membersSeen = (principal: Principal): Sql => sql`(
  select count(*)::int from org_group_organisations m join organisations o on o.id = m.organisation_id
  where m.org_group_id = g.id and ${organisationScope.see.where(principal, 'o')})`;

/** All that is shown of `org_groups g`, with what the principal may do with it. */
export const columnsFor = (principal: Principal, tagging: Tagging): Sql => sql`g.id, g.uuid, g.name, g.description,
  g.created, g.modified, g.version, ${tagging.jsonOf('orgGroup', sql`g.id`)} as tags,
  ${membersSeen(principal)} as organisations, (${orgGroupScope.change.where(principal, 'g')}) as may_change,
  (${enrolsIn(principal, sql`g.id`)}) as may_enrol`;

/** A row as the contract shows it. */
export const toView = (row: OrgGroupRow): OrgGroup => ({
  id: row.id,
  uuid: row.uuid,
  name: row.name,
  description: row.description,
  tags: row.tags,
  organisations: row.organisations,
  created: row.created.toISOString(),
  modified: row.modified.toISOString(),
  version: row.version,
  mayChange: row.may_change,
  mayEnrol: row.may_enrol,
});
