import { defineScope, name, sql } from '../../kernel/index.js';
import type { SavedViewEntity } from './saved-view.entity.js';

/**
 * Who uses and changes which views: the owner; the organisation it is shared with; everybody when it is shared with all.
 * Community administrators also change what is shared with all, so that nobody's bad view stays in everybody's bar.
 */
export const savedViewScope = defineScope<SavedViewEntity>({
  noun: 'saved view',
  see: {
    where: ({ userId, organisationId }, alias) => sql`(${name(`${alias}.user_id`)} = ${userId}
      or ${name(`${alias}.audience`)} = 'everyone'
      or (${name(`${alias}.audience`)} = 'organisation' and ${name(`${alias}.organisation_id`)} = ${organisationId}))`,
    allows: (row, { userId, organisationId }) =>
      isOwner(row, userId) ||
      row.audience === 'everyone' ||
      (row.audience === 'organisation' && row.organisationId !== null && row.organisationId === organisationId),
  },
  change: {
    where: ({ userId, flags }, alias) =>
      flags.perm_community_admin
        ? sql`(${name(`${alias}.user_id`)} = ${userId} or ${name(`${alias}.audience`)} = 'everyone')`
        : sql`${name(`${alias}.user_id`)} = ${userId}`,
    allows: (row, { userId, flags }) =>
      isOwner(row, userId) || (flags.perm_community_admin && row.audience === 'everyone'),
  },
});

/** The system has no views of its own, and a view without an owner is nobody's. */
const isOwner = (row: SavedViewEntity, userId: number | null): boolean => userId !== null && row.userId === userId;
