import { type MailingListMember, type MailingListRow, mailingLists } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

/** What to do around a deletion: after it, and after it was taken back. */
interface Around {
  readonly onDeleted: () => void;
  readonly onRestored: () => void;
}

/** Asks with the number of members, deletes, tells, and offers to take it back. */
export async function deleteList(
  { id, name, members, version }: Pick<MailingListRow, 'id' | 'name' | 'members' | 'version'>,
  { onDeleted, onRestored }: Around,
): Promise<void> {
  const { deletion } = text;
  const params = { ref: String(id) };
  const sure = await confirm({
    title: deletion.title(name, members),
    body: deletion.body,
    act: deletion.act,
    tone: 'danger',
  });
  if (!sure) return;
  try {
    await call(mailingLists.remove, { params, ifMatch: version });
  } catch (error) {
    return tellFailure(error);
  }
  const undo = async () => {
    await call(mailingLists.restore, { params });
    toast({ tone: 'ok', text: deletion.restored(name) });
    onRestored();
  };
  toast({ tone: 'ok', text: deletion.done(name), undo });
  onDeleted();
}

/** Asks and takes people off a list. */
export async function takeOff(
  listId: number,
  members: readonly MailingListMember[],
  onDone: () => void,
): Promise<void> {
  const { members: words } = text;
  const title = words.removeTitle(members.map(({ individual }) => individual.name));
  if (!(await confirm({ title, body: words.removeBody, act: words.remove, tone: 'danger' }))) return;
  try {
    const individualIds = members.map(({ individual }) => individual.id);
    const { left } = await call(mailingLists.removeMembers, {
      params: { ref: String(listId) },
      body: { individualIds },
    });
    toast({ tone: 'ok', text: words.removed(left) });
    onDone();
  } catch (error) {
    tellFailure(error);
  }
}

/** Follows the rule of a list now and tells what that did. */
export async function followNow(listId: number, onDone: () => void): Promise<void> {
  try {
    const { joined, left } = await call(mailingLists.recalculate, { params: { ref: String(listId) } });
    toast({ tone: 'ok', text: text.members.recalculated(joined, left) });
    onDone();
  } catch (error) {
    tellFailure(error);
  }
}
