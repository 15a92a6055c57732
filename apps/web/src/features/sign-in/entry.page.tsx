import { lazy, Suspense, useSyncExternalStore } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { currentSession, watchSession } from '../../api/index.js';
import { PasskeySignIn } from './passkey-sign-in.js';
import { returnPath } from './return-path.js';
import { Component as FirstStep } from './sign-in.page.js';

const SecondStep = lazy(() => import('./second-step.js').then((module) => ({ default: module.SecondStep })));

export { loader } from './sign-in.page.js';

/** The way in: name and password, or a passkey; then the second factor, where there is one. */
export function Component() {
  const session = useSyncExternalStore(watchSession, currentSession);
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const goOn = () => void navigate(returnPath(params.get('next')), { replace: true });
  if (session?.step)
    return (
      <Suspense fallback={null}>
        <SecondStep kinds={session.step.factors} onSignedIn={goOn} />
      </Suspense>
    );
  return (
    <>
      <FirstStep />
      <PasskeySignIn onSignedIn={goOn} />
    </>
  );
}
