import { actingUser } from '../../fields/index.js';
import { holds, type Principal, type Store, systemPrincipal } from '../../kernel/index.js';
import type { ImportEntity } from './import.entity.js';

/** The import's user is gone, disabled, or may no longer import. */
export class MayNoLonger extends Error {}

/**
 * For whom an import is written: its user with the rights the role has now, or the system for imports an operator
 * started by command. Asked again for each batch, so that withdrawn rights end an import. Throws `MayNoLonger`.
 */
export async function importPrincipal(store: Store, row: ImportEntity): Promise<Principal> {
  const requestId = `import-${row.id}`;
  if (row.byCommand) return systemPrincipal(row.username, 'command', requestId);
  const principal = await actingUser(store, row.userId, requestId);
  if (!principal) throw new MayNoLonger(`the user ${row.username}, who started it, is gone or disabled`);
  if (!holds(principal, 'directory:import'))
    throw new MayNoLonger(`the user ${row.username}, who started it, may no longer import`);
  return principal;
}
