import { inbox, type RequestKindView } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { SeverityBadge } from '../../parts/messages/index.js';
import { type Column, DataTable, ListPage } from '../../ui/index.js';
import { text } from './text.js';

/** Every kind of request. @throws ProblemError */
export const loader = ({ request: { signal } }: LoaderFunctionArgs) => call(inbox.kinds, { signal });

/** The kinds of requests this node takes (FEATURES MSG-05). */
export function Component() {
  const kinds = useLoaderData<typeof loader>();
  return (
    <ListPage title={text.kindsTitle} total={kinds.length}>
      <DataTable
        id="inbox-kinds"
        caption={text.kindsTitle}
        rows={kinds}
        columns={columns}
        rowKey={(kind) => kind.kind}
        rowLabel={(kind) => kind.label}
        empty={{ text: text.empty }}
      />
    </ListPage>
  );
}

const { kindColumns } = text;
const said = (holds: boolean): string => (holds ? text.yes : text.no);

const columns: readonly Column<RequestKindView>[] = [
  { key: 'label', label: kindColumns.label, always: true, card: 'title', value: (kind) => kind.label },
  { key: 'wire', label: kindColumns.wire, card: 'fact', value: (kind) => `${kind.scope}.${kind.action}` },
  {
    key: 'severity',
    label: text.columns.severity,
    width: '120px',
    card: 'fact',
    value: (kind) => kind.severity,
    cell: (kind) => <SeverityBadge severity={kind.severity} />,
  },
  { key: 'accepted', label: kindColumns.accepted, card: 'fact', value: (kind) => said(kind.canAccept) },
  { key: 'sent', label: kindColumns.sent, card: 'fact', value: (kind) => said(kind.maySend) },
  { key: 'description', label: kindColumns.description, card: 'fact', value: (kind) => kind.description },
];
