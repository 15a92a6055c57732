import { defineScope, name, sql } from '../../kernel/index.js';
import type { ImportEntity } from './import.entity.js';

/** Own imports; all of them for community administrators. Whoever sees one may go on with it. */
const face = {
  where: (principal: Parameters<typeof isOwn>[1], alias: string) =>
    principal.flags.perm_community_admin ? sql`${name(`${alias}.uploaded`)}` : sql`${name(`${alias}.uploaded`)} and ${name(`${alias}.user_id`)} = ${principal.userId}`,
  allows: isOwn,
};

export const importScope = defineScope<ImportEntity>({ noun: 'import', see: face, change: face });

function isOwn(row: ImportEntity, principal: { userId: number | null; flags: { perm_community_admin: boolean } }): boolean {
  return row.uploaded && (principal.flags.perm_community_admin || (row.userId !== null && row.userId === principal.userId));
}
