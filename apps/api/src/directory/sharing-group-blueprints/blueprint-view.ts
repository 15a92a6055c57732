import {
  type Blueprint,
  type BlueprintRow,
  type BlueprintRun,
  type OrganisationRule,
  writeMispRule,
} from '@cerebrate/contract';
import { type Principal, type Sql, sql } from '../../kernel/index.js';
import { mayUseKeptRule } from '../rules/keeper.js';
import { sharingGroupScope } from '../sharing-groups/sharing-group.scope.js';
import type { RememberedOrganisation } from './blueprint.entity.js';
import { blueprintScope } from './blueprint.scope.js';

/** A run as `runColumns` select it, or as the database makes JSON of it. */
export interface RunRow {
  id: number;
  at: Date | string;
  cause: BlueprintRun['cause'];
  actor: string;
  outcome: BlueprintRun['outcome'];
  joined: RememberedOrganisation[];
  gone: RememberedOrganisation[];
  members: number;
  problem: string | null;
}

export interface ListRow {
  id: number;
  uuid: string;
  name: string;
  description: string | null;
  owner: BlueprintRow['owner'];
  sharing_group: BlueprintRow['sharingGroup'];
  run_on: BlueprintRow['trigger'];
  schedule: string | null;
  next_run_at: Date | null;
  last_run: RunRow | null;
  keeper_id: number | null;
  keeper: string | null;
  may_change: boolean;
  created: Date;
  modified: Date;
  version: number;
  rules: OrganisationRule;
  extend: boolean;
}

/** Columns of blueprints over `sharing_group_blueprints b`, as this caller sees them. */
export const blueprintColumns = (principal: Principal): Sql => sql`
  b.id, b.uuid, b.name, b.description, b.run_on, b.schedule, b.next_run_at, b.keeper_id, b.created, b.modified, b.version,
  b.rules, b.extend,
  (select json_build_object('id', o.id, 'uuid', o.uuid, 'name', o.name) from organisations o where o.id = b.organisation_id) as owner,
  (select json_build_object('id', g.id, 'uuid', g.uuid, 'name', g.name, 'members',
      (select count(*)::int from sharing_group_members m where m.sharing_group_id = g.id and m.until is null))
    from sharing_groups g where g.id = b.sharing_group_id and ${sharingGroupScope.see.where(principal, 'g')}) as sharing_group,
  (select row_to_json(r) from sharing_group_blueprint_runs r where r.blueprint_id = b.id order by r.id desc limit 1) as last_run,
  (select u.username::text from users u where u.id = b.keeper_id) as keeper,
  (${blueprintScope.change.where(principal, 'b')}) is true as may_change`;

const firstNames = (list: readonly RememberedOrganisation[]): string[] => list.slice(0, 50).map(({ name }) => name);

/** A run as the contract has it; names are for those who may see what the rules find. */
export const toRun = (row: RunRow, isTold: boolean): BlueprintRun => ({
  id: row.id,
  at: new Date(row.at).toISOString(),
  cause: row.cause,
  actor: row.actor,
  outcome: row.outcome,
  joined: row.joined.length,
  left: row.gone.length,
  members: row.members,
  firstJoined: isTold ? firstNames(row.joined) : [],
  firstLeft: isTold ? firstNames(row.gone) : [],
  problem: isTold ? row.problem : null,
});

/** A row as the contract has it in a list. */
export function toListItem(row: ListRow, principal: Principal): BlueprintRow {
  const mayRun = row.may_change && mayUseKeptRule(principal, row.keeper_id);
  return {
    id: row.id,
    uuid: row.uuid,
    name: row.name,
    description: row.description,
    owner: row.owner,
    sharingGroup: row.sharing_group,
    trigger: row.run_on,
    schedule: row.schedule,
    nextRunAt: row.next_run_at?.toISOString() ?? null,
    lastRun: row.last_run && toRun(row.last_run, mayRun),
    keeper: row.keeper,
    mayRun,
    mayChange: row.may_change,
    created: row.created.toISOString(),
    modified: row.modified.toISOString(),
    version: row.version,
  };
}

/** A whole blueprint as the contract has it. */
export const toWhole = (row: ListRow, principal: Principal): Blueprint => {
  const { rule, differences } = writeMispRule(row.rules);
  return {
    ...toListItem(row, principal),
    rules: row.rules,
    extend: row.extend,
    misp: { rule: rule as Blueprint['misp']['rule'], differences: [...differences] },
  };
};
