import { type Connector, connectors } from '@cerebrate/contract';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { toolText } from '../../parts/tools/index.js';
import { type Column, DataTable, ListPage } from '../../ui/index.js';
import { text } from './text.js';

const words = text.connectors;

/** The kinds of tools, and the packages that were refused. @throws ProblemError */
export async function loader({ request: { signal } }: LoaderFunctionArgs) {
  const [known, refused] = await Promise.all([call(connectors.list, { signal }), call(connectors.refused, { signal })]);
  return { known, refused };
}

/** The kinds of tools this node knows (FEATURES LTL-01, LTL-02). */
export function Component() {
  const { known, refused } = useLoaderData<typeof loader>();
  return (
    <ListPage
      title={words.title}
      lead={words.lead}
      total={known.length}
      notice={
        refused.length > 0 ? (
          <div className="notice-strip" data-tone="attention">
            <div>
              <strong>{words.refused(refused.length)}</strong>
              <ul className="mb-0 ps-3">
                {refused.map(({ name, reason }) => (
                  <li key={name}>
                    <code>{name}</code>: {reason}
                  </li>
                ))}
              </ul>
            </div>
          </div>
        ) : undefined
      }
    >
      <DataTable
        id="connectors"
        caption={words.title}
        rows={known}
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={({ title }) => title}
        rowHref={addressOfConnector}
        rowActions={(connector) => [{ label: text.view, icon: 'eye', to: addressOfConnector(connector) }]}
        empty={{ text: words.empty }}
      />
    </ListPage>
  );
}

const addressOfConnector = ({ id }: Connector): string => `/localTools/viewConnector/${id}`;

const columns: readonly Column<Connector>[] = [
  {
    key: 'title',
    label: words.name,
    always: true,
    card: 'title',
    value: ({ title }) => title,
    cell: (connector) => <Link to={addressOfConnector(connector)}>{connector.title}</Link>,
  },
  { key: 'id', label: words.id, mono: true, card: 'none', value: ({ id }) => id },
  { key: 'version', label: words.version, card: 'fact', value: ({ version }) => version },
  { key: 'tools', label: words.tools, align: 'end', card: 'fact', value: ({ toolCount }) => toolCount },
  {
    key: 'canConnect',
    label: words.canConnect,
    card: 'none',
    value: ({ canInterconnect }) => (canInterconnect ? text.yes : text.no),
  },
  {
    key: 'follows',
    label: words.follows,
    card: 'none',
    value: ({ follows }) => (follows ? toolText.follows[follows] : null),
  },
  { key: 'description', label: words.description, card: 'fact', value: ({ description }) => description },
];
