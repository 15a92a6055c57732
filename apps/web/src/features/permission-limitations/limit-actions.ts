import { type PermissionLimitation, permissionLimitations } from '@cerebrate/contract';
import { call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { type Action, confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

/** What can be done with one limit; `changed` is told after it is deleted. */
export function limitActions(limit: PermissionLimitation, changed: () => void): readonly Action[] {
  if (!may('permissionLimitation:write')) return [];
  return [
    { label: text.edit, icon: 'pencil', to: `/permissionLimitations/edit/${limit.id}`, modal: true, hotkey: 'e' },
    { label: text.remove, icon: 'trash', tone: 'danger', onSelect: () => void remove(limit, changed) },
  ];
}

/** Asks, deletes, and offers to set it again. */
async function remove(limit: PermissionLimitation, changed: () => void): Promise<void> {
  const { deletion } = text;
  const { permission, scope, value, maxOccurrence, comment } = limit;
  const sure = await confirm({
    title: deletion.title(permission),
    body: deletion.body,
    act: deletion.act,
    tone: 'danger',
  });
  if (!sure) return;
  try {
    await call(permissionLimitations.remove, { params: { ref: String(limit.id) }, ifMatch: limit.version });
  } catch (error) {
    return tellFailure(error);
  }
  const undo = async () => {
    await call(permissionLimitations.create, { body: { permission, scope, value, maxOccurrence, comment } });
    changed();
  };
  toast({ tone: 'ok', text: deletion.done(permission), undo });
  changed();
}
