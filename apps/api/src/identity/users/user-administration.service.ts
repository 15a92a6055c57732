import { randomUUID } from 'node:crypto';
import {
  assignableFlags,
  isWithin,
  type NewPerson,
  type NewUser,
  type RecordRef,
  type RoleFlag,
  type RoleFlags,
  type UserChanges,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { AlignmentEntity, directoryChanged, IndividualEntity, individualScope } from '../../directory/index.js';
import {
  Conflict,
  InvalidInput,
  NotAllowed,
  notFound,
  type Principal,
  type Sql,
  StaleWrite,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { accessChanged } from '../access-changed.js';
import { holdAdministrators } from '../last-administrator.js';
import { demandNewPassword, requireGoodPassword } from '../sign-in/password-demands.js';
import { hashPassword } from '../sign-in/passwords.js';
import { UserEntity } from './user.entity.js';
import { reachOf, userScope } from './user.scope.js';

/** Adding and changing accounts of others (WIRE-CONTRACT §3.4, §9.2; FEATURES USR-02, 03, 06, 13). */
@Injectable()
export class UserAdministration {
  constructor(@Inject(Store) private readonly store: Store) {}

  /**
   * Adds an account and returns its id. Throws `NotAllowed` outside the caller's organisations or for a role mightier
   * than the caller may give, `InvalidInput` for an unknown role, organisation or person, `Conflict` for a taken user
   * name, a person with an account, or an e-mail that somebody has.
   */
  async create(principal: Principal, input: NewUser): Promise<number> {
    if (input.password !== undefined)
      await requireGoodPassword('password', input.password, [
        input.username,
        ...Object.values(input.individual ?? {}).filter((text) => text !== null),
      ]);
    const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
    return this.store.work(principal, async (work) => {
      const id = await this.createIn(work, { ...input, passwordHash });
      if (passwordHash !== null) await demandNewPassword(work, id);
      return id;
    });
  }

  /** As `create`, inside a work of the caller's, for an account whose password is hashed already or comes later. */
  async createIn(
    work: Work,
    input: Omit<NewUser, 'password'> & { readonly passwordHash: string | null },
  ): Promise<number> {
    await requireOrganisation(work, input.organisationId);
    const roleId = input.roleId ?? (await defaultRole(work));
    await requireAssignable(work, roleId, input.organisationId);
    const taken = await work.query(sql`select from users where username = ${input.username}`);
    if (taken.length > 0)
      throw new Conflict('this user name is taken', [{ path: ['username'], message: 'is taken; choose another' }]);
    const individualId =
      input.individual === undefined
        ? await choosePerson(work, input.individualId ?? 0)
        : await addPerson(work, input.individual, input.organisationId);
    const user = await work.insert(UserEntity, {
      uuid: randomUUID(),
      username: input.username,
      passwordHash: input.passwordHash,
      roleId,
      individualId,
      organisationId: input.organisationId,
      disabled: input.disabled,
    });
    work.emit(accessChanged, {});
    return user.id;
  }

  /**
   * Changes role, organisation, password or whether the account is disabled; returns its id. A disabled account's
   * sessions end and its keys stop working with this change; a new password ends its sessions. Throws `NotFound`,
   * `StaleWrite`, `NotAllowed`, `InvalidInput`, and `Conflict` when nobody would be left to administer.
   */
  async update(principal: Principal, ref: RecordRef, changes: UserChanges, ifMatch?: number): Promise<number> {
    const passwordHash = changes.password === undefined ? undefined : await hashPassword(changes.password);
    return this.store.work(principal, async (work) => {
      const checkAdministrators = await holdAdministrators(work);
      const user = await this.userToChange(work, ref, ifMatch);
      if (changes.password !== undefined) await requireGoodPassword('password', changes.password, [user.username]);
      refuseToOneself(principal, user, changes);
      await move(work, user, changes);
      if (changes.disabled !== undefined) user.disabled = changes.disabled;
      if (passwordHash !== undefined) user.passwordHash = passwordHash;
      if (await work.save(UserEntity, user)) work.emit(accessChanged, {});
      if (passwordHash !== undefined && user.id !== principal.userId) await demandNewPassword(work, user.id);
      if (user.disabled || passwordHash !== undefined)
        await work.query(sql`delete from sessions where user_id = ${user.id}`);
      await checkAdministrators();
      return user.id;
    });
  }

  /**
   * The user of that ref, locked, whom the principal administers: the one authorised is the one changed. Throws
   * `NotFound` for the absent and the invisible, `NotAllowed`, and `StaleWrite` for another version than `ifMatch`.
   */
  async userToChange(work: Work, ref: RecordRef, ifMatch?: number): Promise<UserEntity> {
    const user = await work.find(UserEntity, ref.id === undefined ? { uuid: ref.uuid } : { id: ref.id });
    if (!user || !userScope.see.allows(user, work.principal)) throw notFound(userScope.noun);
    const flags = await flagsOfRole(work, user.roleId);
    if (!flags || !userScope.change.allows({ ...user, flags }, work.principal))
      throw new NotAllowed('you may see this user but not change them: their role is not one you may give');
    if (ifMatch !== undefined && ifMatch !== user.version)
      throw new StaleWrite(
        `this user was changed meanwhile (version ${user.version}, you had ${ifMatch}); read it again`,
      );
    return user;
  }
}

function refuseToOneself(principal: Principal, user: UserEntity, changes: UserChanges): void {
  if (principal.userId !== user.id) return;
  const refuse = (field: keyof UserChanges, message: string) => new NotAllowed(message, [{ path: [field], message }]);
  if (changes.roleId !== undefined && changes.roleId !== user.roleId)
    throw refuse('roleId', 'nobody changes their own role');
  if (changes.disabled) throw refuse('disabled', 'nobody disables their own account');
  if (changes.password !== undefined)
    throw refuse('password', 'change your own password in your account settings, where the current one is asked for');
}

/** Gives the user another role or organisation; both old and new organisation must be the caller's to administer. */
async function move(work: Work, user: UserEntity, changes: UserChanges): Promise<void> {
  const organisationId = changes.organisationId ?? user.organisationId;
  const roleId = changes.roleId ?? user.roleId;
  if (organisationId === user.organisationId && roleId === user.roleId) return;
  if (organisationId !== user.organisationId) await requireOrganisation(work, organisationId ?? 0);
  await requireAssignable(work, roleId, organisationId);
  user.organisationId = organisationId;
  user.roleId = roleId;
}

/** An organisation whose users the caller administers. To others than community administrators, foreign and absent are one. */
async function requireOrganisation(work: Work, id: number): Promise<void> {
  const path = ['organisationId'];
  if (assignableFlags(work.principal.flags, reachOf(work.principal, id)) === null)
    throw new NotAllowed('you do not administer the users of this organisation', [
      { path, message: 'is not an organisation whose users you administer' },
    ]);
  const found = await work.query(sql`select from organisations where id = ${id} and deleted_at is null for share`);
  if (found.length === 0) throw InvalidInput.at(path, 'there is no such organisation');
}

async function requireAssignable(work: Work, roleId: number, organisationId: number | null): Promise<void> {
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
async function flagsOfRole(work: Work, id: number): Promise<RoleFlags | undefined> {
  const [flags] = await work.query<RoleFlags>(sql`
    select perm_admin, perm_community_admin, perm_org_admin, perm_group_admin, perm_sync, perm_meta_field_editor, perm_view_all_orgs
    from roles where id = ${id} for share`);
  return flags;
}

async function defaultRole(work: Work): Promise<number> {
  const [role] = await work.query<{ id: number }>(sql`select id from roles where is_default`);
  if (!role) throw InvalidInput.at(['roleId'], 'is needed: no role is the default');
  return role.id;
}

/** Somebody of the directory whom the caller sees and who has no account; the person is locked, so that two cannot be made at once. */
async function choosePerson(work: Work, id: number): Promise<number> {
  const path = ['individualId'];
  const visible: Sql = individualScope.see.where(work.principal, 'i');
  const found = await work.query(
    sql`select from individuals i where i.id = ${id} and i.anonymised_at is null and ${visible} for update`,
  );
  if (found.length === 0) throw InvalidInput.at(path, 'there is no such person, or they are outside your view');
  const accounts = await work.query(sql`select from users where individual_id = ${id}`);
  if (accounts.length > 0)
    throw new Conflict('this person has an account already', [{ path, message: 'has an account already' }]);
  return id;
}

/** A new person, who is a member of the user's organisation from the start. An existing one is never overwritten. */
async function addPerson(work: Work, person: NewPerson, organisationId: number): Promise<number> {
  const taken = await work.query(sql`select from individuals where email = ${person.email} and deleted_at is null`);
  if (taken.length > 0)
    throw new Conflict('somebody in the directory has this e-mail address', [
      { path: ['individual', 'email'], message: 'belongs to somebody in the directory; choose that person instead' },
    ]);
  const individual = await work.insert(IndividualEntity, { uuid: randomUUID(), ...person });
  await work.insert(AlignmentEntity, { individualId: individual.id, organisationId, type: 'Member' });
  work.emit(directoryChanged, { noun: 'individual', ids: [individual.id] });
  return individual.id;
}
