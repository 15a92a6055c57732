import { NewRole, roleFlags, roles } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { roleFields } from './form-fields.js';
import { text } from './text.js';

const blank = { name: '', isDefault: false, flags: Object.fromEntries(roleFlags.map((flag) => [flag, false])) };

/** Adds a role (FEATURES USR-12). */
export function Component() {
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={NewRole}
        values={blank}
        fields={roleFields()}
        submit={text.form.create}
        back="/roles/index"
        onSave={(body, signal) => call(roles.create, { body, signal })}
        onSaved={(role) => ({ to: `/roles/view/${role.id}`, toast: text.form.created(role.name) })}
      />
    </FormPage>
  );
}
