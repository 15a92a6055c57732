import type { Organisation } from '@cerebrate/contract';
import { Link, useSearchParams } from 'react-router';
import { may } from '../../api/index.js';
import { FreshnessNote } from '../../parts/consent/freshness.js';
import { ownerKeysBlock } from '../../parts/encryption-keys/index.js';
import { GroupsOfOrganisation } from '../../parts/sharing-groups/groups-of-organisation.js';
import { type RailBlock, RelativeTime } from '../../ui/index.js';
import { GroupChips } from './columns.js';
import { text } from './text.js';

/** What stands beside an organisation: its people, its groups, how fresh it is. */
export const organisationRail = (organisation: Organisation): RailBlock[] => [
  {
    title: text.record.people,
    count: organisation.alignments.length,
    ...(organisation.mayChange && may('alignment:write')
      ? {
          action: {
            label: text.record.addPerson,
            icon: 'plus-lg',
            to: `/alignments/add/organisations/${organisation.id}`,
            modal: true,
          } as const,
        }
      : {}),
    content: <People alignments={organisation.alignments} />,
  },
  {
    title: text.record.groups,
    count: organisation.orgGroups.length,
    content:
      organisation.orgGroups.length === 0 ? (
        <p className="muted m-0">{text.record.noGroups}</p>
      ) : (
        <GroupChips groups={organisation.orgGroups} />
      ),
  },
  ...(may('sharingGroup:read')
    ? [{ title: text.record.sharingGroups, content: <GroupsOfOrganisation organisationId={organisation.id} /> }]
    : []),
  ownerKeysBlock({ kind: 'organisation', id: organisation.id }, organisation.mayChange),
  {
    title: text.record.freshness,
    content: (
      <>
        <FreshnessNote kind="organisation" id={organisation.id} />
        <Freshness organisation={organisation} />
      </>
    ),
  },
];

/** People in the order the API gives them: those one person may see, each with every part they play here. */
function People({ alignments }: Pick<Organisation, 'alignments'>) {
  if (alignments.length === 0) return <p className="muted m-0">{text.record.noPeople}</p>;
  const people = new Map<number, { name: string; email: string; types: string[] }>();
  for (const { individual, type } of alignments) {
    const known = people.get(individual.id) ?? { name: individual.name, email: individual.email, types: [] };
    people.set(individual.id, { ...known, types: type === '' ? known.types : [...known.types, type] });
  }
  return (
    <ul className="org-people">
      {[...people].map(([id, { name, email, types }]) => (
        <li key={id}>
          <span className="org-person">
            <Link className="cut" to={`/individuals/view/${id}`}>
              {name === '' ? email : name}
            </Link>
            <span className="muted">{types.join(', ')}</span>
          </span>
          {name === '' ? null : (
            <a className="cut" href={`mailto:${email}`}>
              {email}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

function Freshness({ organisation }: { readonly organisation: Organisation }) {
  const [, setParams] = useSearchParams();
  const showHistory = () =>
    setParams((now) => new URLSearchParams([...[...now].filter(([key]) => key !== 'tab'), ['tab', 'history']]), {
      replace: true,
      preventScrollReset: true,
    });
  return (
    <div className="org-freshness">
      <dl>
        <div>
          <dt>{text.record.modified}</dt>
          <dd>
            <RelativeTime at={organisation.modified} />
          </dd>
        </div>
        <div>
          <dt>{text.record.created}</dt>
          <dd>
            <RelativeTime at={organisation.created} />
          </dd>
        </div>
      </dl>
      <button type="button" className="btn btn-ghost btn-sm" onClick={showHistory}>
        {text.record.history}
      </button>
    </div>
  );
}
