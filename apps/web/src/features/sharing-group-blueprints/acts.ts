import { type Blueprint, type BlueprintRow, sharingGroupBlueprints as endpoints } from '@cerebrate/contract';
import { call, ProblemError } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

type Doomed = Pick<BlueprintRow, 'id' | 'name' | 'version'>;
/** What to do around a deletion: after it, and after it was taken back. */
interface Around {
  readonly onDeleted: () => void;
  readonly onRestored: () => void;
}

/** Asks, deletes, tells, and offers to take it back. */
export async function deleteBlueprint({ id, name, version }: Doomed, { onDeleted, onRestored }: Around): Promise<void> {
  const { deletion } = text;
  const params = { ref: String(id) };
  const sure = await confirm({ title: deletion.title(name), body: deletion.body, act: deletion.act, tone: 'danger' });
  if (!sure) return;
  try {
    await call(endpoints.remove, { params, ifMatch: version });
  } catch (error) {
    return tellFailure(error);
  }
  const undo = async () => {
    await call(endpoints.restore, { params });
    toast({ tone: 'ok', text: deletion.restored(name) });
    onRestored();
  };
  toast({ tone: 'ok', text: deletion.done(name), undo });
  onDeleted();
}

/** Executes after showing what would happen; a group is emptied only when that is confirmed by itself. */
export async function executeBlueprint(
  blueprint: Pick<BlueprintRow, 'id' | 'name'>,
  onDone: () => void,
): Promise<void> {
  const params = { ref: String(blueprint.id) };
  try {
    const impact = await call(endpoints.impact, { params });
    const isEmptying = impact.matched === 0 && impact.leaves > 0;
    const sure = await confirm(
      isEmptying
        ? {
            title: text.run.emptyTitle(blueprint.name),
            body: text.run.emptyBody,
            act: text.run.emptyAct,
            tone: 'danger',
          }
        : {
            title: text.run.title(blueprint.name),
            body: text.preview.change(impact.joins, impact.leaves, impact.kept),
            act: text.run.act,
          },
    );
    if (!sure) return;
    const run = await call(endpoints.execute, { params, body: { mayEmpty: isEmptying } });
    toast({ tone: 'ok', text: text.run.done(run.joined, run.left, run.members) });
    onDone();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    tellFailure(error);
  }
}

/** Lets go of the sharing group after asking. */
export async function detachBlueprint(blueprint: Pick<Blueprint, 'id' | 'name'>, onDone: () => void): Promise<void> {
  const { detach } = text;
  if (!(await confirm({ title: detach.title(blueprint.name), body: detach.body, act: detach.act }))) return;
  try {
    await call(endpoints.detach, { params: { ref: String(blueprint.id) } });
    toast({ tone: 'ok', text: detach.done });
    onDone();
  } catch (error) {
    tellFailure(error);
  }
}
