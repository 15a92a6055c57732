import type { Session } from '@cerebrate/contract';

let current: Session | undefined;
const watchers = new Set<() => void>();
const signedOut = new Set<() => void>();

/** The session as last told by the API; undefined before the first answer. */
export const currentSession = (): Session | undefined => current;

/** Keeps what the API told and wakes whoever watches. */
export function keepSession(session: Session | undefined): void {
  current = session;
  for (const watcher of watchers) watcher();
}

/** Calls back after each change of the session; returns the function that stops it. Fits `useSyncExternalStore`. */
export function watchSession(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Calls back when the API no longer knows who we are (401); returns the function that stops it. */
export function onSignedOut(listener: () => void): () => void {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

/**
 * Says that the API no longer knows us; once for each session that was. Between two steps of signing in nobody was
 * known yet: what a page asked too early does not take the step away.
 */
export function tellSignedOut(): void {
  if (current?.step) return;
  keepSession(undefined);
  for (const listener of signedOut) listener();
}
