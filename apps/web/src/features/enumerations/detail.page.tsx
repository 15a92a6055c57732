import { type EnumerationCollectionRecord, enumerations } from '@cerebrate/contract';
import { Link, type LoaderFunctionArgs, useLoaderData, useNavigate } from 'react-router';
import { call, may } from '../../api/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { type Action, Badge, type Column, DataTable, RecordPage, RelativeTime } from '../../ui/index.js';
import { deleteCollection } from './delete-collection.js';
import { targetWords, text } from './text.js';

/** The collection of the address with its values. @throws ProblemError 404 when there is none */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(enumerations.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });

/** One collection and its values in order (FEATURES ENU-01, ENU-02). */
export function Component() {
  const collection = useLoaderData<typeof loader>();
  const { facts } = text;
  const state = collection.enabled ? text.enabled : text.disabled;
  return (
    <RecordPage
      kind={text.kind}
      title={collection.name}
      badges={<Badge tone={collection.enabled ? 'ok' : 'unknown'}>{state}</Badge>}
      summary={targetWords(collection.targetModel, collection.targetField)}
      actions={useActions(collection)}
      facts={[
        { label: facts.target, value: targetWords(collection.targetModel, collection.targetField) },
        { label: facts.uuid, value: collection.uuid, copy: true, mono: true },
        { label: facts.id, value: collection.id, copy: true, mono: true },
        { label: facts.created, value: <RelativeTime at={collection.created} /> },
        { label: facts.modified, value: <RelativeTime at={collection.modified} /> },
        { label: facts.description, value: collection.description, wide: true },
      ]}
      tabs={[
        {
          key: 'values',
          label: text.values,
          count: collection.values.length,
          content: <Values collection={collection} />,
        },
      ]}
      history={
        <ChangeHistory
          key={collection.version}
          load={(query, signal) =>
            call(enumerations.history, { params: { ref: String(collection.id) }, query, signal })
          }
        />
      }
    />
  );
}

type Value = EnumerationCollectionRecord['values'][number];

function Values({ collection }: { readonly collection: EnumerationCollectionRecord }) {
  const columns: readonly Column<Value>[] = [
    { key: 'id', label: text.columns.id, align: 'end', width: '56px', value: (row) => row.id },
    {
      key: 'value',
      label: text.value,
      always: true,
      card: 'title',
      cell: (row) => <Uses collection={collection} value={row.value} />,
      value: (row) => row.value,
    },
  ];
  return (
    <DataTable
      id="enumeration-values"
      caption={text.values}
      rows={collection.values}
      columns={columns}
      rowKey={(row) => row.id}
      rowLabel={(row) => row.value}
      empty={{ text: text.noValues }}
    />
  );
}

/** A value that leads to the organisations that have it, where their list can be asked so. */
function Uses({ collection, value }: { readonly collection: EnumerationCollectionRecord; readonly value: string }) {
  const { targetModel, targetField } = collection;
  if (targetModel !== 'Organisations' || targetField === 'country') return <>{value}</>;
  return (
    <Link to={`/organisations/index?${new URLSearchParams({ [targetField]: value })}`} title={text.showUses(value)}>
      {value}
    </Link>
  );
}

function useActions(collection: EnumerationCollectionRecord): readonly Action[] {
  const navigate = useNavigate();
  if (!may('enumeration:write')) return [];
  const remove = () =>
    void deleteCollection(collection, () => void navigate('/enumerationCollections/index', { replace: true }));
  return [
    {
      label: text.edit,
      icon: 'pencil',
      to: `/enumerationCollections/edit/${collection.id}`,
      modal: true,
      primary: true,
      hotkey: 'e',
    },
    { label: `${text.remove}…`, icon: 'trash', tone: 'danger', onSelect: remove, menu: true },
  ];
}
