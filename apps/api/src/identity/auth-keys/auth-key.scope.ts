import { defineScope, name, sql } from '../../kernel/index.js';
import { type JudgedUser, userScope } from '../users/user.scope.js';

/** A key as the rules judge it: by its owner. */
export interface JudgedKey {
  readonly id: number;
  readonly userId: number;
  readonly owner?: JudgedUser;
}

/**
 * Who sees and ends which keys (WIRE-CONTRACT §3.6): everybody their own; besides, the keys of the users they see are
 * seen, and those of the users they may change are ended. Making a key for somebody follows the rule of ending one,
 * since who makes it may act as that user (CVE-2023-26468).
 */
export const authKeyScope = defineScope<JudgedKey>({
  noun: 'auth key',
  see: {
    where: (principal, alias) =>
      sql`exists (select from users owner where owner.id = ${name(`${alias}.user_id`)} and ${userScope.see.where(principal, 'owner')})`,
    allows: ({ userId, owner }, principal) =>
      userId === principal.userId || (owner !== undefined && userScope.see.allows(owner, principal)),
  },
  change: {
    where: (principal, alias) =>
      sql`(${name(`${alias}.user_id`)} = ${principal.userId} or exists (
        select from users owner where owner.id = ${name(`${alias}.user_id`)} and ${userScope.change.where(principal, 'owner')}))`,
    allows: ({ userId, owner }, principal) =>
      userId === principal.userId || (owner !== undefined && userScope.change.allows(owner, principal)),
  },
});
