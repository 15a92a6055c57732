import { type User, type UserDeletion, users } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { listed, many } from '../../parts/bulk/text.js';
import { tellFailure } from '../../parts/identity/index.js';
import { confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

const words = text.deletion;

/**
 * Asks with what deleting the account ends and what stays, and deletes it. Why it is refused, such as by the setting of
 * the instance, is told instead of asked (FEATURES USR-05). It cannot be undone: keys and sessions are gone for good.
 */
export async function deleteUser(
  { id, username, version }: Pick<User, 'id' | 'username' | 'version'>,
  onDeleted: () => void,
): Promise<void> {
  const params = { ref: String(id) };
  try {
    const impact = await call(users.impact, { params });
    if (impact.refusal !== null)
      return void toast({ tone: 'attention', text: words.refused(username, impact.refusal) });
    const sure = await confirm({
      title: words.title(username),
      body: <Impact impact={impact} />,
      act: words.act,
      tone: 'danger',
    });
    if (!sure) return;
    await call(users.remove, { params, ifMatch: version });
  } catch (error) {
    return tellFailure(error);
  }
  toast({ tone: 'ok', text: words.done(username) });
  onDeleted();
}

const counted = (counts: Readonly<Record<string, number>>): string =>
  listed(
    Object.entries(counts).map(([name, n]) => {
      const [one, more] = words.nouns[name] ?? [name, name];
      return many(n, one, more);
    }),
  );

function Impact({ impact: { ends, stays } }: { readonly impact: UserDeletion }) {
  return (
    <>
      <p>{words.body}</p>
      {Object.keys(ends).length > 0 ? <p>{words.ends(counted(ends))}</p> : null}
      {Object.keys(stays).length > 0 ? <p className="mb-0">{words.stays(counted(stays))}</p> : null}
    </>
  );
}
