import { type Organisation, OrganisationChanges, organisations } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, ProblemError } from '../../api/index.js';
import { fieldNameIn, useCarefulSave } from '../../parts/conflict/use-careful-save.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { conflictWords } from './conflict.js';
import { changeFields } from './form-fields.js';
import { loadOffers } from './form-load.js';
import { text } from './text.js';

/** The organisation to change and what its form offers. @throws ProblemError 403 when it is another's to change */
export async function loader({ params, request }: LoaderFunctionArgs) {
  const [organisation, offers] = await Promise.all([
    call(organisations.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal }),
    loadOffers(request.signal),
  ]);
  if (!organisation.mayChange) throw new ProblemError({ status: 403, title: '', detail: text.form.noRight });
  return { organisation, offers };
}

type Offers = Awaited<ReturnType<typeof loader>>['offers'];

/** Changes an organisation; a change somebody saved meanwhile is shown before anything is lost (FEATURES ORG-06). */
export function Component() {
  const { organisation, offers } = useLoaderData<typeof loader>();
  return (
    <FormPage title={text.form.editTitle(organisation.name)}>
      <EditForm key={`${organisation.id} ${organisation.version}`} organisation={organisation} offers={offers} />
    </FormPage>
  );
}

function EditForm({ organisation, offers }: { readonly organisation: Organisation; readonly offers: Offers }) {
  const params = { ref: String(organisation.id) };
  const { save, dialog } = useCarefulSave<Organisation, OrganisationChanges>(organisation, {
    update: (body, ifMatch, signal) => call(organisations.update, { params, body, ifMatch, signal }),
    read: (signal) => call(organisations.get, { params, signal }),
    words: (theirs) => conflictWords(theirs, fieldNameIn(offers.templates)),
  });
  return (
    <>
      <FormFor
        schema={OrganisationChanges}
        values={valuesOf(organisation)}
        fields={changeFields(offers, organisation)}
        send="changed"
        submit={text.form.save}
        back={`/organisations/view/${organisation.id}`}
        issuePrefix={['body']}
        onSave={save}
        onSaved={(saved) => ({ toast: text.form.saved(saved.name) })}
      />
      {dialog}
    </>
  );
}

/** The stored values as the inputs hold them; meta-fields begin with no change. */
const valuesOf = ({ name, country, sector, type, url, contacts, uuid }: Organisation) => ({
  name,
  country,
  sector: sector ?? '',
  type: type ?? '',
  url: url ?? '',
  contacts: contacts ?? '',
  uuid,
  metaFields: [],
});
