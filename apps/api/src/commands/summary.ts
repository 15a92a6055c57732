import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { countryName } from '@cerebrate/contract';
import { type Store, sql } from '../kernel/index.js';
import { type Command, numberOption } from './command.js';

interface Changed {
  readonly place: string | null;
  readonly kind: 'organisation' | 'individual' | 'user';
  readonly id: number;
  readonly name: string;
  readonly isNew: boolean;
  readonly modified: Date;
}

/** What changed, country by country (FEATURES CLI-08). */
export const summary: Command = {
  name: 'summary',
  summary: 'Tells what became new or changed in the last days, country by country',
  usage: '[--days N] [--folder FOLDER] [--json]',
  help: [
    '--days N         7 unless said otherwise',
    '--folder FOLDER  writes a text file for each country into it instead of printing',
    '--json           prints everything as JSON',
  ],
  options: { days: { type: 'string' }, folder: { type: 'string' }, json: { type: 'boolean' } },
  async run(input, { store, say }) {
    const days = numberOption(input, 'days') ?? 7;
    const rows = await changedSince(await store(), days);
    const byPlace = new Map<string, Changed[]>();
    for (const row of rows) {
      const place = (row.place && (countryName(row.place) ?? row.place)) || 'No country';
      byPlace.set(place, [...(byPlace.get(place) ?? []), row]);
    }
    const sorted = [...byPlace].sort(([a], [b]) => a.localeCompare(b));
    const { folder } = input.values;
    if (input.values['json'] === true) say(JSON.stringify(Object.fromEntries(sorted)));
    else if (typeof folder === 'string') {
      await mkdir(folder, { recursive: true });
      for (const [place, changes] of sorted)
        await writeFile(path.join(folder, `${fileNameOf(place)}.txt`), `${linesOf(place, changes, days).join('\n')}\n`);
      say(`${sorted.length} files in ${folder}`);
    } else if (sorted.length === 0) say(`Nothing changed in the last ${days} days.`);
    else for (const [place, changes] of sorted) for (const line of [...linesOf(place, changes, days), '']) say(line);
    return 0;
  },
};

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

function linesOf(place: string, changes: readonly Changed[], days: number): string[] {
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

const fileNameOf = (place: string): string => place.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'none';
