import { inbox, RequestRefusal } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { text } from './text.js';

/** The request to decline. @throws ProblemError 404 */
export const loader = ({ params, request: { signal } }: LoaderFunctionArgs) =>
  call(inbox.get, { params: { ref: params['ref'] ?? '' }, signal });

/** Declines a request, with a message to whoever asked. */
export function Component() {
  const request = useLoaderData<typeof loader>();
  const { declining } = text;
  return (
    <FormPage title={declining.title} lead={declining.lead(request.title)}>
      <FormFor
        schema={RequestRefusal}
        values={{ message: '' }}
        fields={[
          {
            name: 'message',
            label: declining.message,
            input: 'textarea',
            rows: 5,
            help: declining.help,
            blank: 'null',
          },
        ]}
        submit={declining.act}
        back={`/inbox/view/${request.id}`}
        onSave={(body, signal) => call(inbox.decline, { params: { ref: String(request.id) }, body, signal })}
        onSaved={() => ({ toast: declining.done })}
      />
    </FormPage>
  );
}
