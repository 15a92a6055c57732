import { type Role, roles } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

/** Asks, deletes, and tells the outcome; a role that somebody has stays, and the server says how many have it. */
export async function deleteRole(role: Pick<Role, 'id' | 'name' | 'version'>, onDeleted: () => void): Promise<void> {
  const { deletion } = text;
  if (!(await confirm({ title: deletion.title(role.name), body: deletion.body, act: deletion.act, tone: 'danger' })))
    return;
  try {
    await call(roles.remove, { params: { ref: String(role.id) }, ifMatch: role.version });
  } catch (error) {
    return tellFailure(error);
  }
  toast({ tone: 'ok', text: deletion.done(role.name) });
  onDeleted();
}
