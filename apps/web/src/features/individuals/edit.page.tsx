import { type Individual, IndividualChanges, individuals } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, ProblemError } from '../../api/index.js';
import { fieldNameIn, useCarefulSave } from '../../parts/conflict/use-careful-save.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { conflictWords } from './conflict.js';
import { addressLists, emailsOf, listsOf, loadPersonOffers, type PersonOffers, personFields } from './person-form.js';
import { nameOf, text } from './text.js';

/** The person to change and what the form offers. @throws ProblemError 403 when they are another's to change */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const [person, offers] = await Promise.all([
    call(individuals.get, { params: { ref: params['ref'] ?? '' }, signal }),
    loadPersonOffers(signal),
  ]);
  if (!person.mayChange) throw new ProblemError({ status: 403, title: '', detail: text.form.noRight });
  return { person, offers };
}

const Form = IndividualChanges.omit({ emails: true }).extend(addressLists);

/** Changes a person; a change somebody saved meanwhile is shown before anything is lost (FEATURES IND-03). */
export function Component() {
  const { person, offers } = useLoaderData<typeof loader>();
  return (
    <FormPage title={text.form.editTitle(nameOf(person))}>
      <EditForm key={`${person.id} ${person.version}`} person={person} offers={offers} />
    </FormPage>
  );
}

function EditForm({ person, offers }: { readonly person: Individual; readonly offers: PersonOffers }) {
  const { email, firstName, lastName, position, uuid } = person;
  const params = { ref: String(person.id) };
  const { save, dialog } = useCarefulSave<Individual, IndividualChanges>(person, {
    update: (body, ifMatch, signal) => call(individuals.update, { params, body, ifMatch, signal }),
    read: (signal) => call(individuals.get, { params, signal }),
    words: (theirs) => conflictWords(theirs, fieldNameIn(offers.templates)),
  });
  return (
    <>
      <FormFor
        schema={Form}
        values={{
          email,
          firstName,
          lastName,
          position: position ?? '',
          uuid,
          metaFields: [],
          ...listsOf(person.emails),
        }}
        fields={personFields(offers, person)}
        send="changed"
        submit={text.form.save}
        back={`/individuals/view/${person.id}`}
        issuePrefix={['body']}
        onSave={({ work, duty, private: own, other, ...changes }, signal) => {
          const emails = emailsOf({ work, duty, private: own, other }, person.emails);
          return save({ ...changes, ...(emails ? { emails } : {}) }, signal);
        }}
        onSaved={(saved) => ({ toast: text.form.saved(nameOf(saved)) })}
      />
      {dialog}
    </>
  );
}
