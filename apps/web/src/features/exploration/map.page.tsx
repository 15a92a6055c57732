import { exploration } from '@cerebrate/contract';
import { Link, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { WorldMap } from '../../parts/world-map/world-map.js';
import {
  ActionButton,
  asProblem,
  type Column,
  Country,
  DataTable,
  ListPage,
  ProblemNote,
  Skeleton,
  useSettled,
} from '../../ui/index.js';
import './exploration.scss';
import { text } from './text.js';

type CountryRow = { readonly code: string; readonly organisations: number };

/** The numbers by country are waited for; the use of fields comes when it comes. */
export async function loader() {
  const usage = call(exploration.fields, { query: { limit: '25' } }).then(({ items }) => items);
  usage.catch(() => undefined);
  return { countries: await call(exploration.countries), usage };
}

const listOf = (code: string): string => `/organisations/index?country=${code}`;

/** Organisations by country on a map and in a table, and the use of meta-fields (FEATURES HOM-04). */
export function Component() {
  const { countries, usage } = useLoaderData<typeof loader>();
  return (
    <ListPage title={text.map.title} lead={text.map.lead}>
      <div className="exploration-map">
        <section className="surface exploration-block" aria-label={text.map.title}>
          <WorldMap noun={text.map.noun} counts={countries.items} to={listOf} />
          {countries.elsewhere > 0 ? (
            <p className="muted mb-0 mt-2">
              <Link to="/organisations/index?country.empty=true">{text.map.elsewhere(countries.elsewhere)}</Link>
            </p>
          ) : null}
        </section>
        <div>
          <DataTable
            id="exploration-countries"
            caption={text.map.table}
            rows={countries.items}
            columns={columns}
            rowKey={(row) => row.code}
            rowLabel={(row) => row.code}
            rowHref={(row) => listOf(row.code)}
            empty={{ text: text.map.empty }}
          />
        </div>
      </div>
      <Usage usage={usage} />
    </ListPage>
  );
}

const columns: Column<CountryRow>[] = [
  {
    key: 'country',
    label: text.map.country,
    always: true,
    card: 'title',
    cell: ({ code }) => (
      <Link to={listOf(code)}>
        <Country code={code} show="name" />
      </Link>
    ),
  },
  {
    key: 'organisations',
    label: text.map.organisations,
    align: 'end',
    card: 'fact',
    value: ({ organisations }) => organisations,
  },
];

function Usage({ usage }: { readonly usage: Awaited<ReturnType<typeof loader>>['usage'] }) {
  const { value, error } = useSettled(usage);
  const most = Math.max(1, ...(value ?? []).map(({ records }) => records));
  return (
    <section className="surface exploration-block mt-3" aria-label={text.usage.title}>
      <header>
        <h2>{text.usage.title}</h2>
        <ActionButton action={{ label: text.usage.all, to: '/metaTemplates/index' }} look="ghost" small />
      </header>
      <p className="muted">{text.usage.lead}</p>
      {error ? <ProblemNote problem={asProblem(error)} lead={text.usage.failed} /> : null}
      {value === undefined && !error ? <Skeleton label={text.usage.title} lines={4} /> : null}
      {value?.length === 0 ? <p className="muted mb-0">{text.usage.empty}</p> : null}
      <ul className="usage-bars">
        {(value ?? []).map((field) => (
          <li key={`${field.scope}:${field.fieldId}`}>
            <span className="cut" title={`${field.template} › ${field.field}`}>
              <span className="muted">{field.template} › </span>
              {field.scope === 'organisation' ? (
                <Link to={`/organisations/index?meta.${field.fieldId}.empty=false`}>{field.field}</Link>
              ) : (
                field.field
              )}
            </span>
            <progress max={most} value={field.records} aria-label={`${field.template} › ${field.field}`} />
            <span className="tabular">{text.usage.records(field.records)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
