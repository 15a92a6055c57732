import { type LocalTool, localTools } from '@cerebrate/contract';
import { call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { toolText } from '../../parts/tools/index.js';
import { type Action, type Chosen, confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

interface Around {
  readonly changed: () => void;
  readonly onForgotten: () => void;
  /** Whether a second tool of its kind could be connected with it. */
  readonly canConnect?: boolean;
}

/** What can be done with one tool as a record. */
export function toolActions(tool: LocalTool, { changed, onForgotten, canConnect = true }: Around): readonly Action[] {
  const check: Action = {
    label: text.check,
    icon: 'arrow-repeat',
    hotkey: 't',
    onSelect: () => void checkTool(tool).then(changed, tellFailure),
  };
  const connect: Action = { label: text.connect, icon: 'plug', to: `/localTools/connectLocal/${tool.id}`, modal: true };
  return [
    ...(tool.isUsable ? [check] : []),
    ...(tool.isUsable && canConnect && may('connection:write') ? [connect] : []),
    ...(may('tool:administer')
      ? [
          {
            label: text.edit,
            icon: 'pencil',
            to: `/localTools/edit/${tool.id}`,
            modal: true,
            hotkey: 'e',
          } satisfies Action,
          {
            label: text.remove,
            icon: 'trash',
            tone: 'danger',
            onSelect: () => void forget(tool, { changed, onForgotten }),
          } satisfies Action,
        ]
      : []),
  ];
}

/** What forgets the chosen tools (FEATURES LTL-15). */
export const forgetting = (chosen: Chosen<LocalTool>, changed: () => void): Action => ({
  label: text.forgetMany,
  icon: 'trash',
  tone: 'danger',
  onSelect: () => void forgetMany(chosen, changed),
});

/** Asks, forgets those that can be, says which could not and why, and offers to undo it. */
async function forgetMany({ rows: tools, clear }: Chosen<LocalTool>, changed: () => void): Promise<void> {
  const { deletion } = text;
  const ids = tools.map(({ id }) => id);
  const title = deletion.many(ids.length);
  if (!(await confirm({ title, body: deletion.manyBody, act: title, tone: 'danger' }))) return;
  try {
    const { done, refused } = await call(localTools.bulkRemove, { body: { ids } });
    if (refused.length > 0)
      toast({
        tone: 'attention',
        text: `${deletion.refused(refused.length)}: ${refused[0]?.reason ?? ''}`,
        ...(refused.length > 1
          ? {
              detail: refused
                .slice(1, 20)
                .map(({ reason }) => reason)
                .join('\n'),
            }
          : {}),
      });
    if (done === 0) return;
    const gone = ids.filter((id) => !refused.some((one) => one.id === id));
    const undo = async () => {
      const back = await call(localTools.bulkRestore, { body: { ids: gone } });
      toast({ tone: 'ok', text: deletion.manyRestored(back.done) });
      changed();
    };
    toast({ tone: 'ok', text: deletion.manyDone(done), undo });
    clear();
    changed();
  } catch (error) {
    tellFailure(error);
  }
}

async function checkTool({ id, name }: LocalTool): Promise<void> {
  const { state, message } = await call(localTools.check, { params: { ref: String(id) } });
  const tone = state === 'ok' ? 'ok' : state === 'error' ? 'broken' : 'attention';
  toast({ tone, text: text.checked(name, toolText.health[state], message) });
}

async function forget({ id, name, version }: LocalTool, { changed, onForgotten }: Around): Promise<void> {
  const { deletion } = text;
  const params = { ref: String(id) };
  if (!(await confirm({ title: deletion.title(name), body: deletion.body, act: deletion.act, tone: 'danger' }))) return;
  try {
    await call(localTools.remove, { params, ifMatch: version });
  } catch (error) {
    return tellFailure(error);
  }
  const undo = async () => {
    await call(localTools.restore, { params });
    toast({ tone: 'ok', text: deletion.restored(name) });
    changed();
  };
  toast({ tone: 'ok', text: deletion.done(name), undo });
  onForgotten();
}
