import { type Webhook, webhooks } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData, useNavigate, useRevalidator } from 'react-router';
import { call } from '../../api/index.js';
import { ChangeHistory, kindWords } from '../../parts/history/index.js';
import { useShownOnce } from '../../parts/identity/index.js';
import { type Action, RecordPage, RelativeTime } from '../../ui/index.js';
import { webhookActions } from './acts.js';
import { Deliveries } from './deliveries.js';
import { text } from './text.js';

/** The webhook of the address. @throws ProblemError 404 */
export const loader = ({ params, request: { signal } }: LoaderFunctionArgs): Promise<Webhook> =>
  call(webhooks.get, { params: { ref: params['ref'] ?? '' }, signal });

/** One webhook with what was told to it. */
export function Component() {
  const webhook = useLoaderData<typeof loader>();
  const navigate = useNavigate();
  const { revalidate } = useRevalidator();
  const made = useShownOnce(text.secret);
  const changed = () => void revalidate().catch(() => navigate('/webhooks/index'));
  const actions = webhookActions(webhook, changed, made.show);
  return (
    <>
      <RecordPage
        kind={text.kind}
        title={webhook.name}
        summary={webhook.origin}
        actions={actions.map((action, at): Action => ({ ...action, ...(at < 2 ? { primary: true } : { menu: true }) }))}
        facts={[
          { label: text.columns.origin, value: webhook.origin },
          { label: text.columns.state, value: webhook.isEnabled ? text.states.on : text.states.off },
          { label: text.columns.kinds, value: webhook.kinds.map(kindWords).join(', ') || text.everything },
          { label: text.columns.actions, value: webhook.actions.join(', ') || text.everything },
          { label: text.columns.waiting, value: webhook.waiting },
          { label: text.columns.failed, value: webhook.failed },
          {
            label: text.columns.lastSent,
            value: webhook.lastSentAt ? <RelativeTime at={webhook.lastSentAt} /> : null,
          },
        ]}
        tabs={[
          {
            key: 'deliveries',
            label: text.deliveries.tab,
            content: <Deliveries key={webhook.lastSentAt} webhookId={webhook.id} />,
          },
        ]}
        history={
          <ChangeHistory
            key={webhook.version}
            load={(query, signal) => call(webhooks.history, { params: { ref: String(webhook.id) }, query, signal })}
          />
        }
      />
      {made.dialog}
    </>
  );
}
