import { type Bookmark, bookmarks, type NewBookmark } from '@cerebrate/contract';
import { useEffect, useSyncExternalStore } from 'react';
import { call, currentSession, watchSession } from '../../api/index.js';
import { useRemembered } from '../../ui/index.js';

const none: readonly Bookmark[] = [];
let known: { readonly of: number; readonly items: readonly Bookmark[] } | undefined;
let asking: number | undefined;
const listeners = new Set<() => void>();

const me = (): number | undefined => currentSession()?.user?.id;

function keep(of: number, items: readonly Bookmark[]): void {
  known = { of, items };
  for (const listener of listeners) listener();
}

// whoever signs in next, the same one too, is asked for anew
watchSession(() => {
  if (me() === undefined) known = undefined;
});

/** Asks once for each user who signs in; until then, and when there is no answer, there are none. */
function load(): void {
  const of = me();
  if (of === undefined || known?.of === of || asking === of) return;
  asking = of;
  call(bookmarks.list)
    .then(
      ({ items }) => keep(of, items),
      () => undefined,
    )
    .finally(() => {
      asking = undefined;
    });
}

/** The user's bookmarks: shown on the first page and in the side-bar, and known to the star of every page. */
export function useBookmarks(): readonly Bookmark[] {
  useEffect(load);
  return useSyncExternalStore(watch, () => (known !== undefined && known.of === me() ? known.items : none));
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  const unwatch = watchSession(listener);
  return () => {
    listeners.delete(listener);
    unwatch();
  };
}

/** Keeps a bookmark. @throws ProblemError when the address may not be kept */
export async function saveBookmark(bookmark: NewBookmark): Promise<void> {
  const of = me();
  const { items } = await call(bookmarks.save, { body: bookmark });
  if (of !== undefined) keep(of, items);
}

/** Forgets the bookmark of an address. @throws ProblemError when there is none */
export async function removeBookmark(url: string): Promise<void> {
  const of = me();
  const { items } = await call(bookmarks.remove, { query: { url } });
  if (of !== undefined) keep(of, items);
}

/** Keeps a bookmark in place of another: the address may be a new one. @throws ProblemError; then the other stays */
export async function changeBookmark(before: string, bookmark: NewBookmark): Promise<void> {
  await saveBookmark(bookmark);
  if (bookmark.url !== before) await removeBookmark(before);
}

/** Under this name is kept whether the side-bar shows bookmarks: the original's `ui.sidebar.include_bookmarks`. */
export const includesBookmarks = 'sidebar.include_bookmarks';

type Kept = boolean | number | string;
const isKept = (value: unknown): value is Kept => ['boolean', 'number', 'string'].includes(typeof value);

/** Whether the side-bar shows bookmarks; yes until somebody says no. What the original kept is text or a number. */
export function useIncludesBookmarks(): boolean {
  const value = useRemembered<Kept>(includesBookmarks, isKept);
  return value === undefined || (value !== '0' && value !== '' && value !== 'false' && Boolean(value));
}
