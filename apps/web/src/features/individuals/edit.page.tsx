import { IndividualChanges, individuals } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, ProblemError } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { addressLists, emailsOf, listsOf, loadPersonOffers, personFields } from './person-form.js';
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

/** Changes a person (FEATURES IND-03). */
export function Component() {
  const { person, offers } = useLoaderData<typeof loader>();
  const { email, firstName, lastName, position, uuid } = person;
  return (
    <FormPage title={text.form.editTitle(nameOf(person))}>
      <FormFor
        key={`${person.id} ${person.version}`}
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
          const body = { ...changes, ...(emails ? { emails } : {}) };
          return call(individuals.update, {
            params: { ref: String(person.id) },
            body,
            ifMatch: person.version,
            signal,
          });
        }}
        onSaved={(saved) => ({ toast: text.form.saved(nameOf(saved)) })}
      />
    </FormPage>
  );
}
