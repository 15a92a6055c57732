import { defineScope, name, sql } from '../../kernel/index.js';
import type { BroodEntity } from './brood.entity.js';

/** Broods are seen and changed by community administrators alone (WIRE-CONTRACT §9.2, FEATURES Annex A). */
export const broodScope = defineScope<BroodEntity>({
  noun: 'brood',
  see: {
    where: ({ flags }, alias) =>
      flags.perm_community_admin ? sql`${name(`${alias}.deleted_at`)} is null` : sql`false`,
    allows: (row, { flags }) => row.deletedAt === null && flags.perm_community_admin,
  },
  change: {
    where: ({ flags }, alias) =>
      flags.perm_community_admin ? sql`${name(`${alias}.deleted_at`)} is null` : sql`false`,
    allows: (row, { flags }) => row.deletedAt === null && flags.perm_community_admin,
  },
});
