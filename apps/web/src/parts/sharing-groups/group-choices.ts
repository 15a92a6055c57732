import { type SharingGroup, sharingGroups } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import type { Choice, ChoiceSearch } from '../../ui/index.js';

/** How many groups a picker offers at once. */
const offered = '20';

const choiceOf = (value: string, { name, owner, members }: SharingGroup): Choice => ({
  value,
  label: name,
  hint: `${owner.name} · ${members === 1 ? '1 member' : `${members} members`}`,
});

/** Finds sharing groups for a picker that keeps their uuids. @throws ProblemError */
export const searchGroupsByUuid: ChoiceSearch = async (query, signal) => {
  const { items } = await call(sharingGroups.list, {
    query: { ...(query ? { q: query } : {}), limit: offered, total: 'false' },
    signal,
  });
  return items.map((group) => choiceOf(group.uuid, group));
};

/** Finds, by id, the sharing groups of an organisation that the caller may change and no blueprint makes. */
export const searchGroupsOf =
  (organisationId: number): ChoiceSearch =>
  async (query, signal) => {
    const { items } = await call(sharingGroups.list, {
      query: { ...(query ? { q: query } : {}), ownerId: String(organisationId), limit: offered, total: 'false' },
      signal,
    });
    return items
      .filter(({ mayChange, blueprint }) => mayChange && blueprint === null)
      .map((group) => choiceOf(String(group.id), group));
  };
