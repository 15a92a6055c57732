import { alignments, defaultAlignmentType, individuals, NewAlignment, organisations } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import { type ChoiceSearch, FormFor, FormPage } from '../../ui/index.js';
import { periodFields, roleField } from './alignment-fields.js';
import { nameOf, text } from './text.js';

const words = text.alignments;

/** The end that is given, and the roles on offer. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const ref = { ref: params['ref'] ?? '' };
  const offer = await call(alignments.roles, { signal });
  if (params['scope'] === 'organisations') {
    const { id, name } = await call(organisations.get, { params: ref, signal });
    return { offer, id, of: 'organisation' as const, title: words.addForOrganisation(name) };
  }
  const person = await call(individuals.get, { params: ref, signal });
  return { offer, id: person.id, of: 'person' as const, title: words.addForPerson(nameOf(person)) };
}

/** Aligns a person with an organisation, from either side (FEATURES ALN-02, ALN-03). */
export function Component() {
  const { offer, id, of, title } = useLoaderData<typeof loader>();
  const isPerson = of === 'person';
  const back = isPerson ? `/individuals/view/${id}` : `/organisations/view/${id}`;
  const values = {
    individualId: isPerson ? id : (null as unknown as number),
    organisationId: isPerson ? (null as unknown as number) : id,
    type: offer.isClosed ? (offer.roles[0] ?? '') : defaultAlignmentType,
    validFrom: null,
    validUntil: null,
  };
  return (
    <FormPage title={title}>
      <FormFor
        schema={NewAlignment}
        values={values}
        fields={[
          isPerson
            ? {
                name: 'organisationId',
                label: words.organisation,
                input: 'search',
                search: searchOrganisations,
                numeric: true,
                required: true,
              }
            : {
                name: 'individualId',
                label: words.person,
                input: 'search',
                search: searchPeople,
                numeric: true,
                required: true,
              },
          roleField(offer),
          ...periodFields(),
        ]}
        submit={words.submit}
        back={back}
        issuePrefix={['body']}
        onSave={(body, signal) => call(alignments.create, { body, signal })}
        onSaved={(saved) => ({ toast: words.added(saved.type) })}
      />
    </FormPage>
  );
}

/** People as choices, told apart by their address. */
const searchPeople: ChoiceSearch = async (q, signal) => {
  const { items } = await call(individuals.list, { query: { q, limit: '20', total: 'false' }, signal });
  return items.map((person) => ({ value: String(person.id), label: nameOf(person), hint: person.email }));
};
