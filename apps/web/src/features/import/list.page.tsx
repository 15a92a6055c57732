import { type Import, ImportList, importStates, imports } from '@cerebrate/contract';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { useLiveReload } from '../../parts/live/changed-notice.js';
import {
  type Action,
  type Column,
  DataTable,
  FilterBar,
  ListPage,
  listShape,
  loadList,
  Progress,
  RelativeTime,
  useListState,
} from '../../ui/index.js';
import { addressOfImport, isAtWork, progressOf } from './import-acts.js';
import { StateBadge } from './state-badge.js';
import { text } from './text.js';

const shape = listShape(ImportList, {
  choices: { state: importStates.map((state) => ({ value: state, label: text.states[state] })) },
});

/** A page of the list as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(imports.list, { query, signal }));

/** Every import the caller may see, newest first (FEATURES CLI-01). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  useLiveReload('import');
  return (
    <ListPage title={text.title} lead={text.lead} total={total} actions={[addAction]}>
      <DataTable
        id="imports"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.name}
        rowHref={addressOfImport}
        toolbar={<FilterBar list={list} />}
        empty={{ text: text.empty, action: addAction }}
      />
    </ListPage>
  );
}

/** What came of it, or how far it is. */
function Outcome({ row }: { readonly row: Import }) {
  if (isAtWork(row)) return <Progress {...progressOf(row)} />;
  return row.rows === 0 ? null : text.summary(row.counts);
}

const addAction: Action = { label: text.add, icon: 'upload', to: '/import/add', modal: true };

const columns: readonly Column<Import>[] = [
  {
    key: 'name',
    label: text.columns.name,
    sort: true,
    always: true,
    card: 'title',
    value: (row) => row.name,
    cell: (row) => <Link to={addressOfImport(row)}>{row.name}</Link>,
  },
  {
    key: 'state',
    label: text.columns.state,
    sort: true,
    card: 'fact',
    cell: (row) => <StateBadge state={row.state} />,
  },
  {
    key: 'outcome',
    label: text.columns.outcome,
    card: 'fact',
    value: (row) => (row.rows === 0 ? null : text.summary(row.counts)),
    cell: (row) => <Outcome row={row} />,
  },
  { key: 'rows', label: text.columns.rows, align: 'end', card: 'none', value: (row) => row.totalRows ?? row.rows },
  { key: 'user', label: text.columns.user, card: 'none', value: (row) => row.user.name },
  {
    key: 'created',
    label: text.columns.created,
    sort: true,
    card: 'fact',
    cell: (row) => <RelativeTime at={row.created} />,
  },
];
