import { type RoleFlag, roleFlags } from '@cerebrate/contract';
import { flagsToHandOn, flagWords } from '../../parts/identity/index.js';
import type { FormItem } from '../../ui/index.js';
import { text } from './text.js';

/** What the inputs of the role form hold. */
export interface RoleValues {
  name?: string | undefined;
  isDefault?: boolean | undefined;
  flags?: Partial<Record<RoleFlag, boolean | undefined>> | undefined;
}

/** The fields of the role form; flags the user may not hand on are shown but cannot be set. */
export function roleFields(): readonly FormItem<RoleValues>[] {
  const allowed = flagsToHandOn();
  return [
    { name: 'name', label: text.form.name, input: 'text', required: true },
    { heading: text.form.flags },
    ...roleFlags.map(
      (flag): FormItem<RoleValues> => ({
        name: `flags.${flag}`,
        input: 'switch',
        label: flagWords[flag].label,
        disabled: !allowed.has(flag),
        help: allowed.has(flag) ? flagWords[flag].help : `${flagWords[flag].help} ${text.form.notYours}`,
      }),
    ),
    { name: 'isDefault', label: text.default, input: 'switch', help: text.defaultHelp },
  ];
}
