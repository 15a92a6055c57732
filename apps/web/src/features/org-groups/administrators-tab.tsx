import { type GroupAdministrator, type OrgGroup, orgGroups } from '@cerebrate/contract';
import { useState } from 'react';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { Badge, type Choice, type ChoiceSearch, type Column, DataTable, SearchSelect, toast } from '../../ui/index.js';
import { text } from './text.js';

const words = text.administrators;

const columns: readonly Column<GroupAdministrator>[] = [
  { key: 'username', label: words.username, always: true, card: 'title', value: (row) => row.username },
  { key: 'name', label: words.name, card: 'fact', value: (row) => row.name },
  { key: 'email', label: words.email, card: 'fact', value: (row) => row.email },
  { key: 'organisation', label: words.organisation, card: 'fact', value: (row) => row.organisation?.name ?? null },
  { key: 'role', label: words.role, card: 'fact', value: (row) => row.role.name },
  { key: 'state', label: words.state, card: 'fact', cell: (row) => <State administrator={row} /> },
];

function State({ administrator }: { readonly administrator: GroupAdministrator }) {
  if (!administrator.isEntitled)
    return (
      <Badge tone="attention" icon="exclamation-triangle">
        {words.notEntitled}
      </Badge>
    );
  if (administrator.disabled) return <Badge tone="info">{words.disabled}</Badge>;
  return (
    <Badge tone="ok" icon="check-lg">
      {words.entitled}
    </Badge>
  );
}

interface AdministratorsProps {
  readonly group: OrgGroup;
  readonly administrators: readonly GroupAdministrator[];
  readonly onChange: () => void;
}

type Act = typeof orgGroups.assign | typeof orgGroups.release;

async function change(params: { ref: string }, endpoint: Act, userId: number, done: string, onChange: () => void) {
  try {
    await call(endpoint, { params, body: { userId } });
    toast({ tone: 'ok', text: done });
    onChange();
  } catch (error) {
    tellFailure(error);
  }
}

/** Who looks after the group; those whose role lost the right are marked (FEATURES OGR-03). */
export function AdministratorsTab({ group, administrators, onChange }: AdministratorsProps) {
  const [pick, setPick] = useState(0);
  const params = { ref: String(group.id) };
  const act = (endpoint: Act, userId: number, done: string) => change(params, endpoint, userId, done, onChange);
  const search: ChoiceSearch = async (q, signal) =>
    (await call(orgGroups.candidates, { params, query: { q }, signal })).items.map(choiceOf);
  const add = (value: string | null, choice?: Choice) => {
    if (value === null) return;
    setPick(pick + 1);
    void act(orgGroups.assign, Number(value), words.added(choice?.label ?? value));
  };
  const powerless = administrators.filter(({ isEntitled }) => !isEntitled).map(({ username }) => username);
  return (
    <div className="d-grid gap-3">
      {powerless.length > 0 ? (
        <p className="notice-strip m-0" data-tone="attention" role="status">
          {words.warning(powerless.join(', '))}
        </p>
      ) : null}
      {group.mayChange ? (
        <SearchSelect
          key={pick}
          label={words.add}
          placeholder={words.add}
          value={null}
          source={search}
          onChange={add}
        />
      ) : null}
      <DataTable
        id="orgGroupAdministrators"
        caption={words.title}
        rows={administrators}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.username}
        rowHref={(row) => `/users/view/${row.id}`}
        rowActions={(row) =>
          group.mayChange
            ? [
                {
                  label: words.remove,
                  icon: 'x-lg',
                  tone: 'danger',
                  onSelect: () => void act(orgGroups.release, row.id, words.removed(row.username)),
                },
              ]
            : []
        }
        empty={{ text: words.none }}
      />
    </div>
  );
}

const choiceOf = ({ id, username, name, organisation, role }: GroupAdministrator): Choice => ({
  value: String(id),
  label: username,
  hint: [name, organisation?.name, role.name].filter(Boolean).join(' · '),
});
