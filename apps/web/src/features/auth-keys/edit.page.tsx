import { authKeys } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { resourceLabel, shortKey } from '../../parts/identity/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { changesForm, dayOf, keyFields } from './key-form.js';
import { text } from './text.js';

/** The key to change. @throws ProblemError 404 */
export const loader = ({ params, request: { signal } }: LoaderFunctionArgs) =>
  call(authKeys.get, { params: { ref: params['ref'] ?? '' }, signal });

/** Changes comment, expiry and limits of a key; they hold from its next use on. */
export function Component() {
  const key = useLoaderData<typeof loader>();
  const fields = keyFields().map((field) =>
    'name' in field && field.name === 'resources'
      ? { ...field, chosen: (key.resources ?? []).map((one) => ({ value: one, label: resourceLabel(one) })) }
      : field,
  );
  return (
    <FormPage title={text.edit.title(shortKey(key))}>
      <FormFor
        key={`${key.id} ${key.version}`}
        schema={changesForm(key)}
        values={{
          comment: key.comment ?? '',
          expiresOn: dayOf(key.expiresAt),
          readOnly: key.readOnly,
          resources: [...(key.resources ?? [])],
          networks: [...key.networks],
        }}
        fields={fields as ReturnType<typeof keyFields>}
        submit={text.edit.save}
        back="/authKeys/index"
        onSave={(body, signal) =>
          call(authKeys.update, { params: { ref: String(key.id) }, body, ifMatch: key.version, signal })
        }
        onSaved={() => ({ toast: text.edit.saved })}
      />
    </FormPage>
  );
}
