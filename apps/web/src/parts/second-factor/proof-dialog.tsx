import { type Proof, session } from '@cerebrate/contract';
import { type FormEvent, useCallback, useEffect, useId, useMemo, useState } from 'react';
import { askPasskey, call, onProofNeeded } from '../../api/index.js';
import { asProblem, Modal, type Problem, ProblemNote, Skeleton, useSettled } from '../../ui/index.js';
import { CodeInput } from './code-input.js';
import { passkeyProblem } from './passkey-problem.js';
import './second-factor.scss';
import { text } from './text.js';

/** Asks for a proof when a call needs one, and lets the call be repeated. Drawn once, by the frame. */
export function ProofDialog() {
  const [open, setOpen] = useState<{ readonly answer: (proved: boolean) => void }>();
  useEffect(() => onProofNeeded(() => new Promise((resolve) => setOpen({ answer: resolve }))), []);
  if (!open) return null;
  const close = (proved: boolean) => {
    setOpen(undefined);
    open.answer(proved);
  };
  return (
    <Modal title={text.proof.title} show onClose={() => close(false)}>
      <Ways onProved={() => close(true)} />
    </Modal>
  );
}

/** The ways the person has, the best first. */
function Ways({ onProved }: { readonly onProved: () => void }) {
  const { value, error } = useSettled(useMemo(() => call(session.proofs), []));
  const { problem, busy, prove } = useProof(onProved);
  if (error !== undefined) return <ProblemNote problem={asProblem(error)} lead={text.proof.failed} />;
  if (!value) return <Skeleton lines={3} label={text.proof.title} />;
  const { kinds } = value;
  if (kinds.length === 0) return <p className="mb-0">{text.proof.none}</p>;
  const typed = kinds.find((kind) => kind !== 'passkey');
  return (
    <div className="proof">
      <p>{text.proof.lead}</p>
      {problem ? <ProblemNote problem={problem} lead={text.proof.failed} /> : null}
      {kinds.includes('passkey') ? (
        <button
          type="button"
          className="btn btn-primary"
          disabled={busy}
          autoFocus
          onClick={() => void prove(async () => ({ kind: 'passkey', response: await askPasskey('proof') }))}
        >
          {text.proof.passkey}
        </button>
      ) : null}
      {typed ? <TypedProof kind={typed} busy={busy} invalid={problem !== undefined} prove={prove} /> : null}
    </div>
  );
}

type Prove = (make: () => Promise<Proof>) => Promise<void>;

function useProof(onProved: () => void) {
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const prove = useCallback<Prove>(
    async (make) => {
      setBusy(true);
      setProblem(undefined);
      try {
        await call(session.prove, { body: await make() });
        onProved();
      } catch (error) {
        setProblem(passkeyProblem(error) ?? asProblem(error));
        setBusy(false);
      }
    },
    [onProved],
  );
  return { problem, busy, prove };
}

function TypedProof({
  kind,
  busy,
  invalid,
  prove,
}: {
  readonly kind: 'password' | 'totp';
  readonly busy: boolean;
  readonly invalid: boolean;
  readonly prove: Prove;
}) {
  const id = useId();
  const [value, setValue] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void prove(async () => (kind === 'password' ? { kind, password: value } : { kind, code: value }));
  };
  return (
    <form onSubmit={submit} noValidate>
      <label className="form-label" htmlFor={id}>
        {kind === 'password' ? text.proof.password : text.proof.code}
      </label>
      {kind === 'password' ? (
        <input
          id={id}
          type="password"
          className={`form-control${invalid ? ' is-invalid' : ''}`}
          autoComplete="current-password"
          maxLength={200}
          autoFocus
          aria-invalid={invalid || undefined}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
      ) : (
        <CodeInput id={id} value={value} onChange={setValue} invalid={invalid} />
      )}
      <div className="proof-foot">
        <button type="submit" className="btn btn-primary" disabled={busy || value.trim() === ''}>
          {text.proof.confirm}
        </button>
      </div>
    </form>
  );
}
