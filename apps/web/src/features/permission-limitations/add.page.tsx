import { permissionLimitations } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { LimitForm, limitFields, permissionChoices } from './limit-form.js';
import { text } from './text.js';

/** The fields that can be limited. @throws ProblemError */
export const loader = async ({ request: { signal } }: LoaderFunctionArgs) => ({
  permissions: await permissionChoices(signal),
});

/** Limits a meta-field of users (FEATURES USR-16). */
export function Component() {
  const { permissions } = useLoaderData<typeof loader>();
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={LimitForm}
        values={{ permission: '', scope: 'global', value: '', maxOccurrence: null, comment: '' }}
        fields={limitFields(permissions)}
        submit={text.form.create}
        back="/permissionLimitations/index"
        onSave={(body, signal) => call(permissionLimitations.create, { body, signal })}
        onSaved={(limit) => ({ toast: text.form.created(limit.permission) })}
      />
    </FormPage>
  );
}
