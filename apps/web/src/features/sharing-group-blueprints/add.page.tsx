import { sharingGroupBlueprints as endpoints, NewBlueprint } from '@cerebrate/contract';
import { call, currentSession } from '../../api/index.js';
import { blankRule } from '../../parts/rules/leaf-kinds.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { useBlueprintFields } from './form-fields.js';
import { text } from './text.js';

/** Adds a blueprint (FEATURES SGR-06). */
export function Component() {
  const fields = useBlueprintFields(currentSession()?.user?.organisation?.id ?? 0, null);
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={NewBlueprint}
        values={{
          name: '',
          description: null,
          sharingGroup: null,
          rules: blankRule('organisation'),
          trigger: 'hand',
          schedule: null,
          extend: false,
        }}
        fields={fields as never}
        submit={text.form.create}
        back="/sharingGroupBlueprints/index"
        onSave={(body, signal) => call(endpoints.create, { body: body as never, signal })}
        onSaved={(saved) => ({ to: `/sharingGroupBlueprints/view/${saved.id}`, toast: text.form.created(saved.name) })}
      />
    </FormPage>
  );
}
