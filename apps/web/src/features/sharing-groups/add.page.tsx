import { NewSharingGroup, sharingGroups } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { newFields } from './form-fields.js';
import { text } from './text.js';

/** Adds a sharing group; its members are added on its page (FEATURES SGR-02). */
export function Component() {
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={NewSharingGroup}
        values={{ name: '', releasability: '', description: '', uuid: '', active: true }}
        fields={newFields()}
        submit={text.form.create}
        back="/sharingGroups/index"
        issuePrefix={['body']}
        onSave={(body, signal) => call(sharingGroups.create, { body, signal })}
        onSaved={(group) => ({ to: `/sharingGroups/view/${group.id}`, toast: text.form.created(group.name) })}
      />
    </FormPage>
  );
}
