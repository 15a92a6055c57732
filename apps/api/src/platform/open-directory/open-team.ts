import { countryName, type OpenTeams, type PublicEntry, publicMetaField } from '@cerebrate/contract';

type Team = OpenTeams['data'][number];

/** The meta-template whose fields are those of FIRST's list. */
const firstTemplate = 'a89c80d0-7019-422a-b45b-fe59532886c7';
const lists = new Set(['email', 'phone', 'constituency', 'other-communication']);

/**
 * A public organisation as FIRST's API tells a team (https://api.first.org/data/v1/teams): values of the template FIRST
 * Directory under their own names, the record's own fields where the template has none. Without consent a key is absent;
 * addresses are not in it.
 */
export function teamOf(entry: PublicEntry): Team {
  const team: Record<string, unknown> = {};
  const prefix = publicMetaField(firstTemplate, '');
  for (const { field, value } of entry.details) {
    if (!field.startsWith(prefix)) continue;
    const key = field.slice(prefix.length);
    if (key === 'email') continue;
    if (lists.has(key)) team[key] = [...((team[key] as string[] | undefined) ?? []), value];
    else team[key] ??= value;
  }
  return {
    ...team,
    id: entry.uuid,
    team: entry.name,
    'team-full': team['team-full'] ?? entry.name,
    ...(entry.country ? { country: countryName(entry.country) ?? entry.country } : {}),
    ...(entry.url ? { website: entry.url } : {}),
    ...(entry.type ? { type: entry.type } : {}),
  };
}
