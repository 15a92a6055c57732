import { permissionLimitations } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { LimitForm, limitFields, permissionChoices } from './limit-form.js';
import { text } from './text.js';

/** The limit to change and the fields that can be limited. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const [limit, permissions] = await Promise.all([
    call(permissionLimitations.get, { params: { ref: params['ref'] ?? '' }, signal }),
    permissionChoices(signal),
  ]);
  const isOffered = permissions.some(({ value }) => value === limit.permission);
  const own = { value: limit.permission, label: limit.permission };
  return { limit, permissions: isOffered ? permissions : [own, ...permissions] };
}

/** Changes a limit (FEATURES USR-16). */
export function Component() {
  const { limit, permissions } = useLoaderData<typeof loader>();
  const { permission, scope, value, maxOccurrence, comment } = limit;
  return (
    <FormPage title={text.form.editTitle(permission)}>
      <FormFor
        key={`${limit.id} ${limit.version}`}
        schema={LimitForm}
        values={{ permission, scope, value: value ?? '', maxOccurrence, comment }}
        fields={limitFields(permissions)}
        send="changed"
        submit={text.form.save}
        back={`/permissionLimitations/view/${limit.id}`}
        onSave={(body, signal) =>
          call(permissionLimitations.update, {
            params: { ref: String(limit.id) },
            body,
            ifMatch: limit.version,
            signal,
          })
        }
        onSaved={(saved) => ({ toast: text.form.saved(saved.permission) })}
      />
    </FormPage>
  );
}
