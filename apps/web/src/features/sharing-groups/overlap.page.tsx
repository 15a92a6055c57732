import { type SharingGroupOverlap, sharingGroups } from '@cerebrate/contract';
import { useState } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { EmptyState, FilterBar, ListPage, useListState } from '../../ui/index.js';
import { CommonMembers, type Pair } from './common-members.js';
import { sharingGroupShape } from './list-shape.js';
import { groupAddress } from './pieces.js';
import './sharing-groups.scss';
import { text } from './text.js';

const words = text.overlap;
/** Groups of one picture. */
const most = '40';

/** The groups the address asks for, compared pair by pair. */
export const loader = ({ request }: LoaderFunctionArgs) => {
  const asked = new URL(request.url).searchParams;
  const query: Record<string, string> = { sort: '-members', ...Object.fromEntries(asked), limit: most };
  return call(sharingGroups.overlap, { query, signal: request.signal });
};

/** How much sharing groups overlap: a table whose cells show who is in both (issue 3 item 3). */
export function Component() {
  const overlap = useLoaderData<typeof loader>();
  const list = useListState(sharingGroupShape);
  const [pair, setPair] = useState<Pair>();
  return (
    <ListPage title={text.overlapTitle} lead={words.lead}>
      <div className="mb-2">
        <FilterBar list={list} presets={[]} />
      </div>
      {overlap.groups.length < 2 ? (
        <EmptyState text={words.noneAtAll} />
      ) : (
        <Matrix overlap={overlap} onChoose={setPair} />
      )}
      {overlap.total > overlap.groups.length ? (
        <p className="muted">{words.first(overlap.groups.length, overlap.total)}</p>
      ) : null}
      {pair ? <CommonMembers pair={pair} onClose={() => setPair(undefined)} /> : null}
    </ListPage>
  );
}

type Group = SharingGroupOverlap['groups'][number];
interface MatrixProps {
  readonly overlap: SharingGroupOverlap;
  readonly onChoose: (pair: Pair) => void;
}

function Matrix({ overlap: { groups, pairs }, onChoose }: MatrixProps) {
  const shares = new Map(
    pairs.flatMap((one) => [[`${one.a} ${one.b}`, one] as const, [`${one.b} ${one.a}`, one] as const]),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and keys must reach it
    <div className="sharing-matrix surface" tabIndex={0} role="region" aria-label={words.matrix}>
      <table>
        <caption className="visually-hidden">{words.matrix}</caption>
        <thead>
          <tr>
            <th scope="col">{words.group}</th>
            {groups.map((group, at) => (
              <th key={group.id} scope="col" title={group.name}>
                <span className="visually-hidden">{group.name}</span>
                <span aria-hidden>{at + 1}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((group, at) => (
            <tr key={group.id}>
              <th scope="row">
                <span className="muted tabular">{at + 1}</span> <Link to={groupAddress(group)}>{group.name}</Link>
              </th>
              {groups.map((other) => (
                <Cell
                  key={other.id}
                  a={group}
                  b={other}
                  share={shares.get(`${group.id} ${other.id}`)}
                  onChoose={onChoose}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  readonly a: Group;
  readonly b: Group;
  readonly share: { readonly common: number; readonly jaccard: number } | undefined;
  readonly onChoose: (pair: Pair) => void;
}

/** The number of members in common, the darker the larger the share; nothing where there is none. */
function Cell({ a, b, share, onChoose }: CellProps) {
  if (a.id === b.id)
    return (
      <td className="is-self" title={words.self(a.name, a.members)}>
        {a.members}
      </td>
    );
  if (!share) return <td />;
  const strength = Math.ceil(share.jaccard * 4);
  const label = words.show(a.name, b.name, share.common);
  return (
    <td data-strength={strength}>
      <button
        type="button"
        aria-label={label}
        title={`${label} · ${words.percent(share.jaccard)}`}
        onClick={() => onChoose({ a, b })}
      >
        {share.common}
      </button>
    </td>
  );
}
