import { countryName } from '@cerebrate/contract';
import { type Store, sql } from '../../kernel/index.js';

/** A record that is new or was changed. */
export interface Changed {
  readonly place: string | null;
  readonly kind: 'organisation' | 'individual' | 'user';
  readonly id: number;
  readonly name: string;
  readonly isNew: boolean;
  readonly modified: Date;
}

/** What became new or changed in the last days, by country, in the order of their names. */
export async function changesByCountry(store: Store, days: number): Promise<[place: string, changes: Changed[]][]> {
  const byPlace = new Map<string, Changed[]>();
  for (const row of await changedSince(store, days)) {
    const place = (row.place && (countryName(row.place) ?? row.place)) || 'No country';
    byPlace.set(place, [...(byPlace.get(place) ?? []), row]);
  }
  return [...byPlace].sort(([one], [other]) => one.localeCompare(other));
}

/** People and accounts belong to the country of an organisation they are in. */
function changedSince(store: Store, days: number): Promise<Changed[]> {
  const since = sql`now() - ${days}::int * interval '1 day'`;
  return store.read<Changed>(sql`
    select coalesce(o.country::text, o.nationality_text) as place, 'organisation' as kind, o.id, o.name,
      o.created >= ${since} as "isNew", o.modified from organisations o where o.deleted_at is null and o.modified >= ${since}
    union all
    select distinct on (i.id) coalesce(o.country::text, o.nationality_text), 'individual', i.id,
      btrim(i.first_name || ' ' || i.last_name) || ' <' || i.email || '>', i.created >= ${since}, i.modified
    from individuals i left join alignments a on a.individual_id = i.id
      left join organisations o on o.id = a.organisation_id and o.deleted_at is null
    where i.deleted_at is null and i.modified >= ${since}
    union all
    select coalesce(o.country::text, o.nationality_text), 'user', u.id, u.username::text, u.created >= ${since}, u.modified
    from users u left join organisations o on o.id = u.organisation_id where u.modified >= ${since}
    order by 2, 4`);
}

const headings = { organisation: 'Organisations', individual: 'People', user: 'Accounts' } as const;

/** A country's part as text. */
export function linesOf(place: string, changes: readonly Changed[], days: number): string[] {
  const told = (Object.keys(headings) as Changed['kind'][]).flatMap((kind) => {
    const rows = changes.filter((one) => one.kind === kind);
    if (rows.length === 0) return [];
    return [
      `  ${headings[kind]}`,
      ...rows.map(
        ({ name, isNew, modified }) =>
          `    ${isNew ? 'new    ' : 'changed'}  ${name}  ${modified.toISOString().slice(0, 10)}`,
      ),
    ];
  });
  return [`${place}: ${changes.length} in the last ${days} days`, ...told];
}
