import { useState } from 'react';
import { knowsPasskeys, signInByPasskey } from '../../api/index.js';
import { passkeyProblem } from '../../parts/second-factor/passkey-problem.js';
import { asProblem, Icon, type Problem, ProblemNote } from '../../ui/index.js';
import { text } from './text.js';

/** Signs in with a passkey alone: no name, no password. */
export function PasskeySignIn({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  if (!knowsPasskeys()) return null;
  const use = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await signInByPasskey();
      onSignedIn();
    } catch (error) {
      setProblem(passkeyProblem(error) ?? asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="mt-3" aria-label={text.passkey}>
      {problem ? <ProblemNote problem={problem} lead={text.failed} /> : null}
      <button type="button" className="btn btn-plain w-100" disabled={busy} onClick={() => void use()}>
        <Icon name="fingerprint" /> {text.passkey}
      </button>
    </section>
  );
}
