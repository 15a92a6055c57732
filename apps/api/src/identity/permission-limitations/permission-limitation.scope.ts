import { defineScope, holds, sql } from '../../kernel/index.js';
import type { PermissionLimitationEntity } from './permission-limitation.entity.js';

/** Limits hold for everybody and are no secret; how far they are used up is told with the users. */
export const permissionLimitationScope = defineScope<PermissionLimitationEntity>({
  noun: 'permission limitation',
  see: { where: () => sql`true`, allows: () => true },
  change: {
    where: (principal) => (holds(principal, 'permissionLimitation:write') ? sql`true` : sql`false`),
    allows: (_row, principal) => holds(principal, 'permissionLimitation:write'),
  },
});
