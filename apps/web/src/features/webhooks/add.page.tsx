import { NewWebhook, webhooks } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { useShownOnce } from '../../parts/identity/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { webhookFields } from './form-fields.js';
import { text } from './text.js';

/** Adds a webhook and shows its secret once (FEATURES AUD-07). */
export function Component() {
  const made = useShownOnce(text.secret);
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={NewWebhook}
        values={{ name: '', url: '', kinds: [], actions: [], isEnabled: true }}
        fields={webhookFields()}
        submit={text.form.create}
        back="/webhooks/index"
        onSave={async (body, signal) => {
          const webhook = await call(webhooks.create, { body, signal });
          await made.show(webhook.secret);
          return webhook;
        }}
        onSaved={({ id, name }) => ({ to: `/webhooks/view/${id}`, toast: text.form.created(name) })}
      />
      {made.dialog}
    </FormPage>
  );
}
