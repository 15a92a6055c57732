import type { FleetProposal } from '@cerebrate/contract';
import { Link } from 'react-router';
import { Badge, type Column, RelativeTime } from '../../ui/index.js';
import { text } from './text.js';

const words = text.proposals;

/** How the state of a proposal looks. */
export const proposalTones = { proposed: 'attention', approved: 'info', done: 'ok', declined: 'unknown' } as const;

export const proposalColumns: readonly Column<FleetProposal>[] = [
  {
    key: 'id',
    label: words.kind,
    always: true,
    card: 'title',
    cell: ({ id }) => <Link to={`/fleet/proposal/${id}`}>{words.title(id)}</Link>,
  },
  {
    key: 'state',
    label: words.state,
    card: 'fact',
    cell: ({ state }) => <Badge tone={proposalTones[state]}>{words.states[state]}</Badge>,
  },
  { key: 'changes', label: words.changes, align: 'end', card: 'fact', value: ({ changes }) => changes.length },
  { key: 'by', label: words.by, card: 'fact', value: ({ proposedBy }) => proposedBy },
  { key: 'note', label: words.note, card: 'none', value: ({ note }) => note },
  { key: 'decided', label: words.decided, card: 'none', value: ({ decidedBy }) => decidedBy },
  { key: 'created', label: words.created, card: 'none', cell: ({ created }) => <RelativeTime at={created} /> },
];
