import { alignments, individuals, organisations, orgGroups } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import type { Choice, ChoiceSearch } from '../../ui/index.js';
import { countryChoices } from '../organisations/country-choices.js';
import { searchGroupsByUuid } from '../sharing-groups/group-choices.js';
import { searchTags } from '../tags/search-tags.js';
import type { RuleSubject } from './leaf-kinds.js';

type Source = readonly Choice[] | ChoiceSearch;

const nothingToOffer: readonly Choice[] = [];
const first20 = (query: string) => ({ ...(query ? { q: query } : {}), limit: '20', total: 'false' }) as const;

const organisationsByUuid: ChoiceSearch = async (query, signal) => {
  const { items } = await call(organisations.list, { query: first20(query), signal });
  return items.map(({ uuid, name, country }) => ({
    value: uuid,
    label: name,
    hint: `${country ?? ''} ${uuid.slice(0, 8)}`.trim(),
  }));
};

const peopleByUuid: ChoiceSearch = async (query, signal) => {
  const { items } = await call(individuals.list, { query: first20(query), signal });
  return items.map(({ uuid, firstName, lastName, email }) => ({
    value: uuid,
    label: `${firstName} ${lastName}`.trim() || email,
    hint: email,
  }));
};

const orgGroupsByUuid: ChoiceSearch = async (query, signal) => {
  const { items } = await call(orgGroups.list, { query: first20(query), signal });
  return items.map(({ uuid, name, organisations: count }) => ({
    value: uuid,
    label: name,
    hint: count === 1 ? '1 organisation' : `${count} organisations`,
  }));
};

const sectors: ChoiceSearch = async (query, signal) => {
  const { sector } = await call(organisations.statistics, { query: { slices: 30 }, signal });
  const wanted = query.toLowerCase();
  return sector.flatMap(({ key, label, count }) =>
    key !== '' && label.toLowerCase().includes(wanted) ? [{ value: label, label, hint: String(count) }] : [],
  );
};

/** The roles in use or allowed, for people of organisations. @throws ProblemError */
export const searchRoles: ChoiceSearch = async (query, signal) => {
  const { roles } = await call(alignments.roles, { signal });
  const wanted = query.toLowerCase();
  return roles.filter((role) => role.toLowerCase().includes(wanted)).map((role) => ({ value: role, label: role }));
};

const shared: Readonly<Record<string, Source>> = {
  nationality: countryChoices,
  tag: searchTags,
  sector: sectors,
  orgGroup: orgGroupsByUuid,
  sharingGroup: searchGroupsByUuid,
  role: searchRoles,
};

/** Where the choices of a condition come from. */
export const sourceOf = (subject: RuleSubject, kind: string): Source =>
  kind === 'uuid' ? (subject === 'individual' ? peopleByUuid : organisationsByUuid) : (shared[kind] ?? nothingToOffer);
