import {
  BlueprintList,
  type BlueprintRow,
  blueprintTriggers,
  sharingGroupBlueprints as endpoints,
} from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { ChangedNotice } from '../../parts/live/changed-notice.js';
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
import { deleteBlueprint, executeBlueprint } from './acts.js';
import { RunOutcome } from './runs.js';
import { text } from './text.js';

const shape = listShape(BlueprintList, {
  choices: { trigger: blueprintTriggers.map((value) => ({ value, label: text.triggers[value] })) },
});

/** A page of the list as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(endpoints.list, { query, signal }));

/** The list of blueprints (FEATURES SGR-06). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const rowActions = useCallback((row: BlueprintRow) => actionsOf(row, () => void revalidate()), [revalidate]);
  return (
    <ListPage
      title={text.title}
      notice={<ChangedNotice noun="sharingGroupBlueprint" />}
      lead={text.lead}
      total={total}
      actions={may('sharingGroupBlueprint:write') ? [addAction] : []}
    >
      <DataTable
        id="sharing-group-blueprints"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.name}
        rowHref={addressOfBlueprint}
        rowActions={rowActions}
        toolbar={<ViewsBar name="blueprints" list={list} />}
        download={(search) => `${addressOf(endpoints.csv)}?${search}`}
        empty={{ text: text.empty, action: addAction }}
      />
    </ListPage>
  );
}

const addAction: Action = { label: text.add, icon: 'plus-lg', to: '/sharingGroupBlueprints/add' };
const addressOfBlueprint = ({ id }: BlueprintRow): string => `/sharingGroupBlueprints/view/${id}`;

const columns: readonly Column<BlueprintRow>[] = [
  { key: 'id', label: text.columns.id, sort: true, align: 'end', width: '56px', card: 'none', value: (row) => row.id },
  {
    key: 'name',
    label: text.columns.name,
    sort: true,
    always: true,
    card: 'title',
    value: (row) => row.name,
    cell: (row) => <Link to={addressOfBlueprint(row)}>{row.name}</Link>,
  },
  {
    key: 'sharingGroup',
    label: text.columns.group,
    card: 'fact',
    value: (row) => row.sharingGroup?.name,
    cell: (row) =>
      row.sharingGroup ? (
        <Link to={`/sharingGroups/view/${row.sharingGroup.id}`}>
          {row.sharingGroup.name} <span className="muted">({row.sharingGroup.members})</span>
        </Link>
      ) : null,
  },
  { key: 'owner', label: text.columns.owner, sort: true, value: (row) => row.owner.name },
  { key: 'trigger', label: text.columns.trigger, sort: true, card: 'fact', value: (row) => text.triggers[row.trigger] },
  {
    key: 'lastRun',
    label: text.columns.lastRun,
    card: 'fact',
    cell: (row) => (row.lastRun ? <RunOutcome run={row.lastRun} /> : null),
  },
  {
    key: 'modified',
    label: text.columns.modified,
    sort: true,
    card: 'none',
    cell: (row) => <RelativeTime at={row.modified} />,
  },
];

function actionsOf(row: BlueprintRow, changed: () => void): readonly Action[] {
  const view: Action = { label: text.view, icon: 'eye', to: addressOfBlueprint(row) };
  if (!row.mayChange) return [view];
  return [
    view,
    ...(row.mayRun
      ? [{ label: text.run.act, icon: 'arrow-repeat' as const, onSelect: () => void executeBlueprint(row, changed) }]
      : []),
    { label: text.edit, icon: 'pencil', to: `/sharingGroupBlueprints/edit/${row.id}`, hotkey: 'e' },
    {
      label: text.remove,
      icon: 'trash',
      tone: 'danger',
      onSelect: () => void deleteBlueprint(row, { onDeleted: changed, onRestored: changed }),
    },
  ];
}
