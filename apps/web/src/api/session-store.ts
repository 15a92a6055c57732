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

/** Says that the API no longer knows us; once for each session that was. */
export function tellSignedOut(): void {
  keepSession(undefined);
  for (const listener of signedOut) listener();
}
