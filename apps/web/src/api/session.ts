import { type Permission, type Session, session, singleSignOn, userSettings } from '@cerebrate/contract';
import { call } from './call.js';
import { currentSession, keepSession } from './session-store.js';

let pending: Promise<Session> | undefined;

/** The session, asked for once however many pages want it. @throws ProblemError when the API does not answer */
export async function loadSession(): Promise<Session> {
  const known = currentSession();
  if (known) return known;
  pending ??= reloadSession().finally(() => {
    pending = undefined;
  });
  return pending;
}

/** Asks again who we are: after rights may have changed. @throws ProblemError */
async function reloadSession(): Promise<Session> {
  const told = await call(session.get);
  keepSession(told);
  return told;
}

/** Signs in. @throws ProblemError 401 for wrong credentials, 429 with `retryAfter` after too many attempts */
export async function signIn(username: string, password: string, signal?: AbortSignal): Promise<Session> {
  await loadSession();
  const told = await call(session.signIn, { body: { username, password }, ...(signal ? { signal } : {}) });
  keepSession(told);
  return told;
}

/**
 * Signs this browser out; the session is forgotten here even when the API did not answer. Answers where the provider of
 * single sign-on ends its own session, if this one began there.
 */
export async function signOut(): Promise<string | null> {
  try {
    return (await call(singleSignOn.signOut)).next;
  } finally {
    keepSession(undefined);
  }
}

/** Signs every browser of the user out, this one too. @throws ProblemError; then nothing is forgotten here */
export async function signOutEverywhere(): Promise<void> {
  await call(session.signOutEverywhere);
  keepSession(undefined);
}

/** Whether the signed-in user holds the permission; false before the session is loaded. */
export const may = (permission: Permission | (string & {})): boolean =>
  currentSession()?.user?.permissions.some((held) => held === permission) ?? false;

/** Keeps a setting for the signed-in user, at once here and on the server. @throws ProblemError */
export async function keepSetting(name: string, value: unknown): Promise<void> {
  const known = currentSession();
  if (known) keepSession({ ...known, settings: { ...known.settings, [name]: value } });
  await call(userSettings.put, { params: { name }, body: { value } });
}
