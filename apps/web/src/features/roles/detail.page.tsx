import { type Role, roles, users } from '@cerebrate/contract';
import { Link, type LoaderFunctionArgs, useLoaderData, useNavigate } from 'react-router';
import { call, may } from '../../api/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { FlagChips, mayChangeRole, PermissionReasons } from '../../parts/identity/index.js';
import { type Action, Badge, Chip, Chips, RecordPage } from '../../ui/index.js';
import { deleteRole } from './delete-role.js';
import { text } from './text.js';

/** The role of the address and, for whoever administers users, those of them who have it. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const role = await call(roles.get, { params: { ref: params['ref'] ?? '' }, signal });
  const holders = may('user:write')
    ? await call(users.list, { query: { roleId: String(role.id), limit: '20' }, signal })
    : undefined;
  return { ...role, holders };
}

type Loaded = Awaited<ReturnType<typeof loader>>;

/** One role: its flags and what they permit (FEATURES USR-12; issue 195 of the original). */
export function Component() {
  const role = useLoaderData<typeof loader>();
  return (
    <RecordPage
      kind={text.kind}
      title={role.name}
      badges={role.isDefault ? <Badge tone="info">{text.default}</Badge> : undefined}
      actions={useActions(role)}
      facts={[
        { label: text.facts.flags, value: <FlagChips flags={role.flags} />, wide: true },
        { label: text.facts.isDefault, value: role.isDefault ? text.yes : text.no },
        { label: text.facts.uuid, value: role.uuid, copy: true, mono: true },
        { label: text.facts.id, value: role.id, copy: true, mono: true },
      ]}
      tabs={[{ key: 'permissions', label: text.permissions, content: <PermissionReasons flags={role.flags} /> }]}
      rail={
        role.holders ? [{ title: text.users, count: role.holders.total ?? 0, content: <Holders role={role} /> }] : []
      }
      history={
        <ChangeHistory
          key={role.version}
          load={(query, signal) => call(roles.history, { params: { ref: String(role.id) }, query, signal })}
        />
      }
    />
  );
}

function useActions(role: Role): readonly Action[] {
  const navigate = useNavigate();
  if (!mayChangeRole(role)) return [];
  const remove = () => void deleteRole(role, () => void navigate('/roles/index', { replace: true }));
  return [
    { label: text.edit, icon: 'pencil', to: `/roles/edit/${role.id}`, modal: true, primary: true, hotkey: 'e' },
    { label: `${text.remove}…`, icon: 'trash', tone: 'danger', onSelect: remove, menu: true },
  ];
}

function Holders({ role }: { readonly role: Loaded }) {
  if (role.holders?.total === 0) return <p className="muted mb-0">{text.nobody}</p>;
  return (
    <Chips>
      {role.holders?.items.map((user) => (
        <Chip
          key={user.id}
          icon="person"
          to={`/users/view/${user.id}`}
          title={`${user.individual.firstName} ${user.individual.lastName}`}
        >
          {user.username}
        </Chip>
      ))}
      {(role.holders?.total ?? 0) > 20 ? <Link to={`/users/index?roleId=${role.id}`}>…</Link> : null}
    </Chips>
  );
}
