import { type WebhookDelivery, webhooks } from '@cerebrate/contract';
import { useCallback, useState } from 'react';
import { call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { type Action, Badge, type Column, DataTable, RelativeTime, toast, useAsked } from '../../ui/index.js';
import { text } from './text.js';

const words = text.deliveries;

/** What was and will be told to one address, newest first. */
export function Deliveries({ webhookId }: { readonly webhookId: number }) {
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn asks again
  const rows = useAsked(async () => {
    const { items } = await call(webhooks.deliveries, { params: { ref: String(webhookId) }, query: { limit: '100' } });
    return items;
  }, [webhookId, turn]);
  const rowActions = useCallback(
    (delivery: WebhookDelivery) => actionsOf(webhookId, delivery, () => setTurn((now) => now + 1)),
    [webhookId],
  );
  return (
    <DataTable
      id="webhook-deliveries"
      caption={words.tab}
      rows={rows}
      columns={columns}
      rowKey={(delivery) => delivery.id}
      rowLabel={(delivery) => `${delivery.event} ${delivery.title}`}
      rowActions={rowActions}
      rowDimmed={(delivery) => delivery.state === 'discarded'}
      empty={{ text: words.empty }}
    />
  );
}

function actionsOf(webhookId: number, { id, state }: WebhookDelivery, changed: () => void): readonly Action[] {
  if (!may('webhook:write')) return [];
  const params = { ref: String(webhookId), delivery: id };
  const act = async (endpoint: typeof webhooks.resend | typeof webhooks.discard, done: string) => {
    try {
      await call(endpoint, { params });
      toast({ tone: 'ok', text: done });
      changed();
    } catch (error) {
      tellFailure(error);
    }
  };
  const resend: Action = {
    label: words.resend,
    icon: 'arrow-repeat',
    onSelect: () => void act(webhooks.resend, words.resent),
  };
  if (state === 'sent' || state === 'discarded') return [resend];
  return [resend, { label: words.discard, icon: 'x-lg', onSelect: () => void act(webhooks.discard, words.discarded) }];
}

const tones = {
  waiting: ['unknown', 'hourglass-split'],
  sent: ['ok', 'check-circle'],
  failed: ['broken', 'x-circle'],
  discarded: ['unknown', 'x-lg'],
} as const;

const columns: readonly Column<WebhookDelivery>[] = [
  { key: 'event', label: words.event, always: true, card: 'title', value: ({ event }) => event },
  { key: 'title', label: words.record, card: 'fact', value: ({ title }) => title },
  {
    key: 'state',
    label: words.state,
    card: 'fact',
    value: ({ state }) => words.states[state],
    cell: ({ state }) => (
      <Badge tone={tones[state][0]} icon={tones[state][1]}>
        {words.states[state]}
      </Badge>
    ),
  },
  { key: 'attempts', label: words.attempts, align: 'end', card: 'none', value: ({ attempts }) => attempts },
  {
    key: 'answer',
    label: words.answer,
    card: 'fact',
    value: ({ triedAt, status, latencyMs, fault }) => (triedAt === null ? '' : (fault ?? words.ms(status, latencyMs))),
  },
  {
    key: 'triedAt',
    label: words.when,
    card: 'none',
    cell: ({ triedAt }) => (triedAt ? <RelativeTime at={triedAt} /> : null),
  },
  {
    key: 'dueAt',
    label: words.due,
    card: 'none',
    cell: ({ dueAt }) => (dueAt ? <RelativeTime at={dueAt} /> : null),
  },
];
