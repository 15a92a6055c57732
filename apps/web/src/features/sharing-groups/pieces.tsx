import type { SharingGroup, SharingGroupParty } from '@cerebrate/contract';
import { Link } from 'react-router';
import { Badge } from '../../ui/index.js';
import { text } from './text.js';

/** The page of a sharing group. */
export const groupAddress = ({ id }: { readonly id: number }): string => `/sharingGroups/view/${id}`;

/** An organisation by its name, leading to its record for whoever may open it. */
export function Party({ party }: { readonly party: SharingGroupParty }) {
  return party.maySee ? <Link to={`/organisations/view/${party.id}`}>{party.name}</Link> : <span>{party.name}</span>;
}

/** Whether the group is in use. */
export const StateBadge = ({ active }: Pick<SharingGroup, 'active'>) =>
  active ? (
    <Badge tone="ok" icon="check-circle">
      {text.active}
    </Badge>
  ) : (
    <Badge tone="unknown" icon="slash-circle">
      {text.inactive}
    </Badge>
  );
