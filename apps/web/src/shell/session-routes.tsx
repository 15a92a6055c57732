import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { type MiddlewareFunction, redirect, useNavigate, useRouteLoaderData } from 'react-router';
import {
  currentSession,
  keepSetting,
  loadSession,
  may,
  onHeld,
  onSignedOut,
  reloadSession,
  signOut,
  watchSession,
} from '../api/index.js';
import { keepAlso, primeMemory } from '../ui/list/remembered.js';
import type { Contributions } from './features.js';
import { Shell } from './shell.js';

/** Where one signs in (the original's address), and how one comes back. */
export const signInAddress = (next: string): string =>
  next === '/' || next === '' ? '/users/login' : `/users/login?next=${encodeURIComponent(next)}`;

/** Name of the frame's route, for pages that read what it loaded. */
export const frameRoute = 'frame';

/** What of the account's settings the kit remembers starts so. */
const memory = 'ui.';

/**
 * Stands before every page: it is known who is signed in before a page asks for anything, since what it asks depends on
 * what they may. Leads to the sign-in page, or to what must be done first. @throws ProblemError when the API does not answer
 */
export const frameGate: MiddlewareFunction = async ({ request }, next) => {
  const session = await loadSession();
  const { pathname, search } = new URL(request.url);
  if (!session.user) throw redirect(signInAddress(pathname + search));
  if (session.heldBy) throw redirect(`/users/first?next=${encodeURIComponent(pathname + search)}`);
  takeOverTaste(session.user.id, session.settings);
  return next();
};

/** Who is signed in; beside the gate, so that the frame is drawn anew when that changes. @throws ProblemError */
export const frameLoader = async () => (await loadSession()).user;

let takenFor: number | undefined;
// whoever signs in next is taken over anew
watchSession(() => {
  if (currentSession() === undefined) takenFor = undefined;
});

/** Once per user: afterwards this browser knows better than what the session told when it was loaded. */
function takeOverTaste(userId: number, settings: Readonly<Record<string, unknown>>): void {
  if (takenFor === userId) return;
  takenFor = userId;
  const kept = Object.entries(settings).filter(([name]) => name.startsWith(memory));
  primeMemory(Object.fromEntries(kept.map(([name, value]) => [name.slice(memory.length), value])));
}

/** The frame, fed by the session. */
export function Frame({ contributions }: { readonly contributions: Contributions }) {
  const loaded = useRouteLoaderData<typeof frameLoader>(frameRoute);
  const session = useSyncExternalStore(watchSession, currentSession);
  const user = session?.user ?? loaded;
  const navigate = useNavigate();
  useEffect(
    () => onSignedOut(() => void navigate(signInAddress(location.pathname + location.search), { replace: true })),
    [navigate],
  );
  // asked anew, the loader leads to what must be done first
  useEffect(
    () =>
      onHeld(() => void reloadSession().then(() => navigate(location.pathname + location.search, { replace: true }))),
    [navigate],
  );
  useEffect(keepTaste, []);
  const leave = useCallback(async () => {
    let next: string | null = null;
    try {
      next = await signOut();
    } finally {
      if (next === null) void navigate('/users/login', { replace: true });
      else location.assign(next);
    }
  }, [navigate]);
  const permissions = user?.permissions;
  // a new function whenever the rights change, so that what depends on them is computed anew
  const allowed = useCallback((permission: string) => permissions !== undefined && may(permission), [permissions]);
  if (!user) return null;
  const name = `${user.individual.firstName} ${user.individual.lastName}`.trim() || user.username;
  const person = { name, role: user.role.name, organisation: user.organisation?.name ?? null };
  return <Shell person={person} may={allowed} contributions={contributions} onSignOut={() => void leave()} />;
}

/** Keeps what the kit remembers with the account, a second after the last change; not what is only of this browser. */
function keepTaste(): () => void {
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  keepAlso((name, value) => {
    if (name === 'recent') return;
    clearTimeout(waiting.get(name));
    // taste that could not be kept stays in this browser
    waiting.set(
      name,
      setTimeout(() => void keepSetting(memory + name, value ?? null).catch(() => undefined), 1000),
    );
  });
  return () => {
    keepAlso(undefined);
    for (const timer of waiting.values()) clearTimeout(timer);
  };
}
