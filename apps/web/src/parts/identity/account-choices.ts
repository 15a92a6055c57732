import { type Role, roles, users } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import type { Choice, ChoiceSearch } from '../../ui/index.js';
import { searchOrganisations } from '../organisations/organisation-choices.js';
import { administeredOrganisations, mayGive } from './rights.js';

/** Every role, by name. @throws ProblemError */
export async function allRoles(signal: AbortSignal): Promise<readonly Role[]> {
  return (await call(roles.list, { query: { limit: '500', total: 'false' }, signal })).items;
}

/** A role as a choice: its id and its name. */
export const roleChoice = ({ id, name }: Pick<Role, 'id' | 'name'>): Choice => ({ value: String(id), label: name });

/** The roles one may give, as choices of a form. */
export const rolesToGive = (known: readonly Role[]): readonly Choice[] =>
  known.filter(({ flags }) => mayGive(flags)).map(roleChoice);

/** The roles one may give, as choices, and the one that is usual if it is among them. @throws ProblemError */
export async function rolesToChoose(signal: AbortSignal): Promise<{ choices: readonly Choice[]; usual: string }> {
  const known = await allRoles(signal);
  const choices = rolesToGive(known);
  const usual = String(known.find((role) => role.isDefault)?.id ?? '');
  return { choices, usual: choices.some(({ value }) => value === usual) ? usual : '' };
}

/** Roles for a filter. @throws ProblemError */
export const searchRoles: ChoiceSearch = async (query, signal) => {
  const { items } = await call(roles.list, {
    query: { ...(query ? { q: query } : {}), limit: '50', total: 'false' },
    signal,
  });
  return items.map(roleChoice);
};

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
