import { defineScope, holds, sql } from '../../kernel/index.js';
import type { FieldRightEntity } from './field-right.entity.js';

/** That a field is kept from some is no secret: forms and columns leave it out for them. Who manages templates decides. */
export const fieldRightScope = defineScope<FieldRightEntity>({
  noun: 'right on a meta-field',
  see: { where: () => sql`true`, allows: () => true },
  change: {
    where: (principal) => (holds(principal, 'metaTemplate:manage') ? sql`true` : sql`false`),
    allows: (_row, principal) => holds(principal, 'metaTemplate:manage'),
  },
});
