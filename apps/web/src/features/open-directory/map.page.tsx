import { openDirectory } from '@cerebrate/contract';
import { Link, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { WorldMap } from '../../parts/world-map/world-map.js';
import { type Column, Country, DataTable, ListPage } from '../../ui/index.js';
import './open-directory.scss';
import { text } from './text.js';

/** Numbers by country. @throws ProblemError 404 while the directory is closed */
export const loader = () => call(openDirectory.summary);

type CountryRow = { readonly code: string; readonly organisations: number };
const pageOf = (code: string): string => `/open/country/${code}`;

/** Contact points on a map; each country leads to its page (FEATURES OPN-03). */
export function Component() {
  const { countries, organisations } = useLoaderData<typeof loader>();
  return (
    <ListPage title={text.map} lead={text.contactPoints(organisations)}>
      <div className="open-map">
        <section className="surface open-entry" aria-label={text.map}>
          <WorldMap noun={text.noun} counts={countries} to={pageOf} />
        </section>
        <DataTable
          id="open-countries"
          caption={text.list}
          rows={countries}
          columns={columns}
          rowKey={(row) => row.code}
          rowLabel={(row) => row.code}
          rowHref={(row) => pageOf(row.code)}
          empty={{ text: text.empty }}
        />
      </div>
    </ListPage>
  );
}

const columns: Column<CountryRow>[] = [
  {
    key: 'country',
    label: text.country,
    always: true,
    card: 'title',
    cell: ({ code }) => (
      <Link to={pageOf(code)}>
        <Country code={code} show="name" />
      </Link>
    ),
  },
  { key: 'organisations', label: text.list, align: 'end', card: 'fact', value: ({ organisations }) => organisations },
];
