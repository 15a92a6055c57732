import { bookmarksSetting, type PasswordChange, type UserSetting } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Conflict, InvalidInput, NotAllowed, type Principal, Store, sql } from '../../kernel/index.js';
import { accessChanged } from '../access-changed.js';
import { Limiter } from '../sign-in/limiter.js';
import { liftPasswordDemand, requireGoodPassword } from '../sign-in/password-demands.js';
import { hashPassword, isPassword } from '../sign-in/passwords.js';
import { SecurityLetters } from '../sign-in/security-letters.js';
import { UserEntity } from '../users/user.entity.js';

/** More settings than a person has tastes: beyond it somebody uses us as a store. */
const maxSettings = 200;

/** What everyone may do to their own account, and to no other (CVE-2023-41363): the owner is always the caller. */
@Injectable()
export class AccountService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Limiter) private readonly limiter: Limiter,
    @Inject(SecurityLetters) private readonly letters: SecurityLetters,
  ) {}

  /**
   * Changes the caller's password and ends their other sessions. Throws `InvalidInput` at the field that is wrong, and
   * `TooManyRequests` to somebody who guesses at the current password in a browser left open.
   */
  async changePassword(principal: Principal, input: PasswordChange, ip: string): Promise<void> {
    await this.limiter.countSignIn(principal.username, ip);
    const row = await this.store.readOne<{ hash: string | null; about: string[] }>(sql`
      select u.password_hash as hash, array_remove(array[u.username::text, i.first_name, i.last_name, i.email::text, o.name], null) as about
      from users u join individuals i on i.id = u.individual_id left join organisations o on o.id = u.organisation_id
      where u.id = ${principal.userId} and not u.disabled`);
    if (!(await isPassword(row?.hash ?? null, input.currentPassword)))
      throw InvalidInput.at(['currentPassword'], 'is not your current password');
    if (await isPassword(row?.hash ?? null, input.newPassword))
      throw InvalidInput.at(['newPassword'], 'is the password you have; choose another');
    await requireGoodPassword('newPassword', input.newPassword, row?.about ?? []);
    const passwordHash = await hashPassword(input.newPassword);
    await this.store.work(principal, async (work) => {
      const user = await work.find(UserEntity, { id: principal.userId ?? 0 });
      if (!user || user.passwordHash !== row?.hash)
        throw new Conflict('the password was changed meanwhile; sign in again');
      user.passwordHash = passwordHash;
      await work.save(UserEntity, user);
      await liftPasswordDemand(work, user.id);
      await this.letters.tell(work, user.id, 'password');
      await work.query(
        sql`delete from sessions where user_id = ${user.id} and id is distinct from ${principal.sessionId}`,
      );
      work.emit(accessChanged, {});
    });
    await this.limiter.forgive(principal.username, ip);
  }

  /** One setting of the caller; null when it was never set. */
  async setting(principal: Principal, name: string): Promise<UserSetting> {
    const row = await this.store.readOne<{ value: unknown }>(
      sql`select value from user_settings where user_id = ${principal.userId} and name = ${name}`,
    );
    return { name, value: row?.value ?? null };
  }

  /** Keeps one setting of the caller; null forgets it. Throws `NotAllowed` when there are too many. */
  async keepSetting(principal: Principal, name: string, value: unknown): Promise<void> {
    // Bookmarks are addresses that pages link to; only who checks them may keep them.
    if (name === bookmarksSetting) throw InvalidInput.at(['name'], 'is kept through POST /api/v1/bookmarks');
    await this.keepChecked(principal, name, value);
  }

  /** As `keepSetting`, for a value that its own service has checked. */
  async keepChecked(principal: Principal, name: string, value: unknown): Promise<void> {
    await this.store.work(principal, async (work) => {
      if (value === null) {
        await work.query(sql`delete from user_settings where user_id = ${principal.userId} and name = ${name}`);
        return;
      }
      const [held] = await work.query<{ n: number }>(
        sql`select count(*)::int as n from user_settings where user_id = ${principal.userId} and name <> ${name}`,
      );
      if ((held?.n ?? 0) >= maxSettings)
        throw new NotAllowed(`you have ${maxSettings} settings; forget one first by setting it to null`);
      await work.query(sql`
        insert into user_settings (user_id, name, value, created, modified)
        values (${principal.userId}, ${name}, ${JSON.stringify(value)}::jsonb, now(), now())
        on conflict (user_id, name) do update set value = excluded.value, modified = excluded.modified`);
    });
  }
}
