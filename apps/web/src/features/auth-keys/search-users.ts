import { type User, users } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import type { Choice, ChoiceSearch } from '../../ui/index.js';

/** A user as a choice: the user name, and who and where that is. */
export const userChoice = ({
  id,
  username,
  individual,
  organisation,
}: Pick<User, 'id' | 'username' | 'individual' | 'organisation'>): Choice => ({
  value: String(id),
  label: username,
  hint: [`${individual.firstName} ${individual.lastName}`.trim(), organisation?.name].filter(Boolean).join(' · '),
});

/** Finds enabled users whose keys one may make. @throws ProblemError */
export const searchUsers: ChoiceSearch = async (query, signal) => {
  const found = await call(users.list, {
    query: { ...(query ? { q: query } : {}), disabled: 'false', limit: '20', total: 'false' },
    signal,
  });
  return found.items.map(userChoice);
};
