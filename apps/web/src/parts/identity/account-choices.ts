import { roles, users } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import type { Choice, ChoiceSearch } from '../../ui/index.js';
import { searchOrganisations } from '../organisations/organisation-choices.js';
import { administeredOrganisations, mayGive } from './rights.js';

/** The roles one may give, as choices, and the one that is usual if it is among them. @throws ProblemError */
export async function rolesToChoose(signal: AbortSignal): Promise<{ choices: readonly Choice[]; usual: string }> {
  const { items } = await call(roles.list, { query: { limit: '500', total: 'false' }, signal });
  const choices = items
    .filter(({ flags }) => mayGive(flags))
    .map(({ id, name }) => ({ value: String(id), label: name }));
  const usual = String(items.find((role) => role.isDefault)?.id ?? '');
  return { choices, usual: choices.some(({ value }) => value === usual) ? usual : '' };
}

/** The organisations whose users one administers. @throws ProblemError */
export const searchAdministered: ChoiceSearch = async (query, signal) => {
  const found = await searchOrganisations(query, signal);
  const administered = administeredOrganisations();
  return administered === 'all' ? found : found.filter(({ value }) => administered.has(Number(value)));
};

/** People of the directory without an account, by name or e-mail. @throws ProblemError */
export const searchWithoutAccount: ChoiceSearch = async (q, signal) => {
  const { items } = await call(users.candidates, { query: { q }, signal });
  return items.map(({ id, firstName, lastName, email, organisations }) => ({
    value: String(id),
    label: `${firstName} ${lastName}`.trim() || email,
    hint: [email, ...organisations].join(' · '),
  }));
};
