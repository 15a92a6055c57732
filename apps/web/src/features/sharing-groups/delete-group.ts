import { type SharingGroup, sharingGroups } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { type Removal, removeMany } from '../../parts/bulk/bulk-delete.js';
import { tellFailure } from '../../parts/identity/index.js';
import { confirm, toast } from '../../ui/index.js';
import { groupCount, text } from './text.js';

/** What to do around a deletion: after it, and after it was taken back. */
interface Around {
  readonly onDeleted: () => void;
  readonly onRestored: () => void;
}

/** Asks with what the deletion takes along, deletes the version that was read, and offers to undo it. */
export async function deleteGroup(
  { id, name, version }: Pick<SharingGroup, 'id' | 'name' | 'version'>,
  { onDeleted, onRestored }: Around,
): Promise<void> {
  const params = { ref: String(id) };
  try {
    const { takesAlong } = await call(sharingGroups.impact, { params });
    const { title, body, act } = text.deletion;
    const sure = await confirm({ title: title(name, takesAlong['memberships'] ?? 0), body, act, tone: 'danger' });
    if (!sure) return;
    await call(sharingGroups.remove, { params, ifMatch: version });
  } catch (error) {
    return tellFailure(error);
  }
  const undo = async () => {
    await call(sharingGroups.restore, { params });
    toast({ tone: 'ok', text: text.deletion.restored(name) });
    onRestored();
  };
  toast({ tone: 'ok', text: text.deletion.done(name), undo });
  onDeleted();
}

/** Asks, deletes many, says which stayed and why, and offers to undo it. Answers whether something changed. */
export function deleteGroups(ids: readonly number[], onRestored: () => void): Promise<boolean> {
  const title = text.bulk.title(ids.length);
  const removal: Removal = {
    count: groupCount,
    question: { title, body: text.deletion.body, act: title },
    remove: (all) => call(sharingGroups.bulkRemove, { body: { ids: all } }),
    restore: (all) => call(sharingGroups.bulkRestore, { body: { ids: all } }),
  };
  return removeMany(removal, ids, onRestored);
}
