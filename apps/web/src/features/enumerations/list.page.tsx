import {
  type EnumerationCollection,
  EnumerationCollectionList,
  enumerations,
  enumerationTargets,
} from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call, may } from '../../api/index.js';
import {
  type Action,
  Badge,
  type Column,
  DataTable,
  FilterBar,
  ListPage,
  listShape,
  loadList,
  RelativeTime,
  useListState,
} from '../../ui/index.js';
import { deleteCollection } from './delete-collection.js';
import { targetWords, text } from './text.js';

const choicesOf = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

const shape = listShape(EnumerationCollectionList, {
  choices: {
    targetModel: choicesOf(Object.keys(enumerationTargets)),
    targetField: choicesOf([...new Set(Object.values(enumerationTargets).flat())]),
  },
});

/** A page of the list as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(enumerations.list, { query, signal }));

/** The list of enumeration collections (FEATURES ENU-01; SCREENS §9). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const rowActions = useCallback(
    (collection: EnumerationCollection) => actionsOf(collection, () => void revalidate()),
    [revalidate],
  );
  return (
    <ListPage title={text.title} lead={text.lead} total={total} actions={may('enumeration:write') ? [addAction] : []}>
      <DataTable
        id="enumeration-collections"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(collection) => collection.id}
        rowLabel={(collection) => collection.name}
        rowHref={addressOfCollection}
        rowActions={rowActions}
        rowDimmed={(collection) => !collection.enabled}
        toolbar={<FilterBar list={list} />}
        empty={{ text: text.empty, ...(may('enumeration:write') ? { action: addAction } : {}) }}
      />
    </ListPage>
  );
}

const addAction: Action = { label: text.add, icon: 'plus-lg', to: '/enumerationCollections/add', modal: true };

const addressOfCollection = ({ id }: EnumerationCollection): string => `/enumerationCollections/view/${id}`;

const columns: readonly Column<EnumerationCollection>[] = [
  { key: 'id', label: text.columns.id, align: 'end', width: '56px', card: 'none', value: (row) => row.id },
  {
    key: 'name',
    label: text.columns.name,
    sort: true,
    always: true,
    card: 'title',
    value: (row) => row.name,
    cell: (row) => (
      <Link to={addressOfCollection(row)} className="cut">
        {row.name}
      </Link>
    ),
  },
  {
    key: 'enabled',
    label: text.columns.enabled,
    sort: true,
    card: 'fact',
    value: (row) => (row.enabled ? text.enabled : text.disabled),
    cell: (row) => <Badge tone={row.enabled ? 'ok' : 'unknown'}>{row.enabled ? text.enabled : text.disabled}</Badge>,
  },
  {
    key: 'target',
    label: text.columns.target,
    sort: 'targetField',
    card: 'fact',
    value: (row) => targetWords(row.targetModel, row.targetField),
  },
  {
    key: 'valueCount',
    label: text.columns.values,
    sort: true,
    align: 'end',
    card: 'fact',
    value: (row) => row.valueCount,
  },
  { key: 'description', label: text.columns.description, card: 'none', value: (row) => row.description },
  { key: 'uuid', label: text.columns.uuid, optional: true, mono: true, card: 'none', value: (row) => row.uuid },
  {
    key: 'modified',
    label: text.columns.modified,
    sort: true,
    optional: true,
    card: 'none',
    cell: (row) => <RelativeTime at={row.modified} />,
  },
];

function actionsOf(collection: EnumerationCollection, changed: () => void): readonly Action[] {
  const view: Action = { label: text.view, icon: 'eye', to: addressOfCollection(collection) };
  if (!may('enumeration:write')) return [view];
  return [
    view,
    { label: text.edit, icon: 'pencil', to: `/enumerationCollections/edit/${collection.id}`, modal: true, hotkey: 'e' },
    { label: text.remove, icon: 'trash', tone: 'danger', onSelect: () => void deleteCollection(collection, changed) },
  ];
}
