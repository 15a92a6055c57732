import { type Bookmark, bookmarks, type NewBookmark } from '@cerebrate/contract';
import { useEffect, useSyncExternalStore } from 'react';
import { call, currentSession, watchSession } from '../../api/index.js';

const none: readonly Bookmark[] = [];
let known: { readonly of: number; readonly items: readonly Bookmark[] } | undefined;
let asking: number | undefined;
const listeners = new Set<() => void>();

const me = (): number | undefined => currentSession()?.user?.id;

function keep(of: number, items: readonly Bookmark[]): void {
  known = { of, items };
  for (const listener of listeners) listener();
}

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
