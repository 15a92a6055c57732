import { encryptionKeys } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { type Removal, removeMany } from '../../parts/bulk/bulk-delete.js';
import { keyCount, text } from './text.js';

interface Around {
  readonly onDeleted: () => void;
  readonly onRestored: () => void;
}

/** Asks, deletes the keys that can be, tells which could not and why, and offers to undo it. */
export async function deleteKeys(ids: readonly number[], title: string, around: Around): Promise<void> {
  const { deletion } = text;
  const removal: Removal = {
    count: keyCount,
    question: { title, body: deletion.body, act: deletion.act },
    remove: (all) => call(encryptionKeys.bulkRemove, { body: { ids: all } }),
    restore: (all) => call(encryptionKeys.bulkRestore, { body: { ids: all } }),
  };
  if (await removeMany(removal, ids, around.onRestored)) around.onDeleted();
}
