import {
  type BroodProposal,
  BroodProposalList,
  broodProposals,
  proposalChanges,
  proposalStates,
  runKinds,
} from '@cerebrate/contract';
import { useCallback, useState } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call, may } from '../../api/index.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import {
  type Action,
  Badge,
  type Column,
  DataTable,
  ListPage,
  listShape,
  loadList,
  RelativeTime,
  useListState,
} from '../../ui/index.js';
import { DecideDialog } from './decide-dialog.js';
import { text } from './text.js';

const words = text.proposals;
const shape = listShape(BroodProposalList, {
  choices: {
    kind: runKinds.map((value) => ({ value, label: text.kinds[value] })),
    change: proposalChanges.map((value) => ({ value, label: words.changes[value] })),
    state: proposalStates.map((value) => ({ value, label: words.states[value] })),
  },
});

/** A page of the queue as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(broodProposals.list, { query, signal }));

/** Changes that peers propose, accepted or refused field by field (FEATURES BRD-05). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const [deciding, decide] = useState<BroodProposal>();
  const rowActions = useCallback((row: BroodProposal) => actionsOf(row, decide), []);
  return (
    <ListPage title={words.title} total={total}>
      <DataTable
        id="brood-proposals"
        caption={words.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.title}
        rowActions={rowActions}
        toolbar={<ViewsBar name="broodProposals" list={list} presets={presets} />}
        empty={{ text: words.empty }}
      />
      {deciding ? (
        <DecideDialog
          proposal={deciding}
          onClose={() => decide(undefined)}
          onDecided={() => {
            decide(undefined);
            void revalidate();
          }}
        />
      ) : null}
    </ListPage>
  );
}

const presets = [
  { label: words.presets.waiting, search: 'state=waiting' },
  { label: words.presets.all, search: '' },
];

const actionsOf = (row: BroodProposal, decide: (row: BroodProposal) => void): readonly Action[] => [
  {
    label: row.state === 'waiting' && may('brood:pull') ? words.decide : words.look,
    icon: 'eye',
    onSelect: () => decide(row),
    hotkey: 'e',
  },
];

const tones = {
  waiting: ['info', 'hourglass-split'],
  accepted: ['ok', 'check-circle'],
  refused: ['unknown', 'slash-circle'],
} as const;

const columns: readonly Column<BroodProposal>[] = [
  {
    key: 'title',
    label: text.taking.name,
    sort: true,
    always: true,
    card: 'title',
    value: (row) => row.title,
  },
  { key: 'change', label: words.change, card: 'fact', value: (row) => words.changes[row.change] },
  { key: 'kind', label: text.runs.what, sort: true, card: 'fact', value: (row) => text.kinds[row.kind] },
  {
    key: 'brood',
    label: text.kind,
    sort: true,
    card: 'fact',
    value: (row) => row.brood.name,
    cell: ({ brood }) => <Link to={`/broods/view/${brood.id}`}>{brood.name}</Link>,
  },
  {
    key: 'state',
    label: text.runs.state,
    card: 'fact',
    cell: ({ state }) => (
      <Badge tone={tones[state][0]} icon={tones[state][1]}>
        {words.states[state]}
      </Badge>
    ),
  },
  { key: 'decidedBy', label: words.decidedBy, value: (row) => row.decidedBy },
  {
    key: 'modified',
    label: words.proposed,
    sort: true,
    card: 'none',
    cell: (row) => <RelativeTime at={row.modified} />,
  },
];
