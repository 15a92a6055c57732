import { defineScope, sql } from '../../kernel/index.js';
import type { OutboxEntity } from './outbox.entity.js';

/** The outbox belongs to whoever runs the instance (WIRE-CONTRACT §9.2): who may read it at all sees all of it. */
export const outboxScope = defineScope<OutboxEntity>({
  noun: 'message',
  see: {
    where: (principal) => (principal.flags.perm_admin ? sql`true` : sql`false`),
    allows: (_row, principal) => principal.flags.perm_admin,
  },
  change: {
    where: (principal) => (principal.flags.perm_admin ? sql`true` : sql`false`),
    allows: (_row, principal) => principal.flags.perm_admin,
  },
});
