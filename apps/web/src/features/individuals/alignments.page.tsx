import { type Alignment, AlignmentList, alignments } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call } from '../../api/index.js';
import {
  type Action,
  Badge,
  type Column,
  DataTable,
  FilterBar,
  ListPage,
  listShape,
  loadList,
  useListState,
} from '../../ui/index.js';
import { removeAlignment } from './alignment-list.js';
import { text } from './text.js';

const words = text.alignments;
const shape = listShape(AlignmentList);

/** A page of the list as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(alignments.list, { query, signal }));

/** Who belongs where, of those one may see (FEATURES ALN-01). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const rowActions = useCallback((row: Alignment) => actionsOf(row, () => void revalidate()), [revalidate]);
  return (
    <ListPage title={words.title} lead={words.lead} total={total}>
      <DataTable
        id="alignments"
        caption={words.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => `${row.individual.name} ${row.type}`}
        rowActions={rowActions}
        toolbar={<FilterBar list={list} presets={presets} />}
        download={(search) => `${addressOf(alignments.csv)}?${search}`}
        empty={{ text: words.empty }}
      />
    </ListPage>
  );
}

const presets = [
  { label: text.all, search: '' },
  { label: words.onlyCurrent, search: 'current=true' },
  { label: words.onlyPast, search: 'current=false' },
];

function actionsOf(row: Alignment, changed: () => void): Action[] {
  if (!row.mayChange) return [];
  const gone = { ...row, individualId: row.individual.id, organisationId: row.organisation.id };
  const pick = ({ id, type, validFrom, validUntil, individualId, organisationId }: typeof gone) => ({
    id,
    type,
    validFrom,
    validUntil,
    individualId,
    organisationId,
  });
  return [
    { label: words.edit, icon: 'pencil', to: `/alignments/edit/${row.id}`, modal: true, hotkey: 'e' },
    {
      label: text.remove,
      icon: 'trash',
      tone: 'danger',
      onSelect: () => void removeAlignment(pick(gone), changed),
      menu: true,
    },
  ];
}

const columns: readonly Column<Alignment>[] = [
  {
    key: 'individual',
    label: words.person,
    sort: true,
    always: true,
    card: 'title',
    value: (row) => row.individual.name || row.individual.email,
    cell: (row) => (
      <Link to={`/individuals/view/${row.individual.id}`}>{row.individual.name || row.individual.email}</Link>
    ),
  },
  {
    key: 'organisation',
    label: words.organisation,
    sort: true,
    card: 'fact',
    value: (row) => row.organisation.name,
    cell: (row) => <Link to={`/organisations/view/${row.organisation.id}`}>{row.organisation.name}</Link>,
  },
  { key: 'type', label: words.role, sort: true, card: 'fact', value: (row) => row.type },
  { key: 'validFrom', label: words.from, card: 'fact', value: (row) => row.validFrom },
  { key: 'validUntil', label: words.until, card: 'fact', value: (row) => row.validUntil },
  {
    key: 'current',
    label: words.state,
    card: 'none',
    value: (row) => (row.isCurrent ? words.current : words.past),
    cell: (row) =>
      row.isCurrent ? (
        <Badge tone="ok" icon="check-lg">
          {words.current}
        </Badge>
      ) : (
        <span className="muted">{words.past}</span>
      ),
  },
];
