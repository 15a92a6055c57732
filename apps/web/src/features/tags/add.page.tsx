import { NewTag, tags } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { text } from './text.js';

/** Adds a tag (FEATURES TAG-01). */
export function Component() {
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={NewTag}
        values={{ name: '', colour: '' }}
        fields={[
          { name: 'name', label: text.form.name, input: 'text', required: true, help: text.form.nameHelp },
          { name: 'colour', label: text.form.colour, input: 'colour', help: text.form.colourHelp, blank: 'omit' },
        ]}
        submit={text.form.create}
        back="/tags/index"
        onSave={(body, signal) => call(tags.create, { body, signal })}
        onSaved={(tag) => ({ to: `/tags/view/${tag.id}`, toast: text.form.created(tag.name) })}
      />
    </FormPage>
  );
}
