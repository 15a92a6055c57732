import { registration } from '@cerebrate/contract';
import { useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/index.js';
import { asProblem, type Problem, ProblemNote } from '../../ui/index.js';
import { useLinkSecret } from './link-secret.js';
import { Outcome } from './outcome.js';
import { text } from './text.js';

/** Confirms the address of a wish; opening the link changes nothing, so that programs that look at mails use none up. */
export function Component() {
  const token = useLinkSecret();
  const [isDone, setDone] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [pending, setPending] = useState(false);
  const { confirm } = text;
  const act = async () => {
    setPending(true);
    setProblem(undefined);
    try {
      await call(registration.confirm, { body: { token } });
      setDone(true);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setPending(false);
    }
  };
  if (isDone) return <Outcome title={confirm.done} lead={confirm.doneLead} />;
  if (token === '') return <Outcome title={confirm.title} lead={confirm.missing} />;
  return (
    <>
      <title>{confirm.title}</title>
      <h1>{confirm.title}</h1>
      <p className="muted">{confirm.lead}</p>
      {problem ? <Fault problem={problem} /> : null}
      <button type="button" className="btn btn-primary" disabled={pending} onClick={() => void act()}>
        {confirm.act}
      </button>
    </>
  );
}

/** A link that does not work is no fault of the program: it is said in a sentence. */
const Fault = ({ problem }: { readonly problem: Problem }) =>
  problem.status === 400 ? (
    <p className="notice-strip" data-tone="attention" role="alert">
      {text.confirm.used} <Link to="/register">{text.title}</Link>
    </p>
  ) : (
    <ProblemNote problem={problem} lead={text.failed} />
  );
