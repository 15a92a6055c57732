import type { FactorKind } from '@cerebrate/contract';
import { type FormEvent, useId, useState } from 'react';
import { answerStep, askPasskey, leaveStep } from '../../api/index.js';
import { CodeInput } from '../../parts/second-factor/code-input.js';
import { passkeyProblem } from '../../parts/second-factor/passkey-problem.js';
import { asProblem, Icon, type Problem, ProblemNote } from '../../ui/index.js';
import { text } from './text.js';

interface SecondStepProps {
  /** What the account can answer with, the best first. */
  readonly kinds: readonly FactorKind[];
  readonly onSignedIn: () => void;
}

/** After the password: a passkey, a code of the app, or one that was written down. */
export function SecondStep({ kinds, onSignedIn }: SecondStepProps) {
  const [kind, setKind] = useState<FactorKind>(kinds[0] ?? 'totp');
  const { problem, busy, answer } = useAnswer(onSignedIn);
  const others = kinds.filter((one) => one !== kind);
  return (
    <>
      <title>{text.step.title}</title>
      <h1>{text.step.title}</h1>
      {problem ? <ProblemNote problem={problem} lead={text.failed} /> : null}
      {kind === 'passkey' ? (
        <>
          <p>{text.step.lead.passkey}</p>
          <button
            type="button"
            className="btn btn-primary"
            disabled={busy}
            autoFocus
            onClick={() => void answer(async () => ({ kind: 'passkey', response: await askPasskey('factor') }))}
          >
            <Icon name="fingerprint" /> {text.step.askPasskey}
          </button>
        </>
      ) : (
        <TypedStep key={kind} kind={kind} busy={busy} invalid={problem !== undefined} answer={answer} />
      )}
      <ul className="list-unstyled mt-3 mb-0">
        {others.map((one) => (
          <li key={one}>
            <button type="button" className="btn btn-ghost btn-sm" onClick={() => setKind(one)}>
              {text.step.other[one]}
            </button>
          </li>
        ))}
        <li>
          <button type="button" className="btn btn-ghost btn-sm" onClick={leaveStep}>
            {text.step.back}
          </button>
        </li>
      </ul>
    </>
  );
}

type Answer = (make: () => Promise<Parameters<typeof answerStep>[0]>) => Promise<void>;

function useAnswer(onSignedIn: () => void) {
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const answer: Answer = async (make) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await answerStep(await make());
      onSignedIn();
    } catch (error) {
      setProblem(passkeyProblem(error) ?? asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return { problem, busy, answer };
}

interface TypedStepProps {
  readonly kind: 'totp' | 'recovery';
  readonly busy: boolean;
  readonly invalid: boolean;
  readonly answer: Answer;
}

function TypedStep({ kind, busy, invalid, answer }: TypedStepProps) {
  const id = useId();
  const [code, setCode] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await answer(async () => ({ kind, code }));
    setCode('');
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <p>{text.step.lead[kind]}</p>
      <label className="form-label" htmlFor={id}>
        {text.step.code[kind]}
      </label>
      {kind === 'totp' ? (
        <CodeInput id={id} value={code} onChange={setCode} invalid={invalid} />
      ) : (
        <input
          id={id}
          className={`form-control mono${invalid ? ' is-invalid' : ''}`}
          autoComplete="off"
          spellCheck={false}
          maxLength={40}
          autoFocus
          aria-invalid={invalid || undefined}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      )}
      <button type="submit" className="btn btn-primary mt-3" disabled={busy || code.trim() === ''}>
        {text.submit}
      </button>
    </form>
  );
}
