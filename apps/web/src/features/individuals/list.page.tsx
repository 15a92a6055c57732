import { IndividualList, type IndividualRow, individuals } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { countryChoices } from '../../parts/organisations/country-choices.js';
import { searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import { searchTags } from '../../parts/tags/search-tags.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import {
  type Action,
  Badge,
  Chip,
  Chips,
  type Column,
  DataTable,
  ListPage,
  listShape,
  loadList,
  RelativeTime,
  TagChip,
  useListState,
} from '../../ui/index.js';
import { deletePerson } from './delete-person.js';
import { nameOf, text } from './text.js';

const shape = listShape(IndividualList, {
  choices: { organisation: searchOrganisations, country: countryChoices, tag: searchTags },
});

/** A page of the list as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(individuals.list, { query, signal }));

/** The list of people (FEATURES IND-01; SCREENS §3). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const rowActions = useCallback((row: IndividualRow) => actionsOf(row, () => void revalidate()), [revalidate]);
  const mayAdd = may('individual:create');
  return (
    <ListPage title={text.title} total={total} actions={mayAdd ? [{ ...addAction, primary: true }] : []}>
      <DataTable
        id="individuals"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={nameOf}
        rowHref={addressOfPerson}
        rowActions={rowActions}
        toolbar={<ViewsBar name="individuals" list={list} presets={presets} />}
        download={(search) => `${addressOf(individuals.csv)}?${search}`}
        empty={mayAdd ? { text: text.empty, action: addAction } : { text: text.emptyForReaders }}
      />
    </ListPage>
  );
}

const addAction: Action = { label: text.add, icon: 'plus-lg', to: '/individuals/add', modal: true };
const presets = [
  { label: text.all, search: '' },
  { label: text.withAccount, search: 'hasUser=true' },
  { label: text.unaligned, search: 'organisation.empty=true' },
];
const addressOfPerson = ({ id }: IndividualRow): string => `/individuals/view/${id}`;

function actionsOf(row: IndividualRow, changed: () => void): Action[] {
  const remove = () => void deletePerson(row, { onDeleted: changed, onRestored: changed });
  return [
    ...(row.mayChange && may('individual:update')
      ? [
          {
            label: text.edit,
            icon: 'pencil',
            to: `/individuals/edit/${row.id}`,
            modal: true,
            hotkey: 'e',
          } as const,
        ]
      : []),
    { label: text.view, icon: 'eye', to: addressOfPerson(row), menu: true },
    ...(row.mayChange && may('individual:delete')
      ? [{ label: text.remove, icon: 'trash', tone: 'danger', onSelect: remove, menu: true } as const]
      : []),
  ];
}

const columns: readonly Column<IndividualRow>[] = [
  { key: 'id', label: text.columns.id, align: 'end', width: '56px', card: 'none', value: (row) => row.id },
  {
    key: 'lastName',
    label: text.columns.name,
    sort: true,
    always: true,
    card: 'title',
    value: nameOf,
    cell: (row) => <Link to={addressOfPerson(row)}>{nameOf(row)}</Link>,
  },
  {
    key: 'email',
    label: text.columns.email,
    sort: true,
    card: 'fact',
    value: (row) => row.email,
    cell: (row) => <a href={`mailto:${row.email}`}>{row.email}</a>,
  },
  { key: 'position', label: text.columns.position, sort: true, card: 'fact', value: (row) => row.position },
  {
    key: 'organisations',
    label: text.columns.organisations,
    card: 'fact',
    value: (row) => row.alignments.map(({ organisation }) => organisation.name).join(', '),
    cell: (row) => (
      <Chips>
        {row.alignments.map(({ id, organisation, type }) => (
          <Chip key={id} to={`/organisations/view/${organisation.id}`}>{`${organisation.name} · ${type}`}</Chip>
        ))}
      </Chips>
    ),
  },
  {
    key: 'account',
    label: text.columns.account,
    card: 'none',
    value: (row) => (row.hasUser ? text.account.yes : text.account.no),
    cell: (row) =>
      row.hasUser ? (
        <Badge tone="ok" icon="person">
          {text.account.yes}
        </Badge>
      ) : null,
  },
  {
    key: 'tags',
    label: text.columns.tags,
    card: 'fact',
    value: (row) => row.tags.map(({ name }) => name).join(', '),
    cell: (row) => (
      <Chips>
        {row.tags.map(({ id, name, colour }) => (
          <TagChip key={id} name={name} colour={colour} />
        ))}
      </Chips>
    ),
  },
  { key: 'uuid', label: text.columns.uuid, mono: true, optional: true, value: (row) => row.uuid },
  {
    key: 'modified',
    label: text.columns.modified,
    sort: true,
    card: 'none',
    value: (row) => row.modified,
    cell: (row) => <RelativeTime at={row.modified} />,
  },
];
