import { NewOrganisation, organisations } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { newFields } from './form-fields.js';
import { loadOffers } from './form-load.js';
import { text } from './text.js';

/** What the empty form offers. @throws ProblemError */
export const loader = ({ request }: LoaderFunctionArgs) => loadOffers(request.signal);

const blank = {
  name: '',
  country: null,
  sector: '',
  type: '',
  url: '',
  contacts: '',
  tags: [],
  uuid: '',
  metaFields: [],
};

/** Adds an organisation (FEATURES ORG-05). */
export function Component() {
  const offers = useLoaderData<typeof loader>();
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={NewOrganisation}
        values={blank}
        fields={newFields(offers)}
        submit={text.form.create}
        back="/organisations/index"
        issuePrefix={['body']}
        onSave={(values, signal) => call(organisations.create, { body: values, signal })}
        onSaved={(saved) => ({ to: `/organisations/view/${saved.id}`, toast: text.form.created(saved.name) })}
      />
    </FormPage>
  );
}
