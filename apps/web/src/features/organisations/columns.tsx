import { countryName, type FormTemplate, type OrganisationRow } from '@cerebrate/contract';
import { Link } from 'react-router';
import { metaColumns } from '../../parts/meta-fields/meta-columns.js';
import { shortAddress, webAddress } from '../../parts/organisations/web-address.js';
import { Chip, Chips, type Column, CopyButton, Country, RelativeTime, TagChip } from '../../ui/index.js';
import { text } from './text.js';

const index = '/organisations/index';

/** How many tags a cell shows before it only counts. */
const shownTags = 2;

/** The page of an organisation. */
export const organisationAddress = ({ id }: { readonly id: number }): string => `/organisations/view/${id}`;

/** The columns of the list; those of meta-templates are hidden until chosen. */
export function organisationColumns(templates: readonly FormTemplate[]): readonly Column<OrganisationRow>[] {
  return [...ownColumns, ...metaColumns<OrganisationRow>(templates)];
}

const ownColumns: readonly Column<OrganisationRow>[] = [
  { key: 'id', label: text.columns.id, sort: true, align: 'end', width: '48px', value: (row) => row.id, card: 'none' },
  {
    key: 'name',
    label: text.columns.name,
    sort: true,
    always: true,
    card: 'title',
    value: (row) => row.name,
    cell: (row) => (
      <Link to={organisationAddress(row)} className="cut">
        {row.name}
      </Link>
    ),
  },
  {
    key: 'uuid',
    label: text.columns.uuid,
    optional: true,
    mono: true,
    card: 'none',
    value: (row) => row.uuid,
    cell: (row) => (
      <span className="d-flex align-items-center gap-1">
        {row.uuid} <CopyButton text={row.uuid} label={`${text.columns.uuid}: ${row.name}`} />
      </span>
    ),
  },
  {
    key: 'country',
    label: text.columns.country,
    sort: true,
    card: 'fact',
    width: '72px',
    value: (row) => (row.country === null ? row.nationalityText : (countryName(row.country) ?? row.country)),
    cell: (row) =>
      row.country === null ? <span className="muted cut">{row.nationalityText}</span> : <Country code={row.country} />,
  },
  { key: 'sector', label: text.columns.sector, sort: true, card: 'fact', value: (row) => row.sector },
  { key: 'type', label: text.columns.type, sort: true, card: 'none', value: (row) => row.type },
  {
    key: 'people',
    label: text.columns.people,
    sort: true,
    align: 'end',
    card: 'fact',
    width: '64px',
    value: (row) => row.people,
    cell: (row) => (row.people === 0 ? <span className="muted">0</span> : row.people),
  },
  {
    key: 'groups',
    label: text.columns.groups,
    card: 'none',
    optional: true,
    value: (row) => row.orgGroups.map((group) => group.name).join(', '),
    cell: (row) => <GroupChips groups={row.orgGroups} />,
  },
  {
    key: 'url',
    label: text.columns.url,
    sort: true,
    optional: true,
    card: 'none',
    value: (row) => row.url,
    cell: (row) => <Website url={row.url} />,
  },
  {
    key: 'tags',
    label: text.columns.tags,
    card: 'none',
    value: (row) => row.tags.map((tag) => tag.name).join(', '),
    cell: (row) => <RowTags tags={row.tags} />,
  },
  {
    key: 'created',
    label: text.columns.created,
    sort: true,
    optional: true,
    card: 'none',
    cell: (row) => <RelativeTime at={row.created} />,
  },
  {
    key: 'modified',
    label: text.columns.modified,
    sort: true,
    card: 'none',
    cell: (row) => <RelativeTime at={row.modified} />,
  },
];

/** Groups as chips that lead to their members. */
export function GroupChips({ groups }: { readonly groups: OrganisationRow['orgGroups'] }) {
  return (
    <Chips>
      {groups.map((group) => (
        <Chip key={group.id} icon="collection" to={`${index}?group=${group.id}`}>
          {group.name}
        </Chip>
      ))}
    </Chips>
  );
}

/** A website in short, linked when it is one. Peers are strangers: no referrer, no handle on our window. */
export function Website({ url }: { readonly url: string | null }) {
  const href = webAddress(url);
  if (url === null) return null;
  if (href === undefined) return <span className="cut">{url}</span>;
  return (
    <a href={href} className="cut" target="_blank" rel="noopener noreferrer external">
      {shortAddress(url)}
    </a>
  );
}

function RowTags({ tags }: { readonly tags: OrganisationRow['tags'] }) {
  const rest = tags.slice(shownTags);
  return (
    <span className="chips org-row-tags">
      {tags.slice(0, shownTags).map((tag) => (
        <TagChip
          key={tag.id}
          name={tag.name}
          colour={tag.colour}
          to={`${index}?${new URLSearchParams({ tag: tag.name })}`}
        />
      ))}
      {rest.length > 0 ? (
        <Chip title={rest.map((tag) => tag.name).join(', ')}>{text.moreValues(rest.length)}</Chip>
      ) : null}
    </span>
  );
}
