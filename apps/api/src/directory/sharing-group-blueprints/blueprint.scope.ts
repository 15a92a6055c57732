import { defineScope, name, type Principal, type Sql, sql, toldNouns } from '../../kernel/index.js';
import { changeableIds } from '../organisations/organisation.scope.js';
import type { BlueprintEntity } from './blueprint.entity.js';

/**
 * Who sees and changes which blueprints: community administrators all, organisation and group administrators those of
 * the organisations they administer. What its rules find is told to fewer: see `mayUseKeptRule`.
 */
export const blueprintScope = defineScope<BlueprintEntity>({
  noun: 'blueprint',
  see: { where, allows },
  change: { where, allows },
});

toldNouns.add({
  id: 'sharingGroupBlueprint',
  table: 'sharing_group_blueprints',
  allow: 'sharingGroupBlueprint:read',
  see: blueprintScope.see.where,
});

function where(principal: Principal, alias: string): Sql {
  const living = sql`${name(`${alias}.deleted_at`)} is null`;
  return principal.flags.perm_community_admin
    ? living
    : sql`${living} and ${name(`${alias}.organisation_id`)} = any(${changeableIds(principal)}::int[])`;
}

function allows(row: BlueprintEntity, principal: Principal): boolean {
  return (
    row.deletedAt === null &&
    (principal.flags.perm_community_admin || changeableIds(principal).includes(row.organisationId))
  );
}
