import { organisations } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { takenAlong } from '../../parts/bulk/text.js';
import { tellFailure } from '../../parts/identity/index.js';
import { confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

interface Doomed {
  readonly id: number;
  readonly name: string;
  readonly version: number;
}

/** What to do around a deletion: after it, and after it was taken back. */
interface Around {
  readonly onDeleted: () => void;
  readonly onRestored: () => void;
}

/**
 * Asks with what the deletion would take along, deletes, and offers to undo it. What forbids it is told instead of
 * asked. A record that changed since it was read is not deleted (412).
 */
export async function deleteOrganisation(
  { id, name, version }: Doomed,
  { onDeleted, onRestored }: Around,
): Promise<void> {
  const params = { ref: String(id) };
  try {
    const impact = await call(organisations.impact, { params });
    if (impact.blockedBy.length > 0)
      return void toast({ tone: 'attention', text: text.deletion.blocked(name, impact.blockedBy) });
    const rest = takenAlong(impact.takesAlong);
    const sure = await confirm({
      title: text.deletion.title(name, rest),
      body: text.deletion.body,
      act: text.deletion.act,
      tone: 'danger',
    });
    if (!sure) return;
    await call(organisations.remove, { params, ifMatch: version });
  } catch (error) {
    return tellFailure(error);
  }
  toast({
    tone: 'ok',
    text: text.deletion.done(name),
    undo: async () => {
      await call(organisations.restore, { params });
      toast({ tone: 'ok', text: text.deletion.restored(name) });
      onRestored();
    },
  });
  onDeleted();
}
