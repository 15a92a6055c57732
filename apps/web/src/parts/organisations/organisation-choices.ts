import { countryName, organisations } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import type { Choice, ChoiceSearch } from '../../ui/index.js';

interface Named {
  readonly id: number;
  readonly name: string;
  readonly uuid: string;
  readonly country: string | null;
}

/** An organisation as a choice: its id, its name, and what tells it apart from its namesakes. */
export function organisationChoice({ id, name, uuid, country }: Named): Choice {
  const place = country === null ? '' : `${countryName(country) ?? country} · `;
  return { value: String(id), label: name, hint: `${place}${uuid.slice(0, 8)}` };
}

/**
 * Finds organisations for a picker by anything the list's quick search understands. A bare number also finds the
 * organisation of that id, so that a picker can name the one it was opened with. @throws ProblemError
 */
export const searchOrganisations: ChoiceSearch = async (query, signal) => {
  const isId = /^[1-9]\d{0,9}$/.test(query);
  const [byId, found] = await Promise.all([
    isId ? call(organisations.list, { query: { id: query, total: 'false' }, signal }) : undefined,
    call(organisations.list, { query: { ...(query ? { q: query } : {}), limit: '20', total: 'false' }, signal }),
  ]);
  const rows = [...(byId?.items ?? []), ...found.items];
  return rows.filter((row, at) => rows.findIndex((one) => one.id === row.id) === at).map(organisationChoice);
};
