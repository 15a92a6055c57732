import { encryptionKeys, individuals, organisations } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { organisationChoice, searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import { personChoice, searchPeople } from '../../parts/people/person-choices.js';
import { type Choice, FormFor, FormPage } from '../../ui/index.js';
import { KeyForm } from './key-form.js';
import { KeyTextInput } from './key-text-input.js';
import { text } from './text.js';

interface Owner {
  readonly kind: 'organisation' | 'individual';
  readonly chosen?: Choice;
}

/** Whose key it is to be, when the address says so. @throws ProblemError 404 */
export async function loader({ request: { url, signal } }: LoaderFunctionArgs): Promise<Owner> {
  const asked = new URL(url).searchParams;
  const organisation = asked.get('organisation');
  const individual = asked.get('individual');
  if (individual)
    return {
      kind: 'individual',
      chosen: personChoice(await call(individuals.get, { params: { ref: individual }, signal })),
    };
  if (!organisation) return { kind: 'organisation' };
  const found = await call(organisations.get, { params: { ref: organisation }, signal });
  return { kind: 'organisation', chosen: organisationChoice(found) };
}

/** Adds a key; what it says is shown before it is saved (FEATURES KEY-02). */
export function Component() {
  const owner = useLoaderData<typeof loader>();
  const chosen = owner.chosen ? { chosen: owner.chosen } : {};
  const picker = { input: 'search', numeric: true, required: true } as const;
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={KeyForm}
        values={{
          ownerKind: owner.kind,
          organisationId: idOf(owner, 'organisation'),
          individualId: idOf(owner, 'individual'),
          text: '',
        }}
        fields={[
          {
            name: 'ownerKind',
            label: text.form.owner,
            input: 'select',
            width: 'half',
            choices: [
              { value: 'organisation', label: text.form.organisation },
              { value: 'individual', label: text.form.person },
            ],
          },
          {
            ...picker,
            name: 'organisationId',
            label: text.form.organisation,
            search: searchOrganisations,
            width: 'half',
            when: (values) => values.ownerKind === 'organisation',
            ...(owner.kind === 'organisation' ? chosen : {}),
          },
          {
            ...picker,
            name: 'individualId',
            label: text.form.person,
            search: searchPeople,
            width: 'half',
            when: (values) => values.ownerKind === 'individual',
            ...(owner.kind === 'individual' ? chosen : {}),
          },
          {
            name: 'text',
            label: text.form.text,
            input: 'custom',
            required: true,
            help: text.form.textHelp,
            render: (control) => <KeyTextInput control={control} />,
          },
        ]}
        submit={text.form.create}
        back="/encryptionKeys/index"
        onSave={(body, signal) => call(encryptionKeys.create, { body, signal })}
        onSaved={(key) => ({ to: `/encryptionKeys/view/${key.id}`, toast: text.form.created })}
      />
    </FormPage>
  );
}

const idOf = (owner: Owner, kind: Owner['kind']): number | null =>
  owner.kind === kind && owner.chosen ? Number(owner.chosen.value) : null;
