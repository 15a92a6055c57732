import { type Webhook, WebhookList, webhooks } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { kindWords } from '../../parts/history/index.js';
import {
  type Action,
  Badge,
  type Column,
  DataTable,
  FilterBar,
  ListPage,
  listShape,
  loadList,
  RelativeTime,
  useListState,
} from '../../ui/index.js';
import { webhookActions } from './acts.js';
import { text } from './text.js';

const shape = listShape(WebhookList);

/** A page of the list as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(webhooks.list, { query, signal }));

const add: Action = { label: text.add, icon: 'plus-lg', to: '/webhooks/add', modal: true };
const addressOfHook = ({ id }: Webhook): string => `/webhooks/view/${id}`;

/** The addresses that are told of changes (FEATURES AUD-07). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const rowActions = useCallback((webhook: Webhook) => webhookActions(webhook, () => void revalidate()), [revalidate]);
  const mayWrite = may('webhook:write');
  return (
    <ListPage title={text.title} lead={text.lead} total={total} actions={mayWrite ? [add] : []}>
      <DataTable
        id="webhooks"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(webhook) => webhook.id}
        rowLabel={(webhook) => webhook.name}
        rowHref={addressOfHook}
        rowActions={rowActions}
        rowDimmed={(webhook) => !webhook.isEnabled}
        toolbar={<FilterBar list={list} />}
        download={(search) => `${addressOf(webhooks.csv)}?${search}`}
        empty={mayWrite ? { text: text.empty, action: add } : { text: text.empty }}
      />
    </ListPage>
  );
}

const columns: readonly Column<Webhook>[] = [
  { key: 'id', label: text.columns.id, align: 'end', width: '56px', card: 'none', value: (webhook) => webhook.id },
  {
    key: 'name',
    label: text.columns.name,
    sort: true,
    always: true,
    card: 'title',
    value: (webhook) => webhook.name,
    cell: (webhook) => <Link to={addressOfHook(webhook)}>{webhook.name}</Link>,
  },
  { key: 'origin', label: text.columns.origin, sort: true, card: 'fact', value: (webhook) => webhook.origin },
  {
    key: 'isEnabled',
    label: text.columns.state,
    sort: true,
    width: '110px',
    card: 'fact',
    value: (webhook) => (webhook.isEnabled ? text.states.on : text.states.off),
    cell: (webhook) => (
      <Badge tone={webhook.isEnabled ? 'ok' : 'unknown'} icon={webhook.isEnabled ? 'check-circle' : 'slash-circle'}>
        {webhook.isEnabled ? text.states.on : text.states.off}
      </Badge>
    ),
  },
  {
    key: 'kinds',
    label: text.columns.kinds,
    card: 'fact',
    value: (webhook) => webhook.kinds.map(kindWords).join(', ') || text.everything,
  },
  { key: 'waiting', label: text.columns.waiting, align: 'end', card: 'fact', value: (webhook) => webhook.waiting },
  { key: 'failed', label: text.columns.failed, align: 'end', card: 'fact', value: (webhook) => webhook.failed },
  {
    key: 'lastSentAt',
    label: text.columns.lastSent,
    card: 'none',
    cell: (webhook) => (webhook.lastSentAt ? <RelativeTime at={webhook.lastSentAt} /> : null),
  },
  {
    key: 'modified',
    label: text.columns.modified,
    sort: true,
    optional: true,
    card: 'none',
    cell: (webhook) => <RelativeTime at={webhook.modified} />,
  },
];
