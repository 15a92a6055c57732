import type { MessageSeverity, OutboxState, RequestState } from '@cerebrate/contract';
import { Badge, type Tone } from '../../ui/index.js';
import { text } from './text.js';

const severityTones: Readonly<Record<MessageSeverity, Tone>> = {
  notice: 'unknown',
  info: 'info',
  warning: 'attention',
  danger: 'broken',
};
const stateTones: Readonly<Record<RequestState | OutboxState, Tone>> = {
  open: 'attention',
  accepted: 'ok',
  declined: 'broken',
  discarded: 'unknown',
  waiting: 'info',
  failed: 'broken',
  sent: 'ok',
};

/** How much a message matters, in colour, icon and word. */
export const SeverityBadge = ({ severity }: { readonly severity: MessageSeverity }) => (
  <Badge tone={severityTones[severity]}>{text.severities[severity]}</Badge>
);

/** What became of a message, in colour, icon and word. */
export const StateBadge = ({ state }: { readonly state: RequestState | OutboxState }) => (
  <Badge tone={stateTones[state]}>{text.states[state]}</Badge>
);
