import { individuals } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { confirm, toast } from '../../ui/index.js';
import { nameOf, text } from './text.js';

interface Doomed {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly version: number;
}

/** What to do around a deletion: after it, and after it was taken back. */
interface Around {
  readonly onDeleted: () => void;
  readonly onRestored: () => void;
}

/**
 * Asks with what the deletion would take along, deletes, and offers to undo it. What forbids it, such as an account, is
 * told instead of asked (FEATURES IND-05).
 */
export async function deletePerson(person: Doomed, { onDeleted, onRestored }: Around): Promise<void> {
  const params = { ref: String(person.id) };
  const name = nameOf(person);
  try {
    const { blockedBy, takesAlong } = await call(individuals.impact, { params });
    if (blockedBy.length > 0) return void toast({ tone: 'attention', text: text.deletion.blocked(name, blockedBy) });
    const rest = Object.entries(takesAlong).flatMap(([noun, n]) => (n > 0 ? [text.deletion.count(n, noun)] : []));
    const title = text.deletion.title(name, rest);
    if (!(await confirm({ title, body: text.deletion.body, act: text.deletion.act, tone: 'danger' }))) return;
    await call(individuals.remove, { params, ifMatch: person.version });
  } catch (error) {
    return tellFailure(error);
  }
  toast({
    tone: 'ok',
    text: text.deletion.done(name),
    undo: async () => {
      await call(individuals.restore, { params });
      toast({ tone: 'ok', text: text.deletion.restored(name) });
      onRestored();
    },
  });
  onDeleted();
}
