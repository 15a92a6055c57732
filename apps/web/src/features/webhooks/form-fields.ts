import { kindChoices } from '../../parts/history/index.js';
import type { FormItem } from '../../ui/index.js';
import { text } from './text.js';

/** What the inputs hold; an empty address keeps the one there is. */
export interface WebhookValues {
  name?: string | undefined;
  url?: string | undefined;
  kinds?: string[] | undefined;
  actions?: string[] | undefined;
  isEnabled?: boolean | undefined;
}

const acts = ['add', 'edit', 'delete', 'restore', 'tag', 'remove_tag', 'login', 'login_fail'];

/** The inputs of a webhook; `origin` is where it posts now. */
export const webhookFields = (origin?: string): readonly FormItem<WebhookValues>[] => [
  { name: 'name', label: text.form.name, input: 'text', required: true },
  {
    name: 'url',
    label: text.form.url,
    input: 'text',
    mono: true,
    required: origin === undefined,
    placeholder: 'https://tickets.example/hooks/cerebrate',
    help: origin === undefined ? text.form.urlHelp : text.form.urlKeep(origin),
  },
  { name: 'kinds', label: text.form.kinds, input: 'tags', search: kindChoices(), help: text.form.kindsHelp },
  {
    name: 'actions',
    label: text.form.actions,
    input: 'tags',
    search: acts.map((value) => ({ value, label: value.replace('_', ' ') })),
    help: text.form.actionsHelp,
  },
  { name: 'isEnabled', label: text.form.isEnabled, input: 'switch', help: text.form.isEnabledHelp },
];
