import { type User, users } from '@cerebrate/contract';
import { call, currentSession, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { type Action, confirm, toast } from '../../ui/index.js';
import { deleteUser } from './delete-user.js';
import { text } from './text.js';

/** Whether this is the signed-in user. */
export const isSelf = ({ id }: Pick<User, 'id'>): boolean => currentSession()?.user?.id === id;

/** What can be done with one user; `changed` is told after an act, `gone` after the account is deleted. */
export function userActions(
  user: Omit<User, 'metaFields'>,
  changed: () => void,
  gone: () => void = changed,
): readonly Action[] {
  if (isSelf(user)) return [{ label: text.account, icon: 'person-gear', to: '/users/settings' }];
  if (!user.mayChange || !may('user:write')) return [];
  const toggle: Action = user.disabled
    ? { label: text.enable, icon: 'check-circle', onSelect: () => void setDisabled(user, false, changed) }
    : {
        label: text.disable,
        icon: 'slash-circle',
        tone: 'danger',
        onSelect: () => void setDisabled(user, true, changed),
      };
  return [
    { label: text.edit, icon: 'pencil', to: `/users/edit/${user.id}`, modal: true, hotkey: 'e' },
    { label: text.addKey, icon: 'key', to: `/authKeys/add/${user.id}`, modal: true },
    toggle,
    { label: text.remove, icon: 'trash', tone: 'danger', menu: true, onSelect: () => void deleteUser(user, gone) },
  ];
}

/** Asks, disables or enables, and offers to undo it (FEATURES USR-06). */
async function setDisabled(user: Omit<User, 'metaFields'>, disabled: boolean, changed: () => void): Promise<void> {
  const words = disabled ? text.disabling : text.enabling;
  const sure = await confirm({
    title: words.title(user.username),
    body: words.body,
    act: words.act,
    ...(disabled ? { tone: 'danger' } : {}),
  });
  if (!sure) return;
  const save = (next: boolean, ifMatch?: number) =>
    call(users.update, {
      params: { ref: String(user.id) },
      body: { disabled: next },
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
  try {
    await save(disabled, user.version);
  } catch (error) {
    return tellFailure(error);
  }
  const undo = async () => {
    await save(!disabled);
    changed();
  };
  toast({ tone: 'ok', text: words.done(user.username), undo });
  changed();
}
