import type { Metrics, Sql, Store } from '../../kernel/index.js';
import { sql } from '../../kernel/index.js';

type Figure = Parameters<Metrics['add']>[0];

/** A figure whose rows are `value` and its labels. */
const figure = (store: Store, name: string, help: string, labels: readonly string[], query: Sql): Figure => ({
  name,
  help,
  labels,
  read: async () => {
    const rows = await store.read<Record<string, string> & { value: number }>(query);
    return rows.map(({ value, ...named }) => ({ labels: named as Record<string, string>, value: Number(value) }));
  },
});

/** What waits and how it goes, beside requests and jobs: pulls, tools, messages, webhooks. Labels name no record. */
export const federationFigures = (store: Store): Figure[] => [
  figure(
    store,
    'cerebrate_sync_runs',
    'Pulls of the last day by state',
    ['state'],
    sql`select state, count(*)::int as value from brood_runs where created > now() - interval '1 day' group by 1`,
  ),
  figure(
    store,
    'cerebrate_sync_oldest_seconds',
    'Since when the peer that waits longest was not pulled to its end',
    [],
    sql`select coalesce(max(extract(epoch from now() - last)), 0)::float8 as value from (
      select coalesce(max(r.ended_at) filter (where r.state = 'done'), b.created) as last
      from broods b left join brood_runs r on r.brood_id = b.id where b.pull and b.deleted_at is null group by b.id, b.created) x`,
  ),
  figure(
    store,
    'cerebrate_tools',
    'Tools by what was last found of their health',
    ['state'],
    sql`select coalesce(c.state, 'unknown') as state, count(*)::int as value from local_tools t left join lateral
      (select state from tool_checks where tool_id = t.id order by at desc, id desc limit 1) c on true
      where t.deleted_at is null group by 1`,
  ),
  figure(
    store,
    'cerebrate_messages_waiting',
    'Open requests, and messages that were not sent yet',
    ['box'],
    sql`select 'inbox' as box, count(*)::int as value from inbox where state = 'open'
      union all select 'outbox', count(*)::int from outbox where state in ('waiting', 'failed')
      union all select 'webhooks', count(*)::int from webhook_deliveries where state in ('waiting', 'failed')`,
  ),
  figure(
    store,
    'cerebrate_message_oldest_seconds',
    'Age of the oldest of them',
    ['box'],
    sql`select 'inbox' as box, coalesce(extract(epoch from now() - min(created)), 0)::float8 as value from inbox where state = 'open'
      union all select 'outbox', coalesce(extract(epoch from now() - min(created)), 0)::float8 from outbox where state in ('waiting', 'failed')
      union all select 'webhooks', coalesce(extract(epoch from now() - min(created)), 0)::float8
        from webhook_deliveries where state in ('waiting', 'failed')`,
  ),
];
