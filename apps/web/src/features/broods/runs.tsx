import { type Brood, type BroodRun, type BroodRunRecord, broodRuns, runKinds } from '@cerebrate/contract';
import { useCallback, useEffect, useState } from 'react';
import { call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import {
  type Action,
  ActionBar,
  Badge,
  type Column,
  confirm,
  DataTable,
  Modal,
  RelativeTime,
  toast,
  useAsked,
  useSettled,
} from '../../ui/index.js';
import { text } from './text.js';

interface RunsProps {
  readonly brood: Pick<Brood, 'id' | 'name' | 'strategy'>;
}

/** How often a page looks while a run is not ended. */
const lookEveryMs = 3000;

/** Pulls of all that a node has, with what each did (FEATURES BRD-07). */
export function Runs({ brood }: RunsProps) {
  const [turn, setTurn] = useState(0);
  const [shown, show] = useState<BroodRun>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn asks again
  const rows = useAsked(async () => {
    const { items } = await call(broodRuns.list, { params: { ref: String(brood.id) }, query: { limit: '50' } });
    return items;
  }, [brood.id, turn]);
  const { value } = useSettled(rows);
  useEffect(() => {
    if (!value?.some(({ state }) => state === 'waiting' || state === 'running')) return undefined;
    const timer = setTimeout(() => setTurn((now) => now + 1), lookEveryMs);
    return () => clearTimeout(timer);
  }, [value]);
  const again = useCallback(() => setTurn((now) => now + 1), []);
  const rowActions = useCallback((run: BroodRun) => actionsOf(brood.id, run, show, again), [brood.id, again]);
  return (
    <div className="d-flex flex-column gap-3">
      {may('brood:pull') ? <ActionBar actions={startsOf(brood, again)} /> : null}
      <DataTable
        id="brood-runs"
        caption={text.runs.tab}
        rows={rows}
        columns={columns}
        rowKey={(run) => run.id}
        rowLabel={(run) => `${run.id}`}
        rowActions={rowActions}
        empty={{ text: text.runs.empty }}
      />
      {shown ? <RunRecords broodId={brood.id} run={shown} onClose={() => show(undefined)} /> : null}
    </div>
  );
}

function startsOf(brood: RunsProps['brood'], done: () => void): readonly Action[] {
  const start = async (isRehearsal: boolean) => {
    const { runs } = text;
    const body = runs.body(text.strategies[brood.strategy]);
    if (!isRehearsal && !(await confirm({ title: runs.title(brood.name), body, act: runs.start }))) return;
    try {
      await call(broodRuns.start, {
        params: { ref: String(brood.id) },
        body: { kinds: [...runKinds], isRehearsal, isFull: false },
      });
      toast({ tone: 'ok', text: runs.started });
      done();
    } catch (error) {
      tellFailure(error);
    }
  };
  return [
    { label: text.runs.rehearse, icon: 'eye', onSelect: () => void start(true) },
    { label: text.runs.pull, icon: 'arrow-down', onSelect: () => void start(false) },
  ];
}

const tones = {
  waiting: ['unknown', 'hourglass-split'],
  running: ['info', 'arrow-repeat'],
  done: ['ok', 'check-circle'],
  failed: ['broken', 'x-circle'],
  cancelled: ['unknown', 'slash-circle'],
} as const;

const columns: readonly Column<BroodRun>[] = [
  { key: 'id', label: text.columns.id, always: true, card: 'title', value: (run) => run.id },
  {
    key: 'state',
    label: text.runs.state,
    card: 'fact',
    cell: ({ state, undoneAt }) => (
      <Badge tone={tones[state][0]} icon={tones[state][1]}>
        {undoneAt ? text.runs.wasUndone : text.runs.states[state]}
      </Badge>
    ),
  },
  { key: 'by', label: text.runs.by, card: 'fact', value: (run) => run.startedBy ?? text.runs.schedule },
  { key: 'rehearsal', label: text.runs.kind, value: (run) => (run.isRehearsal ? text.runs.rehearsal : text.runs.real) },
  {
    key: 'counts',
    label: text.runs.counts,
    card: 'fact',
    value: ({ counts }) => text.taking.counts(counts),
  },
  {
    key: 'scope',
    label: text.runs.scope,
    optional: true,
    value: (run) => (run.isFull ? text.runs.full : text.runs.changes),
  },
  {
    key: 'fault',
    label: text.runs.fault,
    value: (run) => run.fault ?? (heldBy(run) > 0 ? text.runs.held(heldBy(run)) : null),
  },
  { key: 'created', label: text.runs.begun, card: 'none', cell: (run) => <RelativeTime at={run.created} /> },
];

function actionsOf(broodId: number, run: BroodRun, show: (run: BroodRun) => void, done: () => void): readonly Action[] {
  const cancel = () =>
    void call(broodRuns.cancel, { params: { ref: String(broodId), run: String(run.id) } as never }).then(
      done,
      tellFailure,
    );
  const isOpen = run.state === 'waiting' || run.state === 'running';
  const held = heldBy(run);
  const mayUndo = !isOpen && !run.isRehearsal && run.undoneAt === null && may('brood:pull');
  const params = { ref: String(broodId), run: String(run.id) } as never;
  return [
    { label: text.runs.records, icon: 'eye', onSelect: () => show(run) },
    ...(isOpen && may('brood:pull')
      ? [{ label: text.runs.cancel, icon: 'x-lg' as const, tone: 'danger' as const, onSelect: cancel }]
      : []),
    ...(held > 0 && !isOpen && may('brood:pull')
      ? [{ label: text.runs.release, icon: 'trash' as const, onSelect: () => void release(params, held, done) }]
      : []),
    ...(mayUndo
      ? [
          {
            label: text.runs.undo,
            icon: 'arrow-counterclockwise' as const,
            onSelect: () => void undo(params, run, done),
          },
        ]
      : []),
  ];
}

const heldBy = ({ held }: BroodRun): number => Object.values(held).reduce((sum, count) => sum + count, 0);

async function undo(params: never, run: BroodRun, done: () => void): Promise<void> {
  const { runs } = text;
  if (!(await confirm({ title: runs.undoTitle(run.id), body: runs.undoBody, act: runs.undoAct, tone: 'danger' })))
    return;
  try {
    const { undone, kept } = await call(broodRuns.undo, { params });
    toast({ tone: kept.length > 0 ? 'attention' : 'ok', text: runs.undone(undone, kept.length) });
    done();
  } catch (error) {
    tellFailure(error);
  }
}

async function release(params: never, count: number, done: () => void): Promise<void> {
  const { runs } = text;
  const body = runs.releaseBody(count);
  if (!(await confirm({ title: runs.releaseTitle, body, act: runs.releaseAct, tone: 'danger' }))) return;
  await call(broodRuns.release, { params }).then(done, tellFailure);
}

function RunRecords({
  broodId,
  run,
  onClose,
}: {
  readonly broodId: number;
  readonly run: BroodRun;
  readonly onClose: () => void;
}) {
  const rows = useAsked(
    () =>
      call(broodRuns.records, {
        params: { ref: String(broodId), run: String(run.id) } as never,
        query: { limit: '500' },
      }).then(({ items }) => items),
    [broodId, run.id],
  );
  const foot = (
    <button type="button" className="btn btn-plain" onClick={onClose}>
      {text.taking.close}
    </button>
  );
  return (
    <Modal title={text.runs.recordsOf(run.id)} show onClose={onClose} foot={foot} wide>
      <DataTable
        id="brood-run-records"
        caption={text.runs.records}
        rows={rows}
        columns={recordColumns}
        rowKey={(row) => `${row.kind} ${row.remoteId}`}
        rowLabel={(row) => row.title}
        empty={{ text: text.runs.noRecords }}
      />
    </Modal>
  );
}

const recordColumns: readonly Column<BroodRunRecord>[] = [
  { key: 'title', label: text.taking.name, always: true, card: 'title', value: (row) => row.title },
  { key: 'kind', label: text.runs.what, card: 'fact', value: (row) => text.kinds[row.kind] },
  {
    key: 'outcome',
    label: text.taking.outcome,
    card: 'fact',
    value: (row) => (row.undoneAt ? text.runs.wasUndone : text.taking.outcomes[row.outcome]),
  },
  { key: 'reason', label: text.taking.reason, card: 'fact', value: (row) => row.undoFault ?? row.reason },
];
