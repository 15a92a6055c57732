import { type Brood, broods } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { type Action, confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

/** Tests the connection and tells what was found. */
export async function testBrood({ id, name }: Pick<Brood, 'id' | 'name'>, done: () => void): Promise<void> {
  try {
    const check = await call(broods.test, { params: { ref: String(id) } });
    const isGood = check.outcome === 'ok';
    toast({
      tone: isGood ? 'ok' : 'attention',
      text: isGood ? text.test.done(name, text.outcomes.ok) : `${name}: ${check.advice}`,
    });
    done();
  } catch (error) {
    tellFailure(error);
  }
}

/** The wrench: the tools of a node, and our connections to them. */
export const toolsOf = ({ id }: Pick<Brood, 'id'>): Action => ({
  label: text.tools,
  icon: 'wrench',
  to: `/localTools/broodTools/${id}`,
  hotkey: 'w',
});

interface Around {
  readonly onDeleted: () => void;
  readonly onRestored: () => void;
}

/** Asks, forgets the node, tells, and offers to take it back. */
export async function forgetBrood(
  { id, name, version }: Pick<Brood, 'id' | 'name' | 'version'>,
  { onDeleted, onRestored }: Around,
): Promise<void> {
  const { deletion } = text;
  const params = { ref: String(id) };
  if (!(await confirm({ title: deletion.title(name), body: deletion.body, act: deletion.act, tone: 'danger' }))) return;
  try {
    await call(broods.remove, { params, ifMatch: version });
  } catch (error) {
    return tellFailure(error);
  }
  const undo = async () => {
    await call(broods.restore, { params });
    toast({ tone: 'ok', text: deletion.restored(name) });
    onRestored();
  };
  toast({ tone: 'ok', text: deletion.done(name), undo });
  onDeleted();
}
