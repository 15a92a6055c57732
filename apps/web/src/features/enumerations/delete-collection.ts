import { type EnumerationCollection, enumerations } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

type Doomed = Pick<EnumerationCollection, 'id' | 'name' | 'valueCount' | 'version'>;

/** Asks, deletes the collection with its values, and tells the outcome. */
export async function deleteCollection(
  { id, name, valueCount, version }: Doomed,
  onDeleted: () => void,
): Promise<void> {
  const { deletion } = text;
  if (
    !(await confirm({
      title: deletion.title(name, valueCount),
      body: deletion.body,
      act: deletion.act,
      tone: 'danger',
    }))
  )
    return;
  try {
    await call(enumerations.remove, { params: { ref: String(id) }, ifMatch: version });
  } catch (error) {
    return tellFailure(error);
  }
  toast({ tone: 'ok', text: deletion.done(name) });
  onDeleted();
}
