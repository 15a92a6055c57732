import { keycloak, type ReconcileRun } from '@cerebrate/contract';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { ActionButton, Badge, type Column, confirm, DataTable, RelativeTime, toast } from '../../ui/index.js';
import { text } from './text.js';

interface RunsProps {
  readonly runs: readonly ReconcileRun[];
  readonly onChange: () => void;
}

/** While a comparison runs the list looks again this often. */
const lookEveryMs = 1500;

/** The comparisons of before, and starting one: to look, or to mend (FEATURES KCL-14). */
export function Runs({ runs, onChange }: RunsProps) {
  const isRunning = runs.some(({ endedAt }) => endedAt === null);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(onChange, lookEveryMs);
    return () => clearInterval(timer);
  }, [isRunning, onChange]);
  return (
    <>
      <div className="d-flex gap-2 mb-3">
        <ActionButton
          look="primary"
          action={{ label: text.compare, icon: 'search', onSelect: () => void start(false, onChange) }}
        />
        <ActionButton action={{ label: text.apply, icon: 'arrow-repeat', onSelect: () => void mend(onChange) }} />
      </div>
      <DataTable
        id="keycloak-runs"
        caption={text.runs}
        rows={runs}
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={({ id }) => String(id)}
        rowHref={({ id }) => `/instance/keycloak/${id}`}
        empty={{ text: text.noRuns }}
      />
    </>
  );
}

async function start(applies: boolean, changed: () => void): Promise<void> {
  try {
    await call(keycloak.reconcile, { body: applies ? { applies } : {} });
  } catch (error) {
    return tellFailure(error);
  }
  toast({ tone: 'ok', text: text.started });
  changed();
}

async function mend(changed: () => void): Promise<void> {
  const sure = await confirm({ title: text.applyTitle, act: text.applyAct, body: text.applyImpact });
  if (sure) await start(true, changed);
}

/** How a comparison ended, or that it has not. */
export function RunState({ run: { endedAt, fault } }: { readonly run: ReconcileRun }) {
  if (endedAt === null) return <Badge tone="info">{text.running}</Badge>;
  return fault === null ? <Badge tone="ok">{text.ended}</Badge> : <Badge tone="broken">{text.fault}</Badge>;
}

const columns: readonly Column<ReconcileRun>[] = [
  {
    key: 'at',
    label: text.run.at,
    always: true,
    card: 'title',
    cell: ({ id, created }) => (
      <Link to={`/instance/keycloak/${id}`}>
        <RelativeTime at={created} />
      </Link>
    ),
  },
  { key: 'state', label: text.run.state, card: 'fact', cell: (run) => <RunState run={run} /> },
  { key: 'kind', label: text.run.kind, card: 'fact', value: ({ applies }) => text.kinds[`${applies}`] },
  { key: 'found', label: text.run.found, card: 'fact', value: ({ counts, fault }) => fault ?? text.counts(counts) },
  { key: 'who', label: text.run.who, card: 'none', value: ({ actor }) => actor },
];
