import { openDirectory } from '@cerebrate/contract';
import { Form, Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { type Column, DataTable, ListPage } from '../../ui/index.js';
import './open-directory.scss';
import { Pages } from './pages.js';
import { text } from './text.js';

type Entry = Awaited<ReturnType<typeof loader>>['page']['items'][number];

/** People by name. @throws ProblemError 404 while the directory is closed */
export async function loader({ request }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const [q, at] = [asked.get('q')?.trim() ?? '', asked.get('page') ?? '1'];
  const query = { page: at, ...(q ? { q } : {}) };
  return { q, page: await call(openDirectory.individuals, { query, signal: request.signal }) };
}

/** People for strangers (FEATURES OPN-02). */
export function Component() {
  const { q, page } = useLoaderData<typeof loader>();
  return (
    <ListPage title={text.people} lead={text.leadPeople} total={page.total}>
      <Form method="get" className="surface open-search" role="search" key={q}>
        <input
          type="search"
          name="q"
          className="form-control"
          aria-label={text.findPerson}
          placeholder={text.findPerson}
          defaultValue={q}
        />
        <button type="submit" className="btn btn-primary">
          {text.search}
        </button>
      </Form>
      <DataTable
        id="open-people"
        caption={text.peopleList}
        rows={page.items}
        columns={columns}
        rowKey={(row) => row.uuid}
        rowLabel={(row) => row.name}
        rowHref={entryOf}
        empty={{ text: text.emptyPeople, action: { label: text.all, to: '/open/individuals/index' } }}
      />
      <Pages page={page} />
    </ListPage>
  );
}

const entryOf = ({ uuid }: Entry): string => `/open/individuals/view/${uuid}`;

const columns: Column<Entry>[] = [
  {
    key: 'name',
    label: text.name,
    always: true,
    card: 'title',
    cell: (row) => <Link to={entryOf(row)}>{row.name}</Link>,
  },
  { key: 'position', label: text.position, card: 'fact', value: ({ position }) => position },
  {
    key: 'organisations',
    label: text.organisationsOf,
    card: 'fact',
    value: ({ related }) => related.map(({ name }) => name).join(', '),
  },
];
