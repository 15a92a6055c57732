import { enumerations } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { bodyOf, CollectionForm, collectionFields } from './form.js';
import { text } from './text.js';

/** The collection to change. @throws ProblemError 404 */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(enumerations.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });

/** Changes a collection and its values at once (FEATURES ENU-01). */
export function Component() {
  const collection = useLoaderData<typeof loader>();
  const { id, version, name, description, enabled, targetModel, targetField } = collection;
  const values = collection.values.map(({ value }) => value);
  return (
    <FormPage title={text.form.editTitle(name)}>
      <FormFor
        key={`${id} ${version}`}
        schema={CollectionForm}
        values={{ name, description, enabled, target: `${targetModel}.${targetField}`, values }}
        fields={collectionFields}
        submit={text.form.save}
        back={`/enumerationCollections/view/${id}`}
        onSave={(output, signal) =>
          call(enumerations.update, { params: { ref: String(id) }, body: bodyOf(output), ifMatch: version, signal })
        }
        onSaved={(saved) => ({ toast: text.form.saved(saved.name) })}
      />
    </FormPage>
  );
}
