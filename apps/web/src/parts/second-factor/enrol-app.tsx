import { factors, type NewTotp } from '@cerebrate/contract';
import { type FormEvent, useId, useState } from 'react';
import { call } from '../../api/index.js';
import { asProblem, CopyButton, type Problem, ProblemNote } from '../../ui/index.js';
import { CodeInput } from './code-input.js';
import { QrCode } from './qr-code.js';
import { text } from './text.js';

/** Sets an authenticator app up: the secret as a QR code, then a code that proves the app has it. */
export function EnrolApp({
  made,
  onDone,
}: {
  readonly made: NewTotp;
  readonly onDone: (codes: readonly string[] | null) => void;
}) {
  const id = useId();
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      const { recoveryCodes } = await call(factors.confirmTotp, { body: { code } });
      onDone(recoveryCodes);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="enrol-app" onSubmit={(event) => void submit(event)} noValidate>
      <p>{text.app.scan}</p>
      <QrCode text={made.uri} label={text.app.qr} />
      <p className="enrol-key">
        <span className="muted">{text.app.key}</span>{' '}
        <span className="mono">{made.secret.replace(/(.{4})/g, '$1 ')}</span>
        <CopyButton text={made.secret} label={text.app.key} />
      </p>
      {problem ? <ProblemNote problem={problem} lead={text.proof.failed} /> : null}
      <label className="form-label" htmlFor={id}>
        {text.app.code}
      </label>
      <div className="enrol-code">
        <CodeInput id={id} value={code} onChange={setCode} invalid={problem !== undefined} />
        <button type="submit" className="btn btn-primary" disabled={busy || code.trim() === ''}>
          {text.app.confirm}
        </button>
      </div>
    </form>
  );
}
