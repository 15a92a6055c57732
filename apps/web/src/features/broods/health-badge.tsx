import type { BroodCheck } from '@cerebrate/contract';
import { Badge } from '../../ui/index.js';
import { text } from './text.js';

/** What the last connection test found, in colour, icon and word. */
export function HealthBadge({ check }: { readonly check: Pick<BroodCheck, 'outcome'> | null }) {
  if (!check)
    return (
      <Badge tone="unknown" icon="question-circle">
        {text.untested}
      </Badge>
    );
  const { outcome } = check;
  if (outcome === 'ok')
    return (
      <Badge tone="ok" icon="check-circle">
        {text.outcomes.ok}
      </Badge>
    );
  return (
    <Badge
      tone={outcome === 'limited' ? 'attention' : 'broken'}
      icon={outcome === 'limited' ? 'exclamation-triangle' : 'x-circle'}
    >
      {text.outcomes[outcome]}
    </Badge>
  );
}
