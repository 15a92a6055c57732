import { NewOrgGroup, orgGroups } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { fields } from './form-fields.js';
import { text } from './text.js';

/** Adds an organisation group (FEATURES OGR-01). */
export function Component() {
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={NewOrgGroup}
        values={{ name: '', description: '', uuid: '' }}
        fields={fields}
        submit={text.form.create}
        back="/orgGroups/index"
        onSave={(body, signal) => call(orgGroups.create, { body, signal })}
        onSaved={(group) => ({ to: `/orgGroups/view/${group.id}`, toast: text.form.created(group.name) })}
      />
    </FormPage>
  );
}
