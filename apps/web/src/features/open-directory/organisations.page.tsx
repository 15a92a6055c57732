import { openDirectory } from '@cerebrate/contract';
import { Form, Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { type Column, Country, countryName, DataTable, ListPage } from '../../ui/index.js';
import { Address } from './address.js';
import './open-directory.scss';
import { Pages } from './pages.js';
import { text } from './text.js';

type Entry = Awaited<ReturnType<typeof loader>>['page']['items'][number];

/** Contact points by search and country. @throws ProblemError 404 while the directory is closed */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const query: Record<string, string> = {};
  for (const name of ['q', 'country', 'sector', 'type', 'page']) {
    const value = asked.get(name)?.trim();
    if (value) query[name] = value;
  }
  if (params['country']) query['country'] = params['country'];
  const [summary, page] = await Promise.all([
    call(openDirectory.summary, { signal: request.signal }),
    call(openDirectory.organisations, { query, signal: request.signal }),
  ]);
  return { summary, page, query, country: params['country'] };
}

/** The list for strangers, and the page of one country (FEATURES OPN-01, OPN-03). */
export function Component() {
  const { summary, page, query, country } = useLoaderData<typeof loader>();
  const title = country ? text.ofCountry(countryName(country)) : text.organisations;
  const { page: _page, ...filters } = query;
  const search = new URLSearchParams(filters).toString();
  return (
    <ListPage
      title={title}
      lead={text.lead}
      total={page.total}
      actions={[
        { label: text.csv, icon: 'download', href: `/api/v1/open/organisations.csv?${search}`, menu: true },
        { label: text.teams, icon: 'braces', href: '/api/v1/open/teams.json', menu: true },
      ]}
    >
      <Form method="get" action="/open/organisations/index" className="surface open-search" role="search" key={search}>
        <input
          type="search"
          name="q"
          className="form-control"
          aria-label={text.find}
          placeholder={text.find}
          defaultValue={query['q'] ?? ''}
        />
        <Choice
          name="country"
          label={text.country}
          value={query['country']}
          choices={summary.countries.map(({ code }) => [code, countryName(code)])}
        />
        <Choice
          name="sector"
          label={text.sector}
          value={query['sector']}
          choices={summary.sectors.map((sector) => [sector, sector])}
        />
        <Choice
          name="type"
          label={text.type}
          value={query['type']}
          choices={summary.types.map((type) => [type, type])}
        />
        <button type="submit" className="btn btn-primary">
          {text.search}
        </button>
      </Form>
      <DataTable
        id="open-organisations"
        caption={text.list}
        rows={page.items}
        columns={columns}
        rowKey={(row) => row.uuid}
        rowLabel={(row) => row.name}
        rowHref={entryOf}
        empty={{ text: text.empty, action: { label: text.all, to: '/open/organisations/index' } }}
      />
      <Pages page={page} />
    </ListPage>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly choices: readonly (readonly [value: string, words: string])[];
}

function Choice({ name, label, value, choices }: ChoiceProps) {
  return (
    <select name={name} className="form-select" aria-label={label} defaultValue={value ?? ''}>
      <option value="">{`${label}: ${text.any.toLowerCase()}`}</option>
      {[...choices]
        .sort((a, b) => a[1].localeCompare(b[1]))
        .map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
    </select>
  );
}

const entryOf = ({ uuid }: Entry): string => `/open/organisations/view/${uuid}`;

const columns: Column<Entry>[] = [
  {
    key: 'name',
    label: text.name,
    always: true,
    card: 'title',
    cell: (row) => <Link to={entryOf(row)}>{row.name}</Link>,
  },
  {
    key: 'country',
    label: text.country,
    card: 'fact',
    cell: ({ country }) =>
      country ? (
        <Link to={`/open/country/${country}`}>
          <Country code={country} show="name" />
        </Link>
      ) : null,
  },
  { key: 'sector', label: text.sector, card: 'fact', value: ({ sector }) => sector },
  { key: 'type', label: text.type, card: 'fact', value: ({ type }) => type },
  { key: 'url', label: text.website, cell: ({ url }) => (url ? <Address url={url} /> : null) },
];
