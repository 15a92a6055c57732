import {
  type Bookmark,
  Bookmarks,
  bookmarkAddress,
  bookmarksSetting,
  mostBookmarks,
  type NewBookmark,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { InvalidInput, NotAllowed, NotFound, type Principal, Settings } from '../../kernel/index.js';
import { AccountService } from './account.service.js';
import { bookmarkDomains } from './bookmarks.settings.js';

/**
 * The caller's own bookmarks, kept as the setting `ui.bookmarks`. Addresses are paths of this instance or lead to a host
 * the operator listed: no other scheme gets in, and what got in under older rules does not come out (CVE-2022-25321).
 */
@Injectable()
export class BookmarksService {
  constructor(
    @Inject(AccountService) private readonly account: AccountService,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  /** All of them that may still be followed. */
  async list(principal: Principal): Promise<Bookmark[]> {
    const { value } = await this.account.setting(principal, bookmarksSetting);
    const hosts = await this.#hosts();
    return kept(value).filter(({ url }) => bookmarkAddress(url, hosts) !== undefined);
  }

  /** Keeps these instead of what there was. Throws `InvalidInput`, `NotAllowed`. */
  async replace(principal: Principal, given: readonly NewBookmark[]): Promise<void> {
    if (given.length > mostBookmarks) throw new NotAllowed(`you can keep ${mostBookmarks} bookmarks`);
    const hosts = await this.#hosts();
    await this.#keep(
      principal,
      given.map((one, at) => ({ ...one, url: followable(one.url, hosts, [String(at), 'url']) })),
    );
  }

  /** Keeps one; one of the same address is replaced in its place. Throws `InvalidInput`, `NotAllowed`. */
  async save(principal: Principal, input: NewBookmark): Promise<Bookmark[]> {
    const url = followable(input.url, await this.#hosts(), ['url']);
    const all = await this.list(principal);
    const at = all.findIndex((one) => one.url === url);
    const bookmark = { label: input.label, name: input.name, url };
    const next = at < 0 ? [...all, bookmark] : all.with(at, bookmark);
    if (next.length > mostBookmarks) throw new NotAllowed(`you have ${mostBookmarks} bookmarks; forget one first`);
    await this.#keep(principal, next);
    return next;
  }

  /** Forgets those of that address. Throws `NotFound`. */
  async remove(principal: Principal, url: string, name?: string): Promise<Bookmark[]> {
    const all = await this.list(principal);
    const next = all.filter((one) => one.url !== url || (name !== undefined && one.name !== name));
    if (next.length === all.length) throw new NotFound('you have no such bookmark');
    await this.#keep(principal, next);
    return next;
  }

  #keep(principal: Principal, bookmarks: Bookmark[]): Promise<void> {
    return this.account.keepChecked(principal, bookmarksSetting, bookmarks);
  }

  async #hosts(): Promise<string[]> {
    const text = await this.settings.get(bookmarkDomains);
    return text
      .toLowerCase()
      .split(/[\s,]+/)
      .filter((host) => host !== '');
  }
}

/** The address as it is kept. Throws `InvalidInput` when it leads where none may. */
function followable(asked: string, hosts: readonly string[], path: string[]): string {
  const url = bookmarkAddress(asked, hosts);
  if (url === undefined)
    throw InvalidInput.at(
      path,
      'must be a path of this instance, such as /organisations/index, or lead to a listed domain',
    );
  return url;
}

/** The stored value, whatever it is, as bookmarks. */
function kept(value: unknown): Bookmark[] {
  const parsed = Bookmarks.shape.items.safeParse(value);
  return parsed.success ? parsed.data : [];
}
