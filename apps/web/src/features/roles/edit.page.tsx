import { type Role, RoleChanges, roles } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, ProblemError } from '../../api/index.js';
import { mayChangeRole } from '../../parts/identity/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { roleFields } from './form-fields.js';
import { text } from './text.js';

/** The role to change. @throws ProblemError 403 for a role that is mightier than the user's own */
export async function loader({ params, request }: LoaderFunctionArgs) {
  const role = await call(roles.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });
  if (!mayChangeRole(role)) throw new ProblemError({ status: 403, title: '', detail: text.mightier });
  return role;
}

/** Changes a role (FEATURES USR-12, USR-13). */
export function Component() {
  const role = useLoaderData<typeof loader>();
  return (
    <FormPage title={text.form.editTitle(role.name)}>
      <FormFor
        key={`${role.id} ${role.version}`}
        schema={RoleChanges}
        values={{ name: role.name, isDefault: role.isDefault, flags: role.flags }}
        fields={roleFields()}
        send="changed"
        submit={text.form.save}
        back={`/roles/view/${role.id}`}
        onSave={(body, signal): Promise<Role> =>
          call(roles.update, { params: { ref: String(role.id) }, body, ifMatch: role.version, signal })
        }
        onSaved={(saved) => ({ toast: text.form.saved(saved.name) })}
      />
    </FormPage>
  );
}
