import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { line } from '../shapes.js';

/** The setting that holds a user's bookmarks; the original calls it so too (WIRE-CONTRACT §3.18). */
export const bookmarksSetting = 'ui.bookmarks';
export const mostBookmarks = 50;

/**
 * The address of a bookmark in its normal form, or undefined when it may not be one: a path of this instance, or a
 * web address on one of the given hosts (or below one that begins with a dot). Never another scheme.
 */
export function bookmarkAddress(url: string, hosts: readonly string[]): string | undefined {
  const text = url.trim();
  if (/[\s\\]|\p{Cc}/u.test(text)) return undefined;
  if (/^\/(?!\/)/.test(text)) return URL.canParse(text, 'http://here.invalid') ? text : undefined;
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { hostname, username, password, href } = new URL(text);
  if (username !== '' || password !== '') return undefined;
  const isListed = hosts.some((host) => (host.startsWith('.') ? hostname.endsWith(host) : hostname === host));
  return isListed ? href : undefined;
}

export const Bookmark = z
  .strictObject({
    /** Shown in lists. */
    label: z.string(),
    /** A longer name; empty when there is none. */
    name: z.string(),
    url: z.string(),
  })
  .meta({ id: 'Bookmark' });
export type Bookmark = z.infer<typeof Bookmark>;

export const NewBookmark = z
  .strictObject({ label: line(60, 1), name: line(191).default(''), url: line(1000, 1) })
  .meta({ id: 'NewBookmark' });
export type NewBookmark = z.infer<typeof NewBookmark>;

export const Bookmarks = z.strictObject({ items: z.array(Bookmark) }).meta({ id: 'Bookmarks' });
export type Bookmarks = z.infer<typeof Bookmarks>;

const own = { allow: 'signed-in', topic: 'Bookmarks' } as const;

/** One's own bookmarks (FEATURES SET-04, HOM-01). */
export const bookmarks = {
  list: endpoint('GET /bookmarks', { ...own, summary: "The caller's bookmarks", reply: Bookmarks }),
  save: endpoint('POST /bookmarks', {
    ...own,
    summary: 'Keeps a bookmark; one of the same address is replaced',
    body: NewBookmark,
    reply: Bookmarks,
  }),
  remove: endpoint('DELETE /bookmarks', {
    ...own,
    summary: 'Forgets the bookmark of an address',
    query: z.strictObject({ url: line(1000, 1) }),
    reply: Bookmarks,
  }),
};
