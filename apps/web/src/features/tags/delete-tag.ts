import { type Tag, tags } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

/** Asks with the number of records that carry the tag, deletes it, and tells the outcome. */
export async function deleteTag(tag: Tag, onDeleted: () => void): Promise<void> {
  const { deletion } = text;
  const sure = await confirm({
    title: deletion.title(tag.name),
    body: deletion.body(tag.counter),
    act: deletion.act,
    tone: 'danger',
  });
  if (!sure) return;
  try {
    await call(tags.remove, { params: { ref: String(tag.id) }, ifMatch: tag.version });
  } catch (error) {
    return tellFailure(error);
  }
  toast({ tone: 'ok', text: deletion.done(tag.name) });
  onDeleted();
}
