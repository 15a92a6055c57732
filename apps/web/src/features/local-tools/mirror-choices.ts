import { type Connector, mailingLists, sharingGroups } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import type { ChoiceSearch } from '../../ui/index.js';

/** How many records a picker offers at once. */
const offered = '20';

/** Finds what something at a tool may follow, by id. @throws ProblemError */
export const searchSources =
  (follows: NonNullable<Connector['follows']>): ChoiceSearch =>
  async (query, signal) => {
    const asked = { query: { ...(query ? { q: query } : {}), limit: offered, total: 'false' }, signal };
    const { items } = await (follows === 'mailing-list'
      ? call(mailingLists.list, asked)
      : call(sharingGroups.list, asked));
    return items.map(({ id, name }) => ({ value: String(id), label: name }));
  };

/** Where what is followed can be looked at. */
export const addressOfSource = (follows: NonNullable<Connector['follows']>, id: number): string =>
  follows === 'mailing-list' ? `/mailingLists/view/${id}` : `/sharingGroups/view/${id}`;
