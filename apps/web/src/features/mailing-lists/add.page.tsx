import { mailingLists } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { blankRule } from '../../parts/rules/leaf-kinds.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { ListForm, listFields } from './form-fields.js';
import { text } from './text.js';

/** Adds a mailing list (FEATURES MLS-02). */
export function Component() {
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={ListForm as never}
        values={
          {
            name: '',
            recipients: null,
            description: null,
            active: true,
            encryptedOnly: false,
            by: 'hand',
            rule: blankRule('individual'),
          } as never
        }
        fields={listFields(null) as never}
        submit={text.form.create}
        back="/mailingLists/index"
        onSave={(body, signal) => call(mailingLists.create, { body: body as never, signal })}
        onSaved={(saved) => ({ to: `/mailingLists/view/${saved.id}`, toast: text.form.created(saved.name) })}
      />
    </FormPage>
  );
}
