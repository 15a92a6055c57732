import { broods } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { AddForm, broodFields } from './form-fields.js';
import { text } from './text.js';

/** Registers another node (FEATURES BRD-01). */
export function Component() {
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={AddForm as never}
        values={
          {
            name: '',
            url: '',
            description: null,
            strategy: 'standard',
            pull: false,
            skipProxy: false,
            everyMinutes: 60,
            acceptsSignedOnly: false,
            timeoutSeconds: 30,
            authority: null,
            pinnedCertificate: null,
            clientCertificate: null,
          } as never
        }
        fields={broodFields(null) as never}
        submit={text.form.create}
        back="/broods/index"
        onSave={(body, signal) => call(broods.create, { body: body as never, signal })}
        onSaved={(saved) => ({ to: `/broods/view/${saved.id}?tab=health`, toast: text.form.created(saved.name) })}
      />
    </FormPage>
  );
}
