import { sharingGroupBlueprints as endpoints, NewBlueprint } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { blankRule } from '../../parts/rules/leaf-kinds.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { blueprintFields } from './form-fields.js';
import { text } from './text.js';

/** Adds a blueprint (FEATURES SGR-06). */
export function Component() {
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={NewBlueprint}
        values={{
          name: '',
          description: null,
          rules: blankRule('organisation'),
          trigger: 'hand',
          schedule: null,
          extend: false,
        }}
        fields={blueprintFields(null) as never}
        submit={text.form.create}
        back="/sharingGroupBlueprints/index"
        onSave={(body, signal) => call(endpoints.create, { body: body as never, signal })}
        onSaved={(saved) => ({ to: `/sharingGroupBlueprints/view/${saved.id}`, toast: text.form.created(saved.name) })}
      />
    </FormPage>
  );
}
