import { type Role, roles, users } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { administeredOrganisations, mayGive } from '../../parts/identity/index.js';
import { searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import type { Choice, ChoiceSearch } from '../../ui/index.js';

/** People of the directory who have no account, by name or e-mail. @throws ProblemError */
export const searchCandidates: ChoiceSearch = async (q, signal) => {
  const { items } = await call(users.candidates, { query: { q }, signal });
  return items.map(({ id, firstName, lastName, email, organisations }) => ({
    value: String(id),
    label: `${firstName} ${lastName}`.trim() || email,
    hint: [email, ...organisations].join(' · '),
  }));
};

/** The organisations whose users one administers. @throws ProblemError */
export const searchOwnOrganisations: ChoiceSearch = async (query, signal) => {
  const found = await searchOrganisations(query, signal);
  const administered = administeredOrganisations();
  return administered === 'all' ? found : found.filter(({ value }) => administered.has(Number(value)));
};

/** Every role, by name. @throws ProblemError */
export async function allRoles(signal: AbortSignal): Promise<readonly Role[]> {
  return (await call(roles.list, { query: { limit: '500', total: 'false' }, signal })).items;
}

/** A role as a choice: its id and its name. */
export const roleChoice = ({ id, name }: Pick<Role, 'id' | 'name'>): Choice => ({ value: String(id), label: name });

/** Roles for a filter. @throws ProblemError */
export const searchRoles: ChoiceSearch = async (query, signal) => {
  const { items } = await call(roles.list, {
    query: { ...(query ? { q: query } : {}), limit: '50', total: 'false' },
    signal,
  });
  return items.map(roleChoice);
};

/** The roles one may give, as choices of a form. */
export const rolesToGive = (known: readonly Role[]): readonly Choice[] =>
  known.filter(({ flags }) => mayGive(flags)).map(roleChoice);
