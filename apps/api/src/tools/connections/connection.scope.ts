import { defineScope, type Face, sql } from '../../kernel/index.js';
import type { ConnectionEntity } from './connection.entity.js';

const reach: Face<ConnectionEntity> = {
  where: ({ flags }) => (flags.perm_admin || flags.perm_community_admin ? sql`true` : sql`false`),
  allows: (_row, { flags }) => flags.perm_admin || flags.perm_community_admin,
};

/** Connections belong to instance and community administrators, as in the original (WIRE-CONTRACT §9.2). */
export const connectionScope = defineScope<ConnectionEntity>({ noun: 'connection', see: reach, change: reach });
