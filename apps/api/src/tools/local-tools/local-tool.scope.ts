import { defineScope, type Face, name, sql } from '../../kernel/index.js';
import type { LocalToolEntity } from './local-tool.entity.js';

const see: Face<Pick<LocalToolEntity, 'deletedAt'>> = {
  where: ({ flags }, alias) =>
    flags.perm_admin || flags.perm_community_admin ? sql`${name(`${alias}.deleted_at`)} is null` : sql`false`,
  allows: (row, { flags }) => row.deletedAt === null && (flags.perm_admin || flags.perm_community_admin),
};

/**
 * Who sees and changes tools (WIRE-CONTRACT §9.2): instance and community administrators see and use them, instance
 * administrators alone add, change and forget them.
 */
export const localToolScope = defineScope<LocalToolEntity>({
  noun: 'tool',
  see,
  change: {
    where: ({ flags }, alias) => (flags.perm_admin ? sql`${name(`${alias}.deleted_at`)} is null` : sql`false`),
    allows: (row, { flags }) => row.deletedAt === null && flags.perm_admin,
  },
});
