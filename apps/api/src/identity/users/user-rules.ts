import {
  assignableFlags,
  compilePattern,
  isWithin,
  type RoleFlag,
  type RoleFlags,
  type UserChanges,
} from '@cerebrate/contract';
import * as z from 'zod';
import {
  Conflict,
  InvalidInput,
  NotAllowed,
  type Principal,
  type SettingReader,
  sql,
  type Work,
} from '../../kernel/index.js';
import type { UserEntity } from './user.entity.js';
import { reachOf } from './user.scope.js';
import { usernameIsEmail, usernamePattern } from './user.settings.js';

/**
 * A name for a new account under the rules of this instance, free. Throws `InvalidInput`, and `Conflict` for a taken
 * one (FEATURES USR-08).
 */
export async function requireUsername(work: Work, username: string, read: SettingReader): Promise<void> {
  const path = ['username'];
  if (read(usernameIsEmail) && !z.email().safeParse(username).success)
    throw InvalidInput.at(path, 'must be an e-mail address on this instance');
  const pattern = read(usernamePattern);
  if (pattern !== '' && !compilePattern(pattern).matches(username))
    throw InvalidInput.at(path, `must match the pattern of this instance: ${pattern}`);
  const taken = await work.query(sql`select from users where username = ${username}`);
  if (taken.length > 0) throw new Conflict('this user name is taken', [{ path, message: 'is taken; choose another' }]);
}

/** What nobody does to their own account here (FEATURES USR-03, USR-13). Throws `NotAllowed`. */
export function refuseToOneself(principal: Principal, user: UserEntity, changes: UserChanges): void {
  if (principal.userId !== user.id) return;
  const refuse = (field: keyof UserChanges, message: string) => new NotAllowed(message, [{ path: [field], message }]);
  if (changes.roleId !== undefined && changes.roleId !== user.roleId)
    throw refuse('roleId', 'nobody changes their own role');
  if (changes.disabled) throw refuse('disabled', 'nobody disables their own account');
  if (changes.password !== undefined)
    throw refuse('password', 'change your own password in your account settings, where the current one is asked for');
}

/**
 * Gives the user another role or organisation; both old and new organisation must be the caller's to administer, and
 * what the user holds may only be what the caller may give there. Throws `NotAllowed`, `InvalidInput`.
 */
export async function move(work: Work, user: UserEntity, changes: UserChanges): Promise<void> {
  const organisationId = changes.organisationId ?? user.organisationId;
  const roleId = changes.roleId ?? user.roleId;
  if (organisationId === user.organisationId && roleId === user.roleId) return;
  if (organisationId !== user.organisationId) await requireOrganisation(work, organisationId ?? 0);
  await requireAssignable(work, roleId, organisationId);
  user.organisationId = organisationId;
  user.roleId = roleId;
}

/**
 * An organisation whose users the caller administers. To others than community administrators, foreign and absent are
 * one. Throws `NotAllowed`, `InvalidInput`.
 */
export async function requireOrganisation(work: Work, id: number): Promise<void> {
  const path = ['organisationId'];
  if (assignableFlags(work.principal.flags, reachOf(work.principal, id)) === null)
    throw new NotAllowed('you do not administer the users of this organisation', [
      { path, message: 'is not an organisation whose users you administer' },
    ]);
  const found = await work.query(sql`select from organisations where id = ${id} and deleted_at is null for share`);
  if (found.length === 0) throw InvalidInput.at(path, 'there is no such organisation');
}

/** A role that holds no more than the caller may give to users of that organisation. Throws `NotAllowed`, `InvalidInput`. */
export async function requireAssignable(work: Work, roleId: number, organisationId: number | null): Promise<void> {
  const flags = await flagsOfRole(work, roleId);
  if (!flags) throw InvalidInput.at(['roleId'], 'there is no such role');
  const allowed: ReadonlySet<RoleFlag> =
    assignableFlags(work.principal.flags, reachOf(work.principal, organisationId)) ?? new Set();
  if (!isWithin(flags, allowed))
    throw new NotAllowed('this role holds more than you may give', [
      { path: ['roleId'], message: 'holds more than you may give; choose another' },
    ]);
}

/** The role's flags, held until the work ends so that they cannot grow meanwhile; undefined when there is none. */
export async function flagsOfRole(work: Work, id: number): Promise<RoleFlags | undefined> {
  const [flags] = await work.query<RoleFlags>(sql`
    select perm_admin, perm_community_admin, perm_org_admin, perm_group_admin, perm_sync, perm_meta_field_editor, perm_view_all_orgs
    from roles where id = ${id} for share`);
  return flags;
}

/** The role new accounts get unless said otherwise. Throws `InvalidInput` when there is none. */
export async function defaultRole(work: Work): Promise<number> {
  const [role] = await work.query<{ id: number }>(sql`select id from roles where is_default`);
  if (!role) throw InvalidInput.at(['roleId'], 'is needed: no role is the default');
  return role.id;
}
