import { type RoleFlags, roleFlags } from '@cerebrate/contract';
import { Chip, Chips } from '../../ui/index.js';
import { flagWords } from './text.js';

/** The flags a role has, as chips that say what each means. */
export function FlagChips({ flags }: { readonly flags: RoleFlags }) {
  return (
    <Chips>
      {roleFlags
        .filter((flag) => flags[flag])
        .map((flag) => (
          <Chip key={flag} icon="shield-check" title={flagWords[flag].help}>
            {flagWords[flag].label}
          </Chip>
        ))}
    </Chips>
  );
}
