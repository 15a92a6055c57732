import { type OrgGroup, orgGroups } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

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

/** Asks, deletes many groups, and offers to take it back. Resolves to whether any was deleted. */
export async function deleteGroups(ids: readonly number[], onRestored: () => void): Promise<boolean> {
  const { deletion } = text;
  const sure = await confirm({
    title: deletion.many(ids.length),
    body: deletion.manyBody,
    act: deletion.act,
    tone: 'danger',
  });
  if (!sure) return false;
  try {
    const { done, refused } = await call(orgGroups.bulkRemove, { body: { ids: [...ids] } });
    for (const { reason } of refused.slice(0, 3)) toast({ tone: 'attention', text: reason });
    const gone = ids.filter((id) => !refused.some((one) => one.id === id));
    if (done > 0)
      toast({
        tone: 'ok',
        text: deletion.manyDone(done),
        undo: async () => {
          const back = await call(orgGroups.bulkRestore, { body: { ids: gone } });
          toast({ tone: 'ok', text: deletion.manyRestored(back.done) });
          onRestored();
        },
      });
    return done > 0;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}
