import { type OrgGroup, orgGroups } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { type Removal, removeMany } from '../../parts/bulk/bulk-delete.js';
import { tellFailure } from '../../parts/identity/index.js';
import { confirm, toast } from '../../ui/index.js';
import { groupCount, text } from './text.js';

/** Asks with what goes along, deletes the group, and offers to take it back. */
export async function deleteGroup(group: OrgGroup, onDeleted: () => void, onRestored: () => void): Promise<void> {
  const { deletion } = text;
  const params = { ref: String(group.id) };
  try {
    const { takesAlong } = await call(orgGroups.impact, { params });
    const sure = await confirm({
      title: deletion.title(group.name),
      body: deletion.body(takesAlong['memberships'] ?? 0, takesAlong['administrators'] ?? 0),
      act: deletion.act,
      tone: 'danger',
    });
    if (!sure) return;
    await call(orgGroups.remove, { params, ifMatch: group.version });
  } catch (error) {
    return tellFailure(error);
  }
  toast({
    tone: 'ok',
    text: deletion.done(group.name),
    undo: async () => {
      await call(orgGroups.restore, { params });
      toast({ tone: 'ok', text: deletion.restored(group.name) });
      onRestored();
    },
  });
  onDeleted();
}

/** Asks, deletes those groups that can be, and offers to take it back. Resolves to whether any was deleted. */
export function deleteGroups(ids: readonly number[], onRestored: () => void): Promise<boolean> {
  const { deletion } = text;
  const removal: Removal = {
    count: groupCount,
    question: { title: deletion.many(ids.length), body: deletion.manyBody, act: deletion.act },
    remove: (all) => call(orgGroups.bulkRemove, { body: { ids: all } }),
    restore: (all) => call(orgGroups.bulkRestore, { body: { ids: all } }),
  };
  return removeMany(removal, ids, onRestored);
}
