import { type Webhook, webhooks } from '@cerebrate/contract';
import { call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { type Action, confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

/** What can be done with one webhook; `changed` is told after each, `showSecret` shows a new secret. */
export function webhookActions(
  webhook: Webhook,
  changed: () => void,
  showSecret?: (secret: string) => Promise<void>,
): readonly Action[] {
  if (!may('webhook:write')) return [];
  const params = { ref: String(webhook.id) };
  const told = (act: () => Promise<void>) => () => void act().then(changed, tellFailure);
  const turn = async () => {
    await call(webhooks.update, { params, body: { isEnabled: !webhook.isEnabled }, ifMatch: webhook.version });
  };
  return [
    { label: text.edit, icon: 'pencil', to: `/webhooks/edit/${webhook.id}`, modal: true, hotkey: 'e' },
    { label: text.test, icon: 'send', onSelect: told(() => test(params)) },
    { label: webhook.isEnabled ? text.disable : text.enable, icon: 'slash-circle', onSelect: told(turn) },
    ...(showSecret
      ? [{ label: text.rotate, icon: 'key', onSelect: told(() => rotate(webhook, showSecret)) } satisfies Action]
      : []),
    { label: text.remove, icon: 'trash', tone: 'danger', onSelect: told(() => remove(webhook)) },
  ];
}

async function test(params: { ref: string }): Promise<void> {
  const { ok, message } = await call(webhooks.test, { params });
  toast({ tone: ok ? 'ok' : 'broken', text: message });
}

async function rotate({ id, name }: Webhook, showSecret: (secret: string) => Promise<void>): Promise<void> {
  const { rotation } = text;
  if (!(await confirm({ title: rotation.title(name), body: rotation.body, act: rotation.act }))) return;
  const { secret } = await call(webhooks.rotate, { params: { ref: String(id) } });
  await showSecret(secret);
}

async function remove({ id, name, version }: Webhook): Promise<void> {
  const { deletion } = text;
  const sure = await confirm({ title: deletion.title(name), body: deletion.body, act: deletion.act, tone: 'danger' });
  if (!sure) return;
  await call(webhooks.remove, { params: { ref: String(id) }, ifMatch: version });
  toast({ tone: 'ok', text: deletion.done(name) });
}
