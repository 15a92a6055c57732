import type { RecordRef, UserDeletion } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Conflict, NotAllowed, type Principal, Settings, Store, sql } from '../../kernel/index.js';
import { accessChanged } from '../access-changed.js';
import { holdAdministrators } from '../last-administrator.js';
import { UserEntity } from './user.entity.js';
import { allowUserDeletion } from './user.settings.js';
import { UserAdministration } from './user-administration.service.js';
import { tellUserChange } from './user-changed.js';
import { UsersService } from './users.service.js';

const notHere =
  'accounts are not deleted on this instance, so that it stays known who somebody was; disable the account instead';

/** Deleting accounts, where the instance allows it (FEATURES USR-05). What a user made outlives the account. */
@Injectable()
export class UserDeletionService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(UserAdministration) private readonly administration: UserAdministration,
  ) {}

  /** What deleting would end and leave, and why it is refused. Throws `NotFound`, `NotAllowed`. */
  async impact(principal: Principal, ref: RecordRef): Promise<UserDeletion> {
    const { id, mayChange } = await this.users.get(principal, ref);
    if (!mayChange)
      throw new NotAllowed('you may see this user but not delete them: their role is not one you may give');
    const counts = await this.store.readOne<Record<string, number>>(sql`
      select (select count(*)::int from auth_keys where user_id = ${id}) as "auth keys",
        (select count(*)::int from sessions where user_id = ${id}) as sessions,
        (select count(*)::int from meta_fields where user_id = ${id}) as "meta-fields",
        (select count(*)::int from user_settings where user_id = ${id}) as settings,
        (select count(*)::int from org_group_admins where user_id = ${id}) as "administered groups",
        (select count(*)::int from sharing_groups where user_id = ${id} and deleted_at is null) as "sharing groups",
        (select count(*)::int from mailing_lists where user_id = ${id} and deleted_at is null) as "mailing lists",
        (select count(*)::int from saved_views where user_id = ${id}) as views`);
    const some = (names: readonly string[]) =>
      Object.fromEntries(names.flatMap((one) => (counts?.[one] ? [[one, counts[one]]] : [])));
    return {
      refusal: await this.#refusal(principal, id),
      ends: some(['auth keys', 'sessions', 'meta-fields', 'settings', 'administered groups']),
      stays: some(['sharing groups', 'mailing lists', 'views']),
    };
  }

  /**
   * Deletes an account with its keys, sessions, settings and meta-fields; sharing groups, mailing lists, shared views and
   * its traces in histories stay. Throws `NotFound`, `NotAllowed`, `StaleWrite`, and `Conflict` where the instance does
   * not allow it or nobody would be left to administer.
   */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    const mayBe = await this.settings.get(allowUserDeletion);
    await this.store.work(principal, async (work) => {
      const checkAdministrators = await holdAdministrators(work);
      const user = await this.administration.userToChange(work, ref, ifMatch);
      if (user.id === principal.userId) throw new NotAllowed('nobody deletes their own account');
      if (!mayBe) throw new Conflict(notHere);
      await work.remove(UserEntity, user);
      await checkAdministrators();
      work.emit(accessChanged, {});
      const { id, uuid, username } = user;
      tellUserChange(work, { id, uuid, username, act: 'removed', changed: [] });
    });
  }

  async #refusal(principal: Principal, id: number): Promise<string | null> {
    if (id === principal.userId) return 'nobody deletes their own account';
    return (await this.settings.get(allowUserDeletion)) ? null : notHere;
  }
}
