import { individuals, NewIndividual } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import type * as z from 'zod';
import { call, ProblemError } from '../../api/index.js';
import { confirm, FormFor, FormPage } from '../../ui/index.js';
import { addressLists, emailsOf, loadPersonOffers, personFields } from './person-form.js';
import { nameOf, text } from './text.js';

/** What the empty form offers. @throws ProblemError */
export const loader = ({ request }: LoaderFunctionArgs) => loadPersonOffers(request.signal);

const Form = NewIndividual.omit({ emails: true }).extend(addressLists);
type Values = z.output<typeof Form>;

const blank = {
  email: '',
  firstName: '',
  lastName: '',
  position: '',
  work: [],
  duty: [],
  private: [],
  other: [],
  uuid: '',
  metaFields: [],
};

/** Adds a person; somebody who may be the same is shown first (FEATURES IND-02, IND-08). */
export function Component() {
  const offers = useLoaderData<typeof loader>();
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={Form}
        values={blank}
        fields={personFields(offers)}
        submit={text.form.create}
        back="/individuals/index"
        issuePrefix={['body']}
        onSave={save}
        onSaved={(saved) => ({ to: `/individuals/view/${saved.id}`, toast: text.form.created(nameOf(saved)) })}
      />
    </FormPage>
  );
}

async function save({ work, duty, private: own, other, ...values }: Values, signal: AbortSignal) {
  const name = `${values.firstName ?? ''} ${values.lastName ?? ''}`.trim();
  const alike = await call(individuals.duplicates, { query: { email: values.email, name }, signal });
  // an address that is taken is refused anyway, at its field
  const others = alike.filter(({ because }) => because !== 'email');
  if (others.length > 0 && alike.length === others.length) {
    const names = others.map((one) => `${one.name || one.email} (${one.email})`);
    const { title, body, act, stopped } = text.duplicates;
    if (!(await confirm({ title, body: body(names), act })))
      throw new ProblemError({ status: 409, title: '', detail: stopped });
  }
  const emails = emailsOf({ work, duty, private: own, other });
  return call(individuals.create, { body: { ...values, ...(emails ? { emails } : {}) }, signal });
}
