import { type OverlapOfSharingGroup, type SharingGroup, sharingGroups } from '@cerebrate/contract';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/index.js';
import { asProblem, type Column, DataTable, ProblemNote, useSettled } from '../../ui/index.js';
import { CommonMembers, type Pair } from './common-members.js';
import { groupAddress } from './pieces.js';
import { text } from './text.js';
import { useAboutMembers } from './use-about-members.js';

const words = text.overlap;
type Other = OverlapOfSharingGroup['others'][number];

/** The other groups that have members in common with this one; choosing a number shows who they are. */
export function OverlapTab({ group }: { readonly group: SharingGroup }) {
  const [pair, setPair] = useState<Pair>();
  const asked = useAboutMembers(group, () => call(sharingGroups.overlapOf, { params: { ref: String(group.id) } }));
  const { error } = useSettled(asked);
  const rows = useMemo(() => asked.then(({ others }) => others).catch(() => []), [asked]);
  if (error) return <ProblemNote problem={asProblem(error)} />;
  return (
    <>
      <p className="muted">{words.lead}</p>
      <DataTable
        id="sharing-group-overlap"
        caption={words.tab}
        rows={rows}
        columns={columnsFor((other) => setPair({ a: group, b: other.group }), group)}
        rowKey={(row) => row.group.id}
        rowLabel={(row) => row.group.name}
        rowHref={(row) => groupAddress(row.group)}
        empty={{ text: words.none }}
      />
      {pair ? <CommonMembers pair={pair} onClose={() => setPair(undefined)} /> : null}
    </>
  );
}

const columnsFor = (show: (other: Other) => void, group: SharingGroup): readonly Column<Other>[] => [
  {
    key: 'group',
    label: words.group,
    always: true,
    card: 'title',
    value: (row) => row.group.name,
    cell: (row) => <Link to={groupAddress(row.group)}>{row.group.name}</Link>,
  },
  { key: 'members', label: words.members, align: 'end', value: (row) => row.group.members },
  {
    key: 'common',
    label: words.common,
    align: 'end',
    value: (row) => row.common,
    cell: (row) => (
      <button
        type="button"
        className="btn btn-ghost btn-sm"
        aria-label={words.show(group.name, row.group.name, row.common)}
        onClick={() => show(row)}
      >
        {row.common}
      </button>
    ),
  },
  { key: 'jaccard', label: words.share, align: 'end', value: (row) => words.percent(row.jaccard) },
];
