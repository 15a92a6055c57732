import { defineScope, type Face, name, type Principal, sql, toldNouns } from '../../kernel/index.js';
import type { ImportEntity } from './import.entity.js';

/** Own imports; all of them for community administrators. What did not arrive whole is nobody's. */
const ownOrAll: Face<ImportEntity> = {
  where: (principal, alias) =>
    principal.flags.perm_community_admin
      ? sql`${name(`${alias}.uploaded`)}`
      : sql`${name(`${alias}.uploaded`)} and ${name(`${alias}.user_id`)} = ${principal.userId}::int`,
  allows: (row, principal) => row.uploaded && (principal.flags.perm_community_admin || isOwn(row, principal)),
};

/** Who sees an import may also go on with it. */
export const importScope = defineScope<ImportEntity>({ noun: 'import', see: ownOrAll, change: ownOrAll });

toldNouns.add({ id: 'import', table: 'imports', allow: 'directory:import', see: importScope.see.where });

const isOwn = (row: ImportEntity, { userId }: Principal): boolean => userId !== null && row.userId === userId;
