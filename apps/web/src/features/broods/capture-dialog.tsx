import {
  type CaptureItem,
  type CaptureReport,
  type RemoteKind,
  type RemoteRow,
  remoteRecords,
} from '@cerebrate/contract';
import { useEffect, useState } from 'react';
import { call } from '../../api/index.js';
import {
  asProblem,
  Badge,
  type Column,
  DataTable,
  isAborted,
  Modal,
  type Problem,
  ProblemNote,
  toast,
} from '../../ui/index.js';
import { text } from './text.js';

interface CaptureDialogProps {
  readonly broodId: number;
  readonly kind: RemoteKind;
  readonly rows: readonly RemoteRow[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Rehearses taking records, shows what would happen to each, and takes them when told to (FEATURES BRD-04, BRD-08). */
export function CaptureDialog(props: CaptureDialogProps) {
  const { rows, onClose } = props;
  const { report, problem, isTaking, take } = useCapture(props);
  const changes = (report?.counts.created ?? 0) + (report?.counts.updated ?? 0);
  const foot = (
    <>
      <button type="button" className="btn btn-plain" onClick={onClose}>
        {text.taking.close}
      </button>
      <button
        type="button"
        className="btn btn-primary"
        disabled={!report?.isRehearsal || changes === 0 || isTaking}
        onClick={() => void take()}
      >
        {text.taking.act}
      </button>
    </>
  );
  return (
    <Modal title={text.taking.title(rows.length)} show onClose={onClose} foot={foot} wide>
      <div className="d-flex flex-column gap-3">
        {problem ? <ProblemNote problem={problem} /> : null}
        {!report && !problem ? <p className="muted m-0">{text.taking.looking}</p> : null}
        {report ? <Report report={report} /> : null}
      </div>
    </Modal>
  );
}

/** Rehearses once when it is opened; `take` does it in earnest. */
function useCapture({ broodId, kind, rows, onClose, onDone }: CaptureDialogProps) {
  const [state, setState] = useState<{ report?: CaptureReport; problem?: Problem }>({});
  const [isTaking, setTaking] = useState(false);
  const ask = (isRehearsal: boolean, signal?: AbortSignal) =>
    call(remoteRecords.capture, {
      params: { ref: String(broodId) },
      body: { kind, remoteIds: rows.map(({ remoteId }) => remoteId), isRehearsal },
      ...(signal ? { signal } : {}),
    }).then(
      (answer) => {
        setState({ report: answer });
        return answer;
      },
      (error: unknown) => {
        if (!isAborted(error)) setState({ problem: asProblem(error) });
        return undefined;
      },
    );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the dialog is about the rows it was opened with
  useEffect(() => {
    const stop = new AbortController();
    void ask(true, stop.signal);
    return () => stop.abort();
  }, []);
  const take = async () => {
    setTaking(true);
    const done = await ask(false);
    setTaking(false);
    if (!done) return;
    const { created, updated, refused } = done.counts;
    toast({ tone: refused > 0 ? 'attention' : 'ok', text: text.taking.done(created, updated) });
    onDone();
    if (refused === 0) onClose();
  };
  return { ...state, isTaking, take };
}

function Report({ report }: { readonly report: CaptureReport }) {
  const { created, updated } = report.counts;
  return (
    <>
      <p className="m-0">{text.taking.counts(report.counts)}</p>
      {report.isRehearsal && created + updated === 0 ? <p className="muted m-0">{text.taking.nothing}</p> : null}
      <DataTable
        id="capture"
        caption={text.taking.would}
        rows={report.items}
        columns={columns}
        rowKey={(item) => item.remoteId}
        rowLabel={(item) => item.title}
        empty={{ text: text.taking.nothing }}
      />
    </>
  );
}

const tones = {
  created: ['info', 'plus-lg'],
  updated: ['attention', 'pencil'],
  unchanged: ['ok', 'check-circle'],
  refused: ['broken', 'x-circle'],
  removed: ['attention', 'trash'],
  proposed: ['info', 'hourglass-split'],
} as const;

const columns: readonly Column<CaptureItem>[] = [
  { key: 'title', label: text.taking.name, always: true, card: 'title', value: (item) => item.title },
  {
    key: 'outcome',
    label: text.taking.outcome,
    card: 'fact',
    cell: ({ outcome }) => (
      <Badge tone={tones[outcome][0]} icon={tones[outcome][1]}>
        {text.taking.outcomes[outcome]}
      </Badge>
    ),
  },
  {
    key: 'reason',
    label: text.taking.reason,
    card: 'fact',
    value: ({ reason, overrides }) =>
      [reason, overrides.length > 0 ? text.taking.overrides(overrides) : null]
        .filter((part) => part !== null)
        .join('; ') || null,
  },
];
