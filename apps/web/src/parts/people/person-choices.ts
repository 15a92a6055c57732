import { individuals } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import type { Choice, ChoiceSearch } from '../../ui/index.js';

interface Named {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

/** A person as a choice: name, and the address that tells namesakes apart. */
export const personChoice = ({ id, firstName, lastName, email }: Named): Choice => ({
  value: String(id),
  label: `${firstName} ${lastName}`.trim() || email,
  hint: email,
});

/** Finds people of whom something is known. @throws ProblemError */
export const searchPeople: ChoiceSearch = async (query, signal) => {
  const found = await call(individuals.list, {
    query: { ...(query ? { q: query } : {}), anonymised: 'false', limit: '20', total: 'false' },
    signal,
  });
  return found.items.map(personChoice);
};
