import type { KeyState } from '@cerebrate/contract';
import { Badge, type IconName, type Tone } from '../../ui/index.js';
import { text } from './text.js';

const looks: Readonly<Record<KeyState, readonly [Tone, IconName]>> = {
  valid: ['ok', 'check-circle'],
  'sign-only': ['attention', 'exclamation-triangle'],
  expired: ['attention', 'clock-history'],
  revoked: ['broken', 'slash-circle'],
  future: ['info', 'hourglass-split'],
  unreadable: ['unknown', 'question-circle'],
};

/** What a key is good for now: icon and word. */
export function KeyBadge({ state }: { readonly state: KeyState }) {
  const [tone, icon] = looks[state];
  return (
    <Badge tone={tone} icon={icon}>
      {text.states[state]}
    </Badge>
  );
}
