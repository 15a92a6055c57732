import { randomUUID } from 'node:crypto';
import type { BulkOutcome, NewUser, RecordRef, UserChanges, UserMassEdit } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { eachApart } from '../../directory/index.js';
import { applyMetaFields, MetaFields, type WireForms } from '../../fields/index.js';
import {
  Conflict,
  NotAllowed,
  notFound,
  type Principal,
  Settings,
  StaleWrite,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { accessChanged } from '../access-changed.js';
import { holdAdministrators } from '../last-administrator.js';
import { PermissionQuotas } from '../permission-limitations/permission-quotas.js';
import { demandNewPassword, requireGoodPassword } from '../sign-in/password-demands.js';
import { hashPassword } from '../sign-in/passwords.js';
import { SecurityLetters } from '../sign-in/security-letters.js';
import { breakGlass } from '../sign-in/sign-in-methods.js';
import { UserEntity } from './user.entity.js';
import { userScope } from './user.scope.js';
import { maySeveralAccounts } from './user.settings.js';
import { tellUserChange } from './user-changed.js';
import { addPerson, choosePerson, knownPerson } from './user-person.js';
import {
  defaultRole,
  flagsOfRole,
  move,
  refuseToOneself,
  requireAssignable,
  requireOrganisation,
  requireUsername,
} from './user-rules.js';

/** In what our own API and the dialect differ. */
export interface UserWriteOptions extends WireForms {
  /** Common and guessable passwords are refused. The original takes whatever its rule of length and classes lets pass (recording 305). */
  readonly judgesPassword?: boolean;
  /** The uuid a caller of the original may choose. */
  readonly uuid?: string;
  /** A described person who is in the directory already is taken as they are (WIRE-CONTRACT §3.4). */
  readonly person?: { readonly uuid?: string | undefined; readonly isTaken: true };
}

/** Adding and changing accounts of others (WIRE-CONTRACT §3.4, §9.2; FEATURES USR-02, 03, 06, 07, 13). */
@Injectable()
export class UserAdministration {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(MetaFields) private readonly metaFields: MetaFields,
    @Inject(PermissionQuotas) private readonly quotas: PermissionQuotas,
    @Inject(SecurityLetters) private readonly letters: SecurityLetters,
  ) {}

  /**
   * Adds an account and returns its id. Throws `NotAllowed` outside the caller's organisations or for a role mightier
   * than the caller may give, `InvalidInput` for an unknown role, organisation or person or a name that breaks the
   * rules, `Conflict` for a taken user name, a person with an account, an e-mail that somebody has, or a full quota.
   */
  async create(principal: Principal, input: NewUser, options: UserWriteOptions = {}): Promise<number> {
    if (options.judgesPassword && input.password !== undefined)
      await requireGoodPassword('password', input.password, [
        input.username,
        ...Object.values(input.individual ?? {}).filter((text) => text !== null),
      ]);
    const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
    return this.store.work(principal, async (work) => {
      const id = await this.createIn(work, { ...input, passwordHash }, options);
      if (passwordHash !== null) await demandNewPassword(work, id);
      return id;
    });
  }

  /** As `createIn`, for an account whose first password somebody else was told: it has to be changed. */
  async enrolIn(work: Work, input: Omit<NewUser, 'password'> & { readonly passwordHash: string }): Promise<number> {
    const id = await this.createIn(work, input);
    await demandNewPassword(work, id);
    return id;
  }

  /** As `create`, inside a work of the caller's, for an account whose password is hashed already or comes later. */
  async createIn(
    work: Work,
    input: Omit<NewUser, 'password'> & { readonly passwordHash: string | null },
    options: UserWriteOptions = {},
  ): Promise<number> {
    const read = await this.settings.reader();
    const checkQuotas = await this.quotas.hold(work);
    await requireOrganisation(work, input.organisationId);
    const roleId = input.roleId ?? (await defaultRole(work));
    await requireAssignable(work, roleId, input.organisationId);
    await requireUsername(work, input.username, read);
    if (input.metaFields) await this.metaFields.check('user', input.metaFields);
    const individualId = await personOf(work, input, options, maySeveralAccounts(read));
    const user = await work.insert(UserEntity, {
      uuid: options.uuid ?? randomUUID(),
      username: input.username,
      passwordHash: input.passwordHash,
      roleId,
      individualId,
      organisationId: input.organisationId,
      disabled: input.disabled,
    });
    const forms = { ...options, metaFields: input.metaFields };
    await applyMetaFields(work, this.metaFields, 'user', UserEntity, user, forms);
    await checkQuotas();
    work.emit(accessChanged, {});
    tellUserChange(work, { ...told(user), act: 'added', changed: [] });
    return user.id;
  }

  /**
   * Changes role, organisation, password, meta-fields or whether the account is disabled; returns its id. A disabled
   * account's sessions end and its keys stop working with this change; a new password ends its sessions. Throws
   * `NotFound`, `StaleWrite`, `NotAllowed`, `InvalidInput`, and `Conflict` when nobody would be left to administer or a
   * quota is full.
   */
  async update(
    principal: Principal,
    ref: RecordRef,
    changes: UserChanges,
    ifMatch?: number,
    options: UserWriteOptions = {},
  ): Promise<number> {
    const { password, ...others } = changes;
    const passwordHash = password === undefined ? undefined : await hashPassword(password);
    return this.store.work(principal, async (work) => {
      const check = await this.#hold(work);
      const user = await this.userToChange(work, ref, ifMatch);
      if (options.judgesPassword && password !== undefined)
        await requireGoodPassword('password', password, [user.username]);
      refuseToOneself(principal, user, changes);
      await this.#change(work, user, others, passwordHash, options);
      if (passwordHash !== undefined) await this.letters.tell(work, user.id, 'password');
      if (passwordHash !== undefined && user.id !== principal.userId) await demandNewPassword(work, user.id);
      await check();
      return user.id;
    });
  }

  /**
   * Changes many accounts alike; what is not named is left unchanged. Each is judged alone: one that is refused, with its
   * reason, does not keep the others from being changed (FEATURES USR-07).
   */
  async massEdit(principal: Principal, { ids, ...changes }: UserMassEdit): Promise<BulkOutcome> {
    return this.store.work(principal, async (work) => {
      await this.#hold(work);
      return eachApart(work, ids, async (id) => {
        const check = await this.#hold(work);
        const user = await this.userToChange(work, { id });
        refuseToOneself(principal, user, changes);
        await this.#change(work, user, changes, undefined, {});
        await check();
      });
    });
  }

  /**
   * Gives an account another name, for an identity provider that did so: the rules for new names hold. Its sessions and
   * keys go on. Throws `NotFound`, `NotAllowed`, also for oneself, `InvalidInput`, and `Conflict` for a taken name.
   */
  async rename(principal: Principal, ref: RecordRef, username: string): Promise<void> {
    const read = await this.settings.reader();
    await this.store.work(principal, async (work) => {
      const user = await this.userToChange(work, ref);
      if (user.id === principal.userId) throw new NotAllowed('nobody renames their own account');
      if (user.username === read(breakGlass))
        throw new Conflict('this account is named in the settings as the one that gets in for emergencies');
      await requireUsername(work, username, read);
      user.username = username;
      await work.save(UserEntity, user);
      work.emit(accessChanged, {});
      tellUserChange(work, { ...told(user), act: 'changed', changed: ['username'] });
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

  /** Works that may take the last administrator or the last place of a quota follow each other. */
  async #hold(work: Work): Promise<() => Promise<void>> {
    const checkAdministrators = await holdAdministrators(work);
    const checkQuotas = await this.quotas.hold(work);
    return async () => {
      await checkAdministrators();
      await checkQuotas();
    };
  }

  async #change(
    work: Work,
    user: UserEntity,
    changes: Omit<UserChanges, 'password'>,
    passwordHash: string | undefined,
    options: UserWriteOptions,
  ): Promise<void> {
    const before = { ...user };
    await move(work, user, changes);
    if (changes.disabled !== undefined) user.disabled = changes.disabled;
    if (passwordHash !== undefined) user.passwordHash = passwordHash;
    const isSaved = await work.save(UserEntity, user);
    const forms = { ...options, metaFields: changes.metaFields };
    const hasMetaFields = await applyMetaFields(work, this.metaFields, 'user', UserEntity, user, forms);
    if (hasMetaFields && !isSaved) await work.stamp(UserEntity, user);
    if (user.disabled || passwordHash !== undefined)
      await work.query(sql`delete from sessions where user_id = ${user.id}`);
    if (!isSaved && !hasMetaFields) return;
    const changed = (['roleId', 'organisationId', 'disabled'] as const).filter((key) => before[key] !== user[key]);
    work.emit(accessChanged, {});
    tellUserChange(work, {
      ...told(user),
      act: 'changed',
      changed: [
        ...changed,
        ...(passwordHash === undefined ? [] : ['password']),
        ...(hasMetaFields ? ['metaFields'] : []),
      ],
    });
  }
}

const told = ({ id, uuid, username }: UserEntity) => ({ id, uuid, username });

async function personOf(
  work: Work,
  { individual, individualId, organisationId }: Pick<NewUser, 'individual' | 'individualId' | 'organisationId'>,
  { person }: UserWriteOptions,
  maySeveral: boolean,
): Promise<number> {
  if (individual === undefined) return choosePerson(work, individualId ?? 0, maySeveral);
  const known = person ? await knownPerson(work, { uuid: person.uuid, email: individual.email }) : undefined;
  return known === undefined ? addPerson(work, individual, organisationId) : choosePerson(work, known, maySeveral);
}
