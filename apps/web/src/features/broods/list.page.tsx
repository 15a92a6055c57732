import { type Brood, BroodList, broodStrategies, broods, checkOutcomes } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import {
  type Action,
  type Column,
  DataTable,
  ListPage,
  listShape,
  loadList,
  RelativeTime,
  useListState,
} from '../../ui/index.js';
import { forgetBrood, testBrood, toolsOf } from './acts.js';
import { HealthBadge } from './health-badge.js';
import { text } from './text.js';

const shape = listShape(BroodList, {
  choices: {
    strategy: broodStrategies.map((value) => ({ value, label: text.strategies[value] })),
    outcome: checkOutcomes.map((value) => ({ value, label: text.outcomes[value] })),
  },
});

/** A page of the register as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(broods.list, { query, signal }));

/** Other nodes and how their connections are (FEATURES BRD-01, BRD-02; SCREENS §5). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const rowActions = useCallback((row: Brood) => actionsOf(row, () => void revalidate()), [revalidate]);
  const mayAdd = may('brood:write');
  return (
    <ListPage title={text.title} total={total} actions={mayAdd ? [addAction, keysAction] : [keysAction]}>
      <DataTable
        id="broods"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.name}
        rowHref={addressOfBrood}
        rowActions={rowActions}
        toolbar={<ViewsBar name="broods" list={list} presets={presets} />}
        download={(search) => `${addressOf(broods.csv)}?${search}`}
        empty={mayAdd ? { text: text.empty, action: addAction } : { text: text.empty }}
      />
    </ListPage>
  );
}

const addAction: Action = { label: text.add, icon: 'plus-lg', to: '/broods/add', modal: true };
const keysAction: Action = { label: text.signingKeys.title, icon: 'shield-check', to: '/broods/signingKeys' };
const presets = [
  { label: text.presets.all, search: '' },
  { label: text.presets.pulled, search: 'pull=true' },
  { label: text.presets.notPulled, search: 'pull=false' },
  { label: text.presets.trusted, search: 'strategy=trusted' },
];
const addressOfBrood = ({ id }: Pick<Brood, 'id'>): string => `/broods/view/${id}`;

const columns: readonly Column<Brood>[] = [
  { key: 'id', label: text.columns.id, sort: true, align: 'end', width: '56px', card: 'none', value: (row) => row.id },
  {
    key: 'name',
    label: text.columns.name,
    sort: true,
    always: true,
    card: 'title',
    value: (row) => row.name,
    cell: (row) => <Link to={addressOfBrood(row)}>{row.name}</Link>,
  },
  {
    key: 'health',
    label: text.columns.health,
    card: 'fact',
    cell: ({ lastCheck }) => (
      <span className="d-inline-flex align-items-center gap-2 text-nowrap" title={lastCheck?.advice}>
        <HealthBadge check={lastCheck} />
        <span className="muted">
          {lastCheck ? text.test.line(lastCheck.product, lastCheck.version, lastCheck.latencyMs) : null}
        </span>
      </span>
    ),
  },
  { key: 'url', label: text.columns.url, sort: true, card: 'fact', value: (row) => row.url },
  { key: 'strategy', label: text.columns.strategy, sort: true, value: (row) => text.strategies[row.strategy] },
  { key: 'pull', label: text.columns.pull, value: (row) => (row.pull ? text.yes : text.no) },
  { key: 'owner', label: text.columns.owner, sort: true, value: (row) => row.owner.name },
  { key: 'description', label: text.columns.description, optional: true, value: (row) => row.description },
  {
    key: 'modified',
    label: text.columns.modified,
    sort: true,
    card: 'none',
    cell: (row) => <RelativeTime at={row.modified} />,
  },
];

function actionsOf(row: Brood, changed: () => void): readonly Action[] {
  const views: readonly Action[] = [
    { label: text.view, icon: 'eye', to: addressOfBrood(row) },
    ...(may('connection:read') ? [toolsOf(row)] : []),
  ];
  if (!may('brood:write')) return views;
  return [
    ...views,
    { label: text.test.act, icon: 'arrow-repeat', onSelect: () => void testBrood(row, changed), hotkey: 't' },
    { label: text.edit, icon: 'pencil', to: `/broods/edit/${row.id}`, modal: true, hotkey: 'e' },
    {
      label: text.remove,
      icon: 'trash',
      tone: 'danger',
      onSelect: () => void forgetBrood(row, { onDeleted: changed, onRestored: changed }),
    },
  ];
}
