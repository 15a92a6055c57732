import { type Webhook, WebhookChanges, webhooks } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import * as z from 'zod';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { type WebhookValues, webhookFields } from './form-fields.js';
import { text } from './text.js';

/** The webhook of the address. @throws ProblemError 404 */
export const loader = ({ params, request: { signal } }: LoaderFunctionArgs): Promise<Webhook> =>
  call(webhooks.get, { params: { ref: params['ref'] ?? '' }, signal });

/** An address that nobody typed stays as it is. */
const EditForm = z
  .custom<WebhookValues>()
  .transform(({ url, ...others }): z.input<typeof WebhookChanges> => (url?.trim() ? { ...others, url } : others))
  .pipe(WebhookChanges);

/** Changes a webhook. */
export function Component() {
  const webhook = useLoaderData<typeof loader>();
  const { id, version, name, origin, kinds, actions, isEnabled } = webhook;
  return (
    <FormPage title={text.form.editTitle(name)}>
      <FormFor
        key={`${id} ${version}`}
        schema={EditForm}
        values={{ name, url: '', kinds, actions, isEnabled }}
        fields={webhookFields(origin)}
        send="changed"
        submit={text.form.save}
        back={`/webhooks/view/${id}`}
        onSave={(body, signal) =>
          call(webhooks.update, { params: { ref: String(id) }, body, ifMatch: version, signal })
        }
        onSaved={(saved) => ({ toast: text.form.saved(saved.name) })}
      />
    </FormPage>
  );
}
