import { enumerations } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { bodyOf, CollectionForm, collectionFields } from './form.js';
import { text } from './text.js';

const blank = { name: '', description: '', target: '', enabled: true, values: [] };

/** Adds a collection of allowed values (FEATURES ENU-01). */
export function Component() {
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={CollectionForm}
        values={blank}
        fields={collectionFields}
        submit={text.form.create}
        back="/enumerationCollections/index"
        onSave={(values, signal) => call(enumerations.create, { body: bodyOf(values), signal })}
        onSaved={(saved) => ({ to: `/enumerationCollections/view/${saved.id}`, toast: text.form.created(saved.name) })}
      />
    </FormPage>
  );
}
