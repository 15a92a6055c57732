import { openDirectory, type PublicEntry } from '@cerebrate/contract';
import { useState } from 'react';
import { call } from '../../api/index.js';
import { asProblem, type Problem, ProblemNote } from '../../ui/index.js';
import { solve } from './riddle.js';
import { text } from './text.js';

interface RevealProps {
  readonly entry: PublicEntry;
  readonly field: string;
}

/** An e-mail address that is told only to whoever asks for it: a click, and a moment of work by the browser. */
export function Reveal({ entry, field }: RevealProps) {
  const [state, setState] = useState<{ value?: string; pending?: boolean; problem?: Problem }>({});
  const ask = async () => {
    setState({ pending: true });
    try {
      const { challenge, bits } = await call(openDirectory.challenge);
      const answer = await solve(challenge, bits);
      const body = { kind: entry.kind, uuid: entry.uuid, field, challenge, answer };
      setState({ value: (await call(openDirectory.reveal, { body })).value });
    } catch (error) {
      setState({ problem: asProblem(error) });
    }
  };
  if (state.value !== undefined) return <p className="pre-line mb-2">{withLinks(state.value)}</p>;
  const name =
    field === 'email' ? undefined : (entry.details.find((one) => one.field === field)?.label ?? text.contacts);
  return (
    <div className="mb-2">
      <button type="button" className="btn btn-plain" disabled={state.pending} onClick={() => void ask()}>
        {state.pending ? text.reveal.pending : name === undefined ? text.reveal.email : text.reveal.field(name)}
      </button>
      {state.problem ? <ProblemNote problem={state.problem} lead={text.reveal.failed} /> : null}
    </div>
  );
}

function withLinks(value: string) {
  return value.split(/([^\s<>()[\]"',;:|]+@[^\s<>()[\]"',;:|]+)/).map((part, at) =>
    at % 2 === 1 ? (
      <a key={`${at}${part}`} href={`mailto:${part}`}>
        {part}
      </a>
    ) : (
      part
    ),
  );
}
