import { coveredFlags, isWithin, roleFlags } from '@cerebrate/contract';
import { allOf, defineScope, name, sql } from '../../kernel/index.js';
import type { RoleEntity } from './role.entity.js';
import { flagsOf } from './role-flags.js';

/**
 * Everybody sees all roles (WIRE-CONTRACT §9.2). Whoever may write roles changes those whose flags they could hand on
 * themselves: nobody touches a role that is mightier than their own (FEATURES USR-13).
 */
export const roleScope = defineScope<RoleEntity>({
  noun: 'role',
  see: { where: () => sql`true`, allows: () => true },
  change: {
    where: (principal, alias) => {
      const covered = coveredFlags(principal.flags);
      return allOf(roleFlags.filter((flag) => !covered.has(flag)).map((flag) => sql`not ${name(`${alias}.${flag}`)}`));
    },
    allows: (row, principal) => isWithin(flagsOf(row), coveredFlags(principal.flags)),
  },
});
