import { useSyncExternalStore } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { currentSession, watchSession } from '../../api/index.js';
import { PasskeySignIn } from './passkey-sign-in.js';
import { returnPath } from './return-path.js';
import { SecondStep } from './second-step.js';
import { Component as FirstStep } from './sign-in.page.js';

export { loader } from './sign-in.page.js';

/** The way in: name and password, or a passkey; then the second factor, where there is one. */
export function Component() {
  const session = useSyncExternalStore(watchSession, currentSession);
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const goOn = () => void navigate(returnPath(params.get('next')), { replace: true });
  if (session?.step) return <SecondStep kinds={session.step.factors} onSignedIn={goOn} />;
  return (
    <>
      <FirstStep />
      <PasskeySignIn onSignedIn={goOn} />
    </>
  );
}
