import type { BlueprintRun } from '@cerebrate/contract';
import { Badge, type Column, DataTable, RelativeTime, type Tone } from '../../ui/index.js';
import { text } from './text.js';

const tones: Readonly<Record<BlueprintRun['outcome'], Tone>> = {
  changed: 'ok',
  unchanged: 'unknown',
  refused: 'attention',
};

/** How a run ended, and when. */
export function RunOutcome({ run }: { readonly run: BlueprintRun }) {
  return (
    <span className="d-inline-flex gap-2 align-items-center">
      <Badge tone={tones[run.outcome]} icon={run.outcome === 'refused' ? 'exclamation-triangle' : 'check-lg'}>
        {text.run.outcomes[run.outcome]}
      </Badge>
      <RelativeTime at={run.at} />
    </span>
  );
}

const names = (count: number, first: readonly string[]) =>
  count === 0 ? null : first.length === 0 ? String(count) : `${count}: ${first.join(', ')}`;

const columns: readonly Column<BlueprintRun>[] = [
  { key: 'at', label: text.run.when, always: true, card: 'title', cell: (run) => <RelativeTime at={run.at} /> },
  { key: 'outcome', label: text.run.what, cell: (run) => <RunOutcome run={run} /> },
  { key: 'cause', label: text.facts.trigger, value: (run) => text.triggers[run.cause] },
  { key: 'actor', label: text.run.actor, value: (run) => run.actor },
  { key: 'joined', label: text.run.joined, value: (run) => names(run.joined, run.firstJoined) },
  { key: 'left', label: text.run.left, value: (run) => names(run.left, run.firstLeft) },
  { key: 'members', label: text.run.members, align: 'end', value: (run) => run.members },
  { key: 'problem', label: '', value: (run) => run.problem },
];

/** The executions of a blueprint. */
export function Runs({ runs }: { readonly runs: readonly BlueprintRun[] }) {
  return (
    <DataTable
      id="blueprint-runs"
      caption={text.tabs.runs}
      rows={runs}
      columns={columns}
      rowKey={(run) => run.id}
      rowLabel={(run) => run.at}
      empty={{ text: text.run.none }}
    />
  );
}
