import { type SecondFactor, type Session, session } from '@cerebrate/contract';
import { call } from './call.js';
import { askPasskey } from './passkey.js';
import { currentSession, keepSession } from './session-store.js';

/** The second step of signing in. @throws ProblemError 401 for a wrong answer or a step that is over, 429 */
export async function answerStep(body: SecondFactor): Promise<Session> {
  return kept(await call(session.secondFactor, { body }));
}

/** Signs in by a passkey alone. As `askPasskey`. */
export async function signInByPasskey(): Promise<Session> {
  const response = await askPasskey('sign-in');
  return kept(await call(session.passkey, { body: { response } }));
}

/** Gives the second step up: the password is asked for again. */
export function leaveStep(): void {
  const known = currentSession();
  if (known?.step) keepSession({ ...known, step: undefined });
}

/** Asks anew who we are and what must be done first. @throws ProblemError */
export async function reloadSession(): Promise<Session> {
  return kept(await call(session.get));
}

function kept(told: Session): Session {
  keepSession(told);
  return told;
}
