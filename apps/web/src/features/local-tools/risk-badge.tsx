import type { ToolAction } from '@cerebrate/contract';
import { Badge } from '../../ui/index.js';
import { text } from './text.js';

const looks = {
  read: ['unknown', 'eye'],
  act: ['info', 'pencil'],
  administer: ['attention', 'shield-lock'],
} as const;

/** What an action may do to the tool. */
export function RiskBadge({ risk }: { readonly risk: ToolAction['risk'] }) {
  const [tone, icon] = looks[risk];
  return (
    <Badge tone={tone} icon={icon}>
      {text.risks[risk]}
    </Badge>
  );
}
