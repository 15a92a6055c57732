import { type FleetChange, type FleetProposal, fleet } from '@cerebrate/contract';
import { useEffect } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import {
  type Action,
  Badge,
  type Column,
  confirm,
  DataTable,
  Progress,
  RecordPage,
  RelativeTime,
  toast,
} from '../../ui/index.js';
import { proposalTones } from './proposal-columns.js';
import { text } from './text.js';

const words = text.proposals;
const lookAgainMs = 1500;

/** The proposal of the address. @throws ProblemError 404 */
export const loader = ({ params, request: { signal } }: LoaderFunctionArgs): Promise<FleetProposal> =>
  call(fleet.proposal, { params: { ref: params['ref'] ?? '' }, signal });

/** Settings that are to be brought in line: who wants it, who approves, what came of each (FEATURES LTL-12). */
export function Component() {
  const proposal = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const { state, changes } = proposal;
  useEffect(() => {
    if (proposal.state !== 'approved') return undefined;
    const timer = setTimeout(() => void revalidate(), lookAgainMs);
    return () => clearTimeout(timer);
  }, [revalidate, proposal]);
  const over = changes.filter(({ outcome }) => outcome !== 'waiting').length;
  return (
    <RecordPage
      kind={words.kind}
      title={words.title(proposal.id)}
      summary={proposal.note}
      badges={<Badge tone={proposalTones[state]}>{words.states[state]}</Badge>}
      notice={<Notice proposal={proposal} over={over} />}
      actions={actsOf(proposal, revalidate)}
      facts={[
        { label: text.kind, value: <Link to={`/fleet/index?kind=${proposal.connector}`}>{proposal.connector}</Link> },
        { label: words.by, value: proposal.proposedBy },
        { label: words.created, value: <RelativeTime at={proposal.created} /> },
        ...(proposal.decidedBy ? [{ label: words.decided, value: proposal.decidedBy }] : []),
      ]}
      tabs={[
        {
          key: 'changes',
          label: words.changes,
          count: changes.length,
          content: (
            <DataTable
              id="fleet-changes"
              caption={words.changes}
              rows={changes}
              columns={columns}
              rowKey={({ tool, setting }) => `${tool.id} ${setting}`}
              rowLabel={({ tool, setting }) => `${setting}, ${tool.name}`}
              empty={{ text: words.noChanges }}
            />
          ),
        },
      ]}
    />
  );
}

function Notice({
  proposal: { state, changes, mayApprove },
  over,
}: {
  readonly proposal: FleetProposal;
  readonly over: number;
}) {
  if (state === 'approved')
    return (
      <div className="surface p-3 mb-3">
        <Progress label={words.progress} value={over} max={changes.length} />
      </div>
    );
  if (state === 'proposed' && !mayApprove)
    return (
      <p className="notice-strip" data-tone="info">
        {words.others}
      </p>
    );
  return null;
}

function actsOf({ id, state, mayApprove, changes }: FleetProposal, changed: () => Promise<void>): readonly Action[] {
  if (state !== 'proposed' || !may('tool:administer')) return [];
  const params = { ref: String(id) };
  const decide = (how: 'approve' | 'decline') => async () => {
    if (how === 'approve') {
      const sure = await confirm({ title: words.sureTitle(changes.length), body: words.sureBody, act: words.approve });
      if (!sure) return;
    }
    await call(fleet[how], { params });
    toast({ tone: 'ok', text: how === 'approve' ? words.approved : words.declined });
  };
  const told = (act: () => Promise<void>) => () =>
    void act()
      .catch(tellFailure)
      .finally(() => void changed());
  return [
    ...(mayApprove
      ? [
          {
            label: words.approve,
            icon: 'check-circle',
            primary: true,
            onSelect: told(decide('approve')),
          } satisfies Action,
        ]
      : []),
    { label: words.decline, icon: 'slash-circle', tone: 'danger', onSelect: told(decide('decline')) },
  ];
}

const tones = { waiting: 'unknown', done: 'ok', failed: 'broken' } as const;

const columns: readonly Column<FleetChange>[] = [
  { key: 'setting', label: words.setting, always: true, card: 'title', mono: true, value: ({ setting }) => setting },
  { key: 'tool', label: words.tool, card: 'fact', value: ({ tool }) => tool.name },
  { key: 'from', label: words.from, card: 'none', mono: true, value: ({ from }) => from ?? words.unknown },
  { key: 'to', label: words.to, card: 'fact', mono: true, value: ({ to }) => to },
  {
    key: 'outcome',
    label: words.outcome,
    card: 'fact',
    cell: ({ outcome }) => <Badge tone={tones[outcome]}>{words.outcomes[outcome]}</Badge>,
  },
  { key: 'message', label: words.message, card: 'none', value: ({ message }) => message },
];
