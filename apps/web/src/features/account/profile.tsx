import type { SessionUser } from '@cerebrate/contract';
import { Link } from 'react-router';
import { FlagChips, PermissionList } from '../../parts/identity/index.js';
import { KeyValue } from '../../ui/index.js';
import { text } from './text.js';

/** Who one is here, and what one may do. */
export function Profile({ user }: { readonly user: SessionUser }) {
  const { individual, organisation, role } = user;
  const { facts } = text;
  return (
    <>
      <p className="muted">{text.profileLead}</p>
      <KeyValue
        facts={[
          { label: facts.username, value: user.username },
          {
            label: facts.person,
            value: (
              <Link to={`/individuals/view/${individual.id}`}>
                {`${individual.firstName} ${individual.lastName}`.trim()}
              </Link>
            ),
          },
          { label: facts.email, value: individual.email, copy: true },
          {
            label: facts.organisation,
            value: organisation ? <Link to={`/organisations/view/${organisation.id}`}>{organisation.name}</Link> : null,
          },
          { label: facts.role, value: <Link to={`/roles/view/${role.id}`}>{role.name}</Link> },
          { label: facts.flags, value: <FlagChips flags={user.flags} /> },
          { label: facts.uuid, value: user.uuid, copy: true, mono: true },
        ]}
      />
      <p className="mt-2 mb-4">
        <Link to="/users/view/me">{text.showUser}</Link>
      </p>
      <h2>{text.facts.permissions}</h2>
      <PermissionList permissions={user.permissions} />
    </>
  );
}
