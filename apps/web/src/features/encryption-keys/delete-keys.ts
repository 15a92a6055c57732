import { encryptionKeys } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

interface Around {
  readonly onDeleted: () => void;
  readonly onRestored: () => void;
}

/** Asks, deletes the keys that can be, tells which could not and why, and offers to undo it. */
export async function deleteKeys(ids: readonly number[], title: string, around: Around): Promise<void> {
  const { deletion } = text;
  const sure = await confirm({ title, body: deletion.body, act: deletion.act, tone: 'danger' });
  if (!sure) return;
  try {
    const { done, refused } = await call(encryptionKeys.bulkRemove, { body: { ids: [...ids] } });
    if (refused.length > 0)
      toast({ tone: 'attention', text: deletion.refused(refused.length, refused[0]?.reason ?? '') });
    if (done === 0) return;
    const gone = ids.filter((id) => !refused.some((one) => one.id === id));
    toast({
      tone: 'ok',
      text: deletion.done(done),
      undo: async () => {
        const back = await call(encryptionKeys.bulkRestore, { body: { ids: gone } });
        toast({ tone: 'ok', text: deletion.restored(back.done) });
        around.onRestored();
      },
    });
    around.onDeleted();
  } catch (error) {
    tellFailure(error);
  }
}
