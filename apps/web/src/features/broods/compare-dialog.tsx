import { type RemoteComparison, type RemoteKind, type RemoteRow, remoteRecords } from '@cerebrate/contract';
import { useEffect, useState } from 'react';
import { call } from '../../api/index.js';
import { asProblem, Diff, isAborted, Modal, type Problem, ProblemNote } from '../../ui/index.js';
import { text } from './text.js';

interface CompareDialogProps {
  readonly broodId: number;
  readonly kind: RemoteKind;
  readonly row: RemoteRow;
  readonly onTake: (() => void) | undefined;
  readonly onClose: () => void;
}

/** A remote record beside the one here, field by field (FEATURES BRD-03). */
export function CompareDialog({ broodId, kind, row, onTake, onClose }: CompareDialogProps) {
  const { answer, problem } = useComparison(broodId, kind, row.remoteId);
  const take = () => {
    onClose();
    onTake?.();
  };
  const foot = (
    <>
      <button type="button" className="btn btn-plain" onClick={onClose}>
        {text.comparing.close}
      </button>
      {onTake ? (
        <button type="button" className="btn btn-primary" onClick={take} disabled={!answer}>
          {text.comparing.take}
        </button>
      ) : null}
    </>
  );
  return (
    <Modal title={text.comparing.title(row.title)} show onClose={onClose} foot={foot} wide>
      <div className="d-flex flex-column gap-3">
        {problem ? <ProblemNote problem={problem} /> : null}
        {!answer && !problem ? <p className="muted m-0">{text.comparing.loading}</p> : null}
        {answer ? <Compared answer={answer} /> : null}
      </div>
    </Modal>
  );
}

function Compared({ answer }: { readonly answer: RemoteComparison }) {
  const { row, origin, fields, unplaced } = answer;
  const overridden = fields.filter(({ state }) => state === 'override').map(({ label }) => label);
  return (
    <>
      {row.reason ? (
        <div className="notice-strip" data-tone="attention">
          {row.reason}
        </div>
      ) : null}
      {row.localId === null ? null : (
        <p className="muted m-0">{origin ? text.comparing.from(origin.brood, origin.isStub) : text.comparing.own}</p>
      )}
      {overridden.length > 0 ? <p className="m-0">{text.comparing.overridden(overridden)}</p> : null}
      {unplaced.length > 0 ? <p className="m-0">{text.comparing.unplaced(unplaced.length)}</p> : null}
      <Diff
        sides={text.comparing.sides}
        fields={fields.map(({ field, label, local, remote }) => ({
          key: field,
          label,
          here: words(local),
          there: words(remote),
        }))}
      />
    </>
  );
}

const words = (values: readonly string[]): string | null =>
  values.length === 0 ? null : [...values].sort().join(', ');

function useComparison(broodId: number, kind: RemoteKind, remoteId: number) {
  const [state, setState] = useState<{ answer?: RemoteComparison; problem?: Problem }>({});
  useEffect(() => {
    const stop = new AbortController();
    const params = { ref: String(broodId), kind, id: String(remoteId) };
    call(remoteRecords.compare, { params: params as never, signal: stop.signal }).then(
      (answer) => setState({ answer }),
      (error: unknown) => isAborted(error) || setState({ problem: asProblem(error) }),
    );
    return () => stop.abort();
  }, [broodId, kind, remoteId]);
  return state;
}
