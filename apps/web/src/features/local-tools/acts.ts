import { type LocalTool, localTools } from '@cerebrate/contract';
import { call, may } from '../../api/index.js';
import { type Removal, removeMany } from '../../parts/bulk/bulk-delete.js';
import { tellFailure } from '../../parts/identity/index.js';
import { toolText } from '../../parts/tools/index.js';
import { type Action, type Chosen, confirm, toast } from '../../ui/index.js';
import { text, toolCount } from './text.js';

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

/** What forgets the chosen tools, says which stay and why, and offers to undo it (FEATURES LTL-15). */
export const forgetting = (chosen: Chosen<LocalTool>, changed: () => void): Action => ({
  label: text.forgetMany,
  icon: 'trash',
  tone: 'danger',
  onSelect: () => void forgetMany(chosen, changed),
});

async function forgetMany({ rows: tools, clear }: Chosen<LocalTool>, changed: () => void): Promise<void> {
  const { deletion } = text;
  const title = deletion.many(tools.length);
  const removal: Removal = {
    count: toolCount,
    question: { title, body: deletion.manyBody, act: title },
    remove: (ids) => call(localTools.bulkRemove, { body: { ids } }),
    restore: (ids) => call(localTools.bulkRestore, { body: { ids } }),
    told: { done: deletion.manyDone, restored: deletion.manyRestored },
  };
  const ids = tools.map(({ id }) => id);
  if (!(await removeMany(removal, ids, changed))) return;
  clear();
  changed();
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
