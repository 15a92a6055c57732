import { sharingGroups } from '@cerebrate/contract';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/index.js';
import { asProblem, ProblemNote, Skeleton, useSettled } from '../../ui/index.js';

/** The words of this piece. */
const text = {
  none: 'In no sharing group that you see.',
  more: (n: number) => `All ${new Intl.NumberFormat('en-GB').format(n)}`,
  inactive: 'inactive',
};
const shown = '12';

/** The sharing groups an organisation is a member of, as far as the user sees them; asked for after the page is drawn. */
export function GroupsOfOrganisation({ organisationId }: { readonly organisationId: number }) {
  const asked = useMemo(
    () => call(sharingGroups.list, { query: { member: String(organisationId), limit: shown } }),
    [organisationId],
  );
  const { value, error } = useSettled(asked);
  if (error) return <ProblemNote problem={asProblem(error)} />;
  if (!value) return <Skeleton lines={2} />;
  if (value.items.length === 0) return <p className="muted m-0">{text.none}</p>;
  return (
    <>
      <ul className="list-unstyled m-0">
        {value.items.map(({ id, name, active }) => (
          <li key={id}>
            <Link to={`/sharingGroups/view/${id}`}>{name}</Link>
            {active ? null : <span className="muted"> ({text.inactive})</span>}
          </li>
        ))}
      </ul>
      {(value.total ?? 0) > value.items.length ? (
        <Link to={`/sharingGroups/index?member=${organisationId}`}>{text.more(value.total ?? 0)}</Link>
      ) : null}
    </>
  );
}
