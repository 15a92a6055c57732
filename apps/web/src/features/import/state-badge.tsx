import type { ImportOutcome, ImportState } from '@cerebrate/contract';
import { Badge, type IconName, type Tone } from '../../ui/index.js';
import { text } from './text.js';

const states: Readonly<Record<ImportState, readonly [Tone, IconName]>> = {
  draft: ['unknown', 'pencil'],
  checking: ['info', 'hourglass-split'],
  checked: ['info', 'check-circle'],
  running: ['info', 'hourglass-split'],
  done: ['ok', 'check-circle'],
  cancelled: ['attention', 'slash-circle'],
  failed: ['broken', 'x-circle'],
};

/** Where an import stands: icon and word. */
export function StateBadge({ state }: { readonly state: ImportState }) {
  const [tone, icon] = states[state];
  return (
    <Badge tone={tone} icon={icon}>
      {text.states[state]}
    </Badge>
  );
}

const outcomes: Readonly<Record<ImportOutcome, readonly [Tone, IconName]>> = {
  create: ['ok', 'plus-lg'],
  update: ['info', 'pencil'],
  unchanged: ['unknown', 'dash-lg'],
  refused: ['broken', 'x-circle'],
};

/** What became of a record: icon and word. */
export function OutcomeBadge({ outcome }: { readonly outcome: ImportOutcome }) {
  const [tone, icon] = outcomes[outcome];
  return (
    <Badge tone={tone} icon={icon}>
      {text.outcomes[outcome]}
    </Badge>
  );
}
