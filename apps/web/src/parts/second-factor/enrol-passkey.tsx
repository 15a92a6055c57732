import { factors } from '@cerebrate/contract';
import { type FormEvent, useId, useState } from 'react';
import { call, knowsPasskeys, makePasskey } from '../../api/index.js';
import { asProblem, type Problem, ProblemNote } from '../../ui/index.js';
import { passkeyProblem } from './passkey-problem.js';
import { text } from './text.js';

/** Names and makes a passkey. `refused` says why none can be made here. */
export function EnrolPasskey({
  refused,
  onDone,
}: {
  readonly refused: string | null;
  readonly onDone: (codes: readonly string[] | null) => void;
}) {
  const id = useId();
  const [name, setName] = useState<string>(text.passkeys.nameGuess);
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const why = refused ?? (knowsPasskeys() ? null : text.passkeys.unknown);
  if (why) return <p className="muted">{why}</p>;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      const response = await makePasskey();
      const { recoveryCodes } = await call(factors.addPasskey, { body: { name, response } });
      onDone(recoveryCodes);
    } catch (error) {
      setProblem(passkeyProblem(error) ?? asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="enrol-passkey" onSubmit={(event) => void submit(event)} noValidate>
      {problem ? <ProblemNote problem={problem} lead={text.proof.failed} /> : null}
      <label className="form-label" htmlFor={id}>
        {text.passkeys.nameLabel}
      </label>
      <div className="enrol-code">
        <input
          id={id}
          className="form-control"
          maxLength={60}
          value={name}
          aria-describedby={`${id}-help`}
          onChange={(event) => setName(event.target.value)}
        />
        <button type="submit" className="btn btn-primary" disabled={busy || name.trim() === ''}>
          {text.passkeys.create}
        </button>
      </div>
      <p className="form-text" id={`${id}-help`}>
        {text.passkeys.nameHelp}
      </p>
    </form>
  );
}
