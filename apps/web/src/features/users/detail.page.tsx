import { type AuthKey, authKeys, type User, users } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useNavigate, useRevalidator } from 'react-router';
import { call, currentSession } from '../../api/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { authKeyActions, authKeyColumns, FlagChips, shortKey } from '../../parts/identity/index.js';
import { metaFieldTabs } from '../../parts/meta-fields/meta-field-tabs.js';
import { type Action, Badge, Country, DataTable, type Fact, RecordPage, RelativeTime } from '../../ui/index.js';
import { Access } from './access.js';
import { accessText } from './access-text.js';
import { Groups, personName, UserState } from './columns.js';
import { ProviderAccount } from './provider-account.js';
import { providerText } from './provider-text.js';
import { Rights } from './rights.js';
import { rightsText } from './rights-text.js';
import { text } from './text.js';
import { isSelf, userActions } from './user-actions.js';

/** The user of the address, `me` or nothing being oneself, with their keys. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const { ref = 'me' } = params;
  const user = await call(users.get, {
    params: { ref: ref === 'me' ? String(currentSession()?.user?.id) : ref },
    signal,
  });
  const keys = await call(authKeys.list, { query: { userId: String(user.id), limit: '200' }, signal });
  return { ...user, keys };
}

type Loaded = Awaited<ReturnType<typeof loader>>;

/** One user (FEATURES USR-04). */
export function Component() {
  const user = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const navigate = useNavigate();
  const reload = useCallback(() => void revalidate(), [revalidate]);
  const gone = () => void navigate('/users/index', { replace: true });
  return (
    <RecordPage
      kind={text.kind}
      title={user.username}
      summary={personName(user)}
      lead={user.organisation?.country ? <Country code={user.organisation.country} show="flag" /> : undefined}
      badges={
        <>
          <UserState user={user} />
          {isSelf(user) ? (
            <Badge tone="info" icon="person">
              {text.you}
            </Badge>
          ) : null}
        </>
      }
      actions={recordActions(user, reload, gone)}
      facts={factsOf(user)}
      tabs={[
        ...metaFieldTabs(user.metaFields, { index: '/users/index', record: user.id }),
        { key: 'keys', label: text.keys, count: user.keys.total ?? 0, content: <Keys user={user} onChange={reload} /> },
        ...(user.ssoState === null
          ? []
          : [{ key: 'provider', label: providerText.tab, content: <ProviderAccount user={user} /> }]),
        ...(user.mayChange && !isSelf(user)
          ? [{ key: 'access', label: accessText.title, content: <Access user={user} /> }]
          : []),
        { key: 'rights', label: rightsText.tab, content: <Rights key={`${user.id} ${user.version}`} user={user} /> },
      ]}
      history={
        <ChangeHistory
          key={user.version}
          load={(query, signal) => call(users.history, { params: { ref: String(user.id) }, query, signal })}
        />
      }
    />
  );
}

/** The first act of the list is the page's button, what harms is in the menu. */
const recordActions = (user: User, reload: () => void, gone: () => void): readonly Action[] =>
  userActions(user, reload, gone).map((action, at) => ({
    ...action,
    ...(at === 0 ? { primary: true } : {}),
    ...(action.tone ? { menu: true } : {}),
  }));

function factsOf(user: User): readonly Fact[] {
  const { columns, facts } = text;
  return [
    {
      label: facts.person,
      copy: user.individual.email,
      value: (
        <span className="d-flex flex-wrap gap-1">
          <Link to={`/individuals/view/${user.individual.id}`}>{personName(user)}</Link>
          <span className="muted">{user.individual.email}</span>
        </span>
      ),
    },
    {
      label: columns.organisation,
      value: user.organisation ? (
        <Link to={`/organisations/view/${user.organisation.id}`}>{user.organisation.name}</Link>
      ) : null,
    },
    {
      label: columns.role,
      value: (
        <span className="d-flex flex-column gap-1">
          <Link to={`/roles/view/${user.role.id}`}>{user.role.name}</Link>
          <FlagChips flags={user.role.flags} />
        </span>
      ),
    },
    { label: columns.groups, value: user.administeredGroups.length > 0 ? <Groups user={user} /> : null },
    { label: facts.password, value: user.hasPassword ? facts.set : facts.noPassword },
    { label: columns.uuid, value: user.uuid, copy: true, mono: true },
    { label: facts.id, value: user.id, copy: true, mono: true },
    { label: columns.created, value: <RelativeTime at={user.created} /> },
    { label: columns.modified, value: <RelativeTime at={user.modified} /> },
  ];
}

const columns = authKeyColumns({ withUser: false });

function Keys({ user, onChange }: { readonly user: Loaded; readonly onChange: () => void }) {
  const mayAct = isSelf(user) || user.mayChange;
  const rowActions = useCallback((key: AuthKey) => (mayAct ? authKeyActions(key, onChange) : []), [mayAct, onChange]);
  const add: Action = { label: text.addKey, icon: 'plus-lg', to: `/authKeys/add/${user.id}`, modal: true };
  return (
    <DataTable
      id="user-keys"
      caption={text.keys}
      rows={user.keys.items}
      columns={columns}
      rowKey={(key) => key.id}
      rowLabel={shortKey}
      rowActions={rowActions}
      rowDimmed={(key) => key.isExpired}
      empty={mayAct ? { text: text.noKeys, action: add } : { text: text.noKeys }}
    />
  );
}
