import { individuals, ManyIndividualsChanges } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, ProblemError } from '../../api/index.js';
import { tellRefusals } from '../../parts/bulk/bulk-delete.js';
import { manyPeople } from '../../parts/bulk/bulk-noun.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { loadPersonOffers, manyPeopleFields } from './person-form.js';
import { text } from './text.js';

/** Which people are to be changed, and what the form offers. @throws ProblemError 400 when nobody is named */
export async function loader({ request }: LoaderFunctionArgs) {
  const ids = (new URL(request.url).searchParams.get('ids') ?? '').split(',').map(Number).filter(Number.isInteger);
  if (ids.every((id) => id < 1)) throw new ProblemError({ status: 400, title: '', detail: text.bulk.noneNamed });
  return { ids, offers: await loadPersonOffers(request.signal) };
}

/** Changes many people alike, each field left as it is unless one says otherwise (FEATURES IDX-07). */
export function Component() {
  const { ids, offers } = useLoaderData<typeof loader>();
  return (
    <FormPage title={text.bulk.editTitle(ids.length)}>
      <FormFor
        schema={ManyIndividualsChanges}
        values={{ metaFields: [] }}
        fields={manyPeopleFields(offers)}
        submit={text.bulk.editAct(ids.length)}
        back="/individuals/index"
        issuePrefix={['body', 'changes']}
        onSave={(changes, signal) => call(individuals.bulkUpdate, { body: { ids, changes }, signal })}
        onSaved={({ done, refused }) => {
          tellRefusals(manyPeople, refused);
          return { toast: text.bulk.edited(done) };
        }}
      />
    </FormPage>
  );
}
