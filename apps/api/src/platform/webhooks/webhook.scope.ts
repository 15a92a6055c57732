import { defineScope, holds, sql } from '../../kernel/index.js';
import type { WebhookEntity } from './webhook.entity.js';

/** Webhooks tell of every record of the node: they are the work of those who may read the whole audit log. */
export const webhookScope = defineScope<WebhookEntity>({
  noun: 'webhook',
  see: {
    where: (principal) => (holds(principal, 'webhook:read') ? sql`true` : sql`false`),
    allows: (_row, principal) => holds(principal, 'webhook:read'),
  },
  change: {
    where: (principal) => (holds(principal, 'webhook:write') ? sql`true` : sql`false`),
    allows: (_row, principal) => holds(principal, 'webhook:write'),
  },
});
