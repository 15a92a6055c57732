import type { FormTemplate, User, UserRow } from '@cerebrate/contract';
import { Link } from 'react-router';
import { identityText } from '../../parts/identity/index.js';
import { metaColumns } from '../../parts/meta-fields/meta-columns.js';
import { Badge, Chip, Chips, type Column, CopyButton, Country, countryName, RelativeTime } from '../../ui/index.js';
import { ProviderState } from './provider-account.js';
import { providerText } from './provider-text.js';
import { text } from './text.js';

/** First and last name, or the user name of somebody without. */
export const personName = ({ individual, username }: Pick<User, 'individual' | 'username'>): string =>
  `${individual.firstName} ${individual.lastName}`.trim() || username;

/** Whether an account can be used, in colour, icon and word. */
export function UserState({ user }: { readonly user: Pick<User, 'disabled'> }) {
  return user.disabled ? (
    <Badge tone="unknown" icon="slash-circle">
      {identityText.disabled}
    </Badge>
  ) : (
    <Badge tone="ok">{identityText.enabled}</Badge>
  );
}

/** The groups somebody administers. */
export function Groups({ user }: { readonly user: Pick<User, 'administeredGroups'> }) {
  return (
    <Chips>
      {user.administeredGroups.map((group) => (
        <Chip key={group.id} icon="collection" to={`/orgGroups/view/${group.id}`}>
          {group.name}
        </Chip>
      ))}
    </Chips>
  );
}

/** The columns of the list (FEATURES USR-01); those of meta-templates are hidden until chosen. */
export const userColumns = (templates: readonly FormTemplate[]): readonly Column<UserRow>[] => [
  ...ownColumns,
  ...metaColumns<UserRow>(templates),
];

const ownColumns: readonly Column<UserRow>[] = [
  { key: 'id', label: text.columns.id, align: 'end', width: '56px', card: 'none', value: (user) => user.id },
  {
    key: 'username',
    label: text.columns.username,
    sort: true,
    always: true,
    card: 'title',
    value: (user) => user.username,
    cell: (user) => (
      <Link to={`/users/view/${user.id}`} className="cut">
        {user.username}
      </Link>
    ),
  },
  {
    key: 'disabled',
    label: text.columns.state,
    sort: true,
    width: '110px',
    card: 'fact',
    cell: (user) => <UserState user={user} />,
  },
  {
    key: 'person',
    label: text.columns.person,
    sort: 'lastName',
    card: 'fact',
    value: personName,
    cell: (user) => (
      <Link to={`/individuals/view/${user.individual.id}`} className="cut">
        {personName(user)}
      </Link>
    ),
  },
  {
    key: 'email',
    label: text.columns.email,
    sort: true,
    optional: true,
    card: 'none',
    value: (user) => user.individual.email,
  },
  {
    key: 'organisation',
    label: text.columns.organisation,
    sort: true,
    card: 'fact',
    value: (user) => user.organisation?.name,
    cell: (user) =>
      user.organisation ? (
        <Link to={`/organisations/view/${user.organisation.id}`} className="cut">
          {user.organisation.name}
        </Link>
      ) : null,
  },
  {
    key: 'country',
    label: text.columns.country,
    sort: true,
    width: '84px',
    card: 'none',
    value: (user) => (user.organisation?.country ? countryName(user.organisation.country) : null),
    cell: (user) => (user.organisation?.country ? <Country code={user.organisation.country} /> : null),
  },
  {
    key: 'role',
    label: text.columns.role,
    sort: true,
    card: 'none',
    value: (user) => user.role.name,
    cell: (user) => (
      <Link to={`/roles/view/${user.role.id}`} className="cut">
        {user.role.name}
      </Link>
    ),
  },
  {
    key: 'groups',
    label: text.columns.groups,
    card: 'none',
    value: (user) => user.administeredGroups.map((group) => group.name).join(', '),
    cell: (user) => <Groups user={user} />,
  },
  {
    key: 'ssoState',
    label: providerText.tab,
    sort: true,
    optional: true,
    card: 'none',
    value: (user) => (user.ssoState ? providerText.states[user.ssoState] : null),
    cell: (user) => (user.ssoState ? <ProviderState state={user.ssoState} /> : null),
  },
  {
    key: 'settings',
    label: text.columns.settings,
    sort: true,
    optional: true,
    align: 'end',
    card: 'none',
    value: (user) => user.settings,
  },
  {
    key: 'uuid',
    label: text.columns.uuid,
    optional: true,
    mono: true,
    card: 'none',
    value: (user) => user.uuid,
    cell: (user) => (
      <span className="d-flex align-items-center gap-1">
        {user.uuid} <CopyButton text={user.uuid} label={`${text.columns.uuid}: ${user.username}`} />
      </span>
    ),
  },
  {
    key: 'created',
    label: text.columns.created,
    sort: true,
    optional: true,
    card: 'none',
    cell: (user) => <RelativeTime at={user.created} />,
  },
  {
    key: 'modified',
    label: text.columns.modified,
    sort: true,
    card: 'none',
    cell: (user) => <RelativeTime at={user.modified} />,
  },
];
