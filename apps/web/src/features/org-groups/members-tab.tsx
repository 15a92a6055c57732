import { type OrganisationRow, type OrgGroup, organisations, orgGroups } from '@cerebrate/contract';
import { useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import { type Choice, type Column, Country, DataTable, SearchSelect, toast } from '../../ui/index.js';
import { text } from './text.js';

/** How many members the tab shows; the list of organisations shows them all. */
const mostShown = 200;

const columns: readonly Column<OrganisationRow>[] = [
  { key: 'name', label: text.columns.name, always: true, card: 'title', value: (row) => row.name },
  {
    key: 'country',
    label: text.members.country,
    card: 'fact',
    cell: (row) => (row.country ? <Country code={row.country} /> : row.nationalityText),
  },
  { key: 'people', label: text.members.people, align: 'end', card: 'fact', value: (row) => row.people },
  { key: 'uuid', label: text.columns.uuid, mono: true, card: 'none', value: (row) => row.uuid },
];

interface MembersProps {
  readonly group: OrgGroup;
  readonly members: readonly OrganisationRow[];
  readonly onChange: () => void;
}

/** Puts organisations into the group and takes them out, and tells how it went. */
function memberActs(group: OrgGroup, onChange: () => void) {
  const params = { ref: String(group.id) };
  const attach = async (id: number, name: string) => {
    try {
      const { refused } = await call(orgGroups.attach, { params, body: { ids: [id] } });
      const [first] = refused;
      if (first) toast({ tone: 'attention', text: first.reason });
      else toast({ tone: 'ok', text: text.members.added(name) });
      onChange();
    } catch (error) {
      tellFailure(error);
    }
  };
  const detach = async ({ id, name }: OrganisationRow) => {
    try {
      await call(orgGroups.detach, { params, body: { ids: [id] } });
      toast({ tone: 'ok', text: text.members.removed(name), undo: () => attach(id, name) });
      onChange();
    } catch (error) {
      tellFailure(error);
    }
  };
  return { attach, detach };
}

/** Which organisations belong to the group; whoever looks after it puts them in and takes them out (FEATURES OGR-02). */
export function MembersTab({ group, members, onChange }: MembersProps) {
  const [pick, setPick] = useState(0);
  const { attach, detach } = memberActs(group, onChange);
  const add = (value: string | null, choice?: Choice) => {
    if (value === null) return;
    setPick(pick + 1);
    void attach(Number(value), choice?.label ?? value);
  };
  return (
    <div className="d-grid gap-3">
      {group.mayEnrol ? (
        <SearchSelect
          key={pick}
          label={text.members.add}
          placeholder={text.members.add}
          value={null}
          source={searchOrganisations}
          onChange={add}
        />
      ) : null}
      <DataTable
        id="orgGroupMembers"
        caption={text.members.title}
        rows={members}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.name}
        rowHref={(row) => `/organisations/view/${row.id}`}
        rowActions={(row) =>
          group.mayEnrol
            ? [{ label: text.members.remove, icon: 'x-lg', tone: 'danger', onSelect: () => void detach(row) }]
            : []
        }
        empty={{ text: text.members.none }}
      />
      {group.organisations > members.length ? (
        <p className="muted m-0">
          {text.members.more(members.length, group.organisations)}{' '}
          <Link to={`/organisations/index?group=${group.id}`}>{text.members.all}</Link>
        </p>
      ) : null}
    </div>
  );
}

/** The first members of a group, by name. @throws ProblemError */
export const firstMembers = async (group: number, signal: AbortSignal): Promise<readonly OrganisationRow[]> =>
  (
    await call(organisations.list, {
      query: { group: String(group), limit: String(mostShown), total: 'false' },
      signal,
    })
  ).items;
