import { bookmarksSetting, NewBookmark, NewSettingValue, SettingName } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import * as z from 'zod';
import { InvalidInput, NotFound, type Principal, type Sql, Store, sql } from '../../kernel/index.js';
import { userScope } from '../users/user.scope.js';
import { AccountService } from './account.service.js';
import { BookmarksService } from './bookmarks.service.js';

/** One row of what users chose for themselves. */
export interface KeptSetting {
  readonly id: number;
  readonly name: string;
  readonly value: unknown;
  readonly userId: number;
  readonly created: Date;
  readonly modified: Date;
}

const columns = sql`s.id, s.name, s.value, s.user_id as "userId", s.created, s.modified`;

/**
 * Settings of users as rows (FEATURES SET-06): everybody's own; community administrators read those of the users they
 * may change. Written are only one's own (CVE-2023-41363), but for forgetting a row.
 */
@Injectable()
export class KeptSettings {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(AccountService) private readonly account: AccountService,
    @Inject(BookmarksService) private readonly bookmarks: BookmarksService,
  ) {}

  /** The rows the principal may read, by id. */
  list(principal: Principal): Promise<KeptSetting[]> {
    return this.store.read<KeptSetting>(
      sql`select ${columns} from user_settings s where ${readable(principal)} order by s.id`,
    );
  }

  /** One row. Throws `NotFound`. */
  async get(principal: Principal, id: number): Promise<KeptSetting> {
    return this.#one(sql`s.id = ${id} and ${readable(principal)}`);
  }

  /** The caller's row of that name. Throws `NotFound`. */
  async mine(principal: Principal, name: string): Promise<KeptSetting> {
    return this.#one(sql`s.name = ${name} and s.user_id = ${principal.userId}`);
  }

  /**
   * Keeps one of the caller's own; bookmarks are checked one by one. Throws `InvalidInput` at `name` or `value`,
   * `NotAllowed` when there are too many.
   */
  async keep(principal: Principal, name: string, value: unknown): Promise<KeptSetting> {
    const named = SettingName.safeParse(name);
    if (!named.success) throw InvalidInput.at(['name'], named.error.issues[0]?.message ?? 'is no name of a setting');
    const fits = NewSettingValue.safeParse({ value });
    if (!fits.success) throw InvalidInput.at(['value'], fits.error.issues[0]?.message ?? 'does not fit');
    if (value === null) throw InvalidInput.at(['value'], 'is needed; delete the setting to forget it');
    if (name === bookmarksSetting) await this.#keepBookmarks(principal, value);
    else await this.account.keepSetting(principal, name, value);
    return this.mine(principal, name);
  }

  /** Forgets one row. Throws `NotFound`. */
  async remove(principal: Principal, id: number): Promise<void> {
    await this.get(principal, id);
    await this.store.work(principal, (work) => work.query(sql`delete from user_settings where id = ${id}`));
  }

  async #keepBookmarks(principal: Principal, value: unknown): Promise<void> {
    const given = z.array(NewBookmark).safeParse(typeof value === 'string' ? parsedOrNull(value) : value);
    if (!given.success) throw InvalidInput.at(['value'], 'must be a JSON list of bookmarks: label, name, url');
    await this.bookmarks.replace(principal, given.data);
  }

  async #one(where: Sql): Promise<KeptSetting> {
    const row = await this.store.readOne<KeptSetting>(sql`select ${columns} from user_settings s where ${where}`);
    if (!row) throw new NotFound('there is no such setting of a user');
    return row;
  }
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function readable(principal: Principal): Sql {
  const own = sql`s.user_id = ${principal.userId}`;
  if (!principal.flags.perm_community_admin) return own;
  return sql`(${own} or exists (
    select from users u where u.id = s.user_id and ${userScope.change.where(principal, 'u')}))`;
}
