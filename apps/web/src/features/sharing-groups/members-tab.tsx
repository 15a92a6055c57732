import { type SharingGroup, type SharingGroupMembership, sharingGroups } from '@cerebrate/contract';
import { useMemo, useState } from 'react';
import { useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import {
  type Action,
  ActionButton,
  asProblem,
  type Chosen,
  type Column,
  Country,
  confirm,
  DataTable,
  RelativeTime,
  toast,
  useRested,
  useSettled,
} from '../../ui/index.js';
import { Party } from './pieces.js';
import { text } from './text.js';
import { useAboutMembers } from './use-about-members.js';

const words = text.members;
/** Members shown at once; the search finds the others. */
const atOnce = 500;

/** The members of today: searched, sent as CSV, and, for administrators of the owner, switched and removed. */
export function MembersTab({ group }: { readonly group: SharingGroup }) {
  const [typed, setTyped] = useState('');
  const q = useRested(typed.trim(), 200);
  const { id, members } = group;
  const ask = () =>
    call(sharingGroups.members, {
      params: { ref: String(id) },
      query: { limit: String(atOnce), ...(q ? { q } : {}) },
    });
  const asked = useAboutMembers(group, ask, q);
  const { value, error } = useSettled(asked);
  const rows = useMemo(() => asked.then(({ items }) => items), [asked]);
  const acts = useMemberActs(group);
  const isWriter = group.mayChange && may('sharingGroup:write');
  const hidden = (value?.total ?? 0) > atOnce ? words.more(atOnce, value?.total ?? 0) : undefined;
  return (
    <>
      <DataTable
        id="sharing-group-members"
        caption={words.tab}
        rows={rows}
        {...(error ? { problem: asProblem(error) } : {})}
        columns={isWriter ? acts.columns : readerColumns}
        rowKey={(row) => row.organisation.id}
        rowLabel={(row) => row.organisation.name}
        {...(isWriter ? { rowActions: acts.rowActions, bulk: acts.bulk } : {})}
        toolbar={<Bar group={group} typed={typed} onType={setTyped} isWriter={isWriter} />}
        empty={{
          text: members === 0 ? words.empty : words.noneFound,
          ...(isWriter ? { action: addAction(group) } : {}),
        }}
      />
      {hidden ? <p className="muted">{hidden}</p> : null}
    </>
  );
}

/** Where members are added. */
export const addAction = ({ id }: SharingGroup): Action => ({
  label: words.add,
  icon: 'plus-lg',
  to: `/sharingGroups/addOrg/${id}`,
  modal: true,
});

interface BarProps {
  readonly group: SharingGroup;
  readonly typed: string;
  readonly onType: (text: string) => void;
  readonly isWriter: boolean;
}

function Bar({ group, typed, onType, isWriter }: BarProps) {
  const href = addressOf(sharingGroups.membersCsv, { params: { ref: String(group.id) } });
  return (
    <div className="sharing-bar">
      <input
        type="search"
        className="form-control form-control-sm"
        aria-label={words.search}
        placeholder={words.search}
        value={typed}
        onChange={(event) => onType(event.target.value)}
      />
      <ActionButton action={{ label: words.download, icon: 'download', href }} look="ghost" small />
      {isWriter ? <ActionButton action={addAction(group)} small /> : null}
    </div>
  );
}

const readerColumns: readonly Column<SharingGroupMembership>[] = [
  {
    key: 'name',
    label: words.name,
    always: true,
    card: 'title',
    value: (row) => row.organisation.name,
    cell: (row) => <Party party={row.organisation} />,
  },
  {
    key: 'country',
    label: words.country,
    card: 'fact',
    cell: (row) => (row.organisation.country ? <Country code={row.organisation.country} /> : null),
  },
  {
    key: 'extend',
    label: words.extendColumn,
    card: 'fact',
    value: (row) => (row.extend ? text.fields.yes : text.fields.no),
  },
  { key: 'since', label: words.since, card: 'fact', cell: (row) => <RelativeTime at={row.since} /> },
  { key: 'source', label: words.source, card: 'none', value: (row) => words.sources[row.source] },
  {
    key: 'uuid',
    label: words.uuid,
    mono: true,
    optional: true,
    width: '310px',
    card: 'none',
    value: (row) => row.organisation.uuid,
  },
];

/** What an administrator of the owner does with members. */
function useMemberActs(group: SharingGroup) {
  const { revalidate } = useRevalidator();
  return useMemo(() => {
    const ref = String(group.id);
    const done = () => void revalidate();
    const switchExtend = async ({ organisation, extend }: SharingGroupMembership) => {
      const params = { ref, organisation: String(organisation.id) };
      try {
        await call(sharingGroups.extend, { params, body: { extend: !extend } });
        toast({ tone: 'ok', text: words.extended(organisation.name, !extend) });
        done();
      } catch (error) {
        tellFailure(error);
      }
    };
    const release = (rows: readonly SharingGroupMembership[]) => releaseMembers(ref, rows, done);
    const columns = readerColumns.map((column) =>
      column.key === 'extend'
        ? { ...column, cell: (row: SharingGroupMembership) => <ExtendSwitch row={row} onSwitch={switchExtend} /> }
        : column,
    );
    const rowActions = (row: SharingGroupMembership): Action[] => [
      { label: words.release, icon: 'x-circle', tone: 'danger', onSelect: () => void release([row]) },
    ];
    const bulk = (chosen: Chosen<SharingGroupMembership>): Action[] => {
      const act = async () => {
        if (await release(chosen.rows)) chosen.clear();
      };
      return [{ label: words.releaseMany, icon: 'x-circle', tone: 'danger', onSelect: () => void act() }];
    };
    return { columns, rowActions, bulk };
  }, [group.id, revalidate]);
}

interface SwitchProps {
  readonly row: SharingGroupMembership;
  readonly onSwitch: (row: SharingGroupMembership) => void;
}

function ExtendSwitch({ row, onSwitch }: SwitchProps) {
  return (
    <span className="form-check form-switch m-0">
      <input
        type="checkbox"
        role="switch"
        className="form-check-input"
        aria-label={words.extendOf(row.organisation.name)}
        checked={row.extend}
        aria-checked={row.extend}
        onChange={() => onSwitch(row)}
      />
    </span>
  );
}

/** Asks, removes, and offers to take them back as they were. Answers whether they left. */
async function releaseMembers(
  ref: string,
  rows: readonly SharingGroupMembership[],
  done: () => void,
): Promise<boolean> {
  const sure = await confirm({
    title: words.releaseTitle(rows.map(({ organisation }) => organisation.name)),
    body: words.releaseBody,
    act: words.releaseAct,
    tone: 'danger',
  });
  if (!sure) return false;
  const idsOf = (extend: boolean) => rows.filter((row) => row.extend === extend).map((row) => row.organisation.id);
  try {
    const body = { organisationIds: rows.map(({ organisation }) => organisation.id) };
    const { left } = await call(sharingGroups.releaseMany, { params: { ref }, body });
    const undo = async () => {
      for (const extend of [true, false]) {
        const organisationIds = idsOf(extend);
        if (organisationIds.length > 0)
          await call(sharingGroups.enrol, { params: { ref }, body: { organisationIds, extend } });
      }
      toast({ tone: 'ok', text: words.backAgain(left) });
      done();
    };
    toast({ tone: 'ok', text: words.released(left), undo });
    done();
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}
