import { type FormTemplate, IndividualList, type IndividualRow } from '@cerebrate/contract';
import { Link } from 'react-router';
import { metaColumns, metaFilters } from '../../parts/meta-fields/meta-columns.js';
import { countryChoices } from '../../parts/organisations/country-choices.js';
import { searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import { searchTags } from '../../parts/tags/search-tags.js';
import { Badge, Chip, Chips, type Column, type ListShape, listShape, RelativeTime, TagChip } from '../../ui/index.js';
import { nameOf, text } from './text.js';

/** What can be asked of the list of people, with the fields of the enabled meta-templates. */
export const personShape = (templates: readonly FormTemplate[]): ListShape =>
  listShape(IndividualList, {
    choices: { organisation: searchOrganisations, country: countryChoices, tag: searchTags },
    more: metaFilters(templates),
  });

/** The page of a person. */
export const personAddress = ({ id }: { readonly id: number }): string => `/individuals/view/${id}`;

/** The columns of the list; those of meta-templates are hidden until chosen. */
export const personColumns = (templates: readonly FormTemplate[]): readonly Column<IndividualRow>[] => [
  ...ownColumns,
  ...metaColumns<IndividualRow>(templates),
];

const ownColumns: readonly Column<IndividualRow>[] = [
  { key: 'id', label: text.columns.id, align: 'end', width: '56px', card: 'none', value: (row) => row.id },
  {
    key: 'lastName',
    label: text.columns.name,
    sort: true,
    always: true,
    card: 'title',
    value: nameOf,
    cell: (row) => <Link to={personAddress(row)}>{nameOf(row)}</Link>,
  },
  {
    key: 'email',
    label: text.columns.email,
    sort: true,
    card: 'fact',
    value: (row) => (row.anonymisedAt ? null : row.email),
    cell: (row) => (row.anonymisedAt ? null : <a href={`mailto:${row.email}`}>{row.email}</a>),
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
