import type { ConnectionState, ToolHealthState } from '@cerebrate/contract';
import { Badge, type IconName, type Tone } from '../../ui/index.js';
import { text } from './text.js';

const looks: Readonly<Record<ConnectionState, readonly [Tone, IconName]>> = {
  offering: ['info', 'hourglass-split'],
  sending: ['info', 'send'],
  unsent: ['broken', 'x-circle'],
  requested: ['info', 'send'],
  answered: ['attention', 'inbox'],
  finalising: ['info', 'hourglass-split'],
  asked: ['attention', 'inbox'],
  accepting: ['info', 'hourglass-split'],
  answering: ['info', 'send'],
  unanswered: ['broken', 'x-circle'],
  connected: ['ok', 'check-circle'],
  withdrawing: ['info', 'hourglass-split'],
  declined: ['broken', 'slash-circle'],
  cancelled: ['unknown', 'slash-circle'],
  disconnected: ['unknown', 'slash-circle'],
};

/** Where a connection stands, in colour, icon and word. */
export function ConnectionBadge({
  state,
  isAwaited = false,
}: {
  readonly state: ConnectionState;
  readonly isAwaited?: boolean;
}) {
  const [tone, icon]: readonly [Tone, IconName] = isAwaited ? ['info', 'hourglass-split'] : looks[state];
  return (
    <Badge tone={tone} icon={icon}>
      {isAwaited ? text.awaited : text.states[state]}
    </Badge>
  );
}

const healthTones: Readonly<Record<ToolHealthState, Tone>> = {
  unknown: 'unknown',
  ok: 'ok',
  issues: 'attention',
  error: 'broken',
};

/** How a tool is, in colour, icon and word. */
export function ToolHealthBadge({
  check,
}: {
  readonly check: { readonly state: ToolHealthState; readonly message: string } | null;
}) {
  if (!check) return <Badge tone="unknown">{text.unchecked}</Badge>;
  return (
    <Badge tone={healthTones[check.state]} title={check.message}>
      {text.health[check.state]}
    </Badge>
  );
}
