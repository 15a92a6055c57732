import { defineScope, name, sql } from '../../kernel/index.js';
import type { SignatureCheckEntity } from './signature-check.entity.js';

/** An answer tells what its asker could see: it is theirs, and the community administrators'. Nobody changes one. */
export const signatureCheckScope = defineScope<SignatureCheckEntity>({
  noun: 'signature check',
  see: {
    where: ({ flags, userId }, alias) =>
      flags.perm_community_admin ? sql`true` : sql`${name(`${alias}.user_id`)} = ${userId}`,
    allows: (row, { flags, userId }) => flags.perm_community_admin || (userId !== null && row.userId === userId),
  },
  change: { where: () => sql`false`, allows: () => false },
});
