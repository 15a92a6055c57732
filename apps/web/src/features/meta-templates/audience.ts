import { type FieldRight, type Role, roleFlags } from '@cerebrate/contract';
import { flagWords } from '../../parts/identity/index.js';
import type { Choice } from '../../ui/index.js';
import { rightsText as text } from './rights-text.js';

/** Whom a rule may name: every flag of roles, every role. */
export const audienceChoices = (roles: readonly Role[]): readonly Choice[] => [
  ...roleFlags.map((flag) => ({ value: flag, label: flagWords[flag].label })),
  ...roles.map(({ id, name }) => ({ value: `role:${id}`, label: text.role(name) })),
];

/** Those a rule names, in words; a role that is gone keeps its number. */
export function audienceInWords(named: FieldRight['see'], usual: string, choices: readonly Choice[]): string {
  if (named === null) return usual;
  if (named.length === 0) return text.nobody;
  return named.map((one) => choices.find(({ value }) => value === one)?.label ?? one).join(', ');
}
