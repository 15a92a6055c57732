import { users } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, currentSession } from '../../api/index.js';
import {
  administeredOrganisations,
  allRoles,
  rolesToGive,
  searchAdministered,
  searchWithoutAccount,
} from '../../parts/identity/index.js';
import { type Choice, FormFor, type FormItem, FormPage } from '../../ui/index.js';
import { text } from './text.js';
import { NewUserForm, type NewUserValues } from './user-form.js';

/** The roles on offer and what is chosen at first. @throws ProblemError */
export async function loader({ request: { signal } }: LoaderFunctionArgs) {
  const known = await allRoles(signal);
  const choices = rolesToGive(known);
  const usual = known.find((role) => role.isDefault);
  const roleId = choices.find(({ value }) => value === String(usual?.id))?.value ?? '';
  return { roles: choices, roleId, organisation: ownOrganisation() };
}

/** The user's own organisation, if they administer its users. */
function ownOrganisation(): Choice | undefined {
  const organisation = currentSession()?.user?.organisation;
  const administered = administeredOrganisations();
  if (!organisation || (administered !== 'all' && !administered.has(organisation.id))) return undefined;
  return { value: String(organisation.id), label: organisation.name };
}

const isNew = (values: NewUserValues) => !values.individualId;

/** Who the account is for: somebody of the directory, or a person to add with it. */
const personFields: FormItem<NewUserValues>[] = [
  { heading: text.form.person, lead: text.form.personLead },
  {
    name: 'individualId',
    label: text.form.existing,
    input: 'search',
    numeric: true,
    search: searchWithoutAccount,
    placeholder: text.form.existingPlaceholder,
    help: text.form.existingHelp,
  },
  {
    name: 'individual.firstName',
    label: text.form.firstName,
    input: 'text',
    width: 'half',
    required: true,
    when: isNew,
  },
  {
    name: 'individual.lastName',
    label: text.form.lastName,
    input: 'text',
    width: 'half',
    required: true,
    when: isNew,
  },
  { name: 'individual.email', label: text.form.email, input: 'email', required: true, when: isNew },
];

/** How they sign in and what they may do. */
const accountFields = (roles: readonly Choice[], organisation: Choice | undefined): FormItem<NewUserValues>[] => [
  { heading: text.form.account },
  { name: 'username', label: text.form.username, input: 'text', required: true, help: text.form.usernameHelp },
  {
    name: 'organisationId',
    label: text.form.organisation,
    input: 'search',
    numeric: true,
    required: true,
    search: searchAdministered,
    ...(organisation ? { chosen: organisation } : {}),
    width: 'half',
  },
  { name: 'roleId', label: text.form.role, input: 'select', choices: roles, width: 'half', required: true },
  {
    name: 'password',
    label: text.form.password,
    input: 'password',
    autoComplete: 'new-password',
    help: text.form.passwordHelp,
  },
  { name: 'disabled', label: text.form.disabled, input: 'switch', help: text.form.disabledHelp },
];

/** Adds an account for somebody of the directory or a new person (FEATURES USR-02). */
export function Component() {
  const { roles, roleId, organisation } = useLoaderData<typeof loader>();
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={NewUserForm}
        values={{
          individualId: null,
          individual: { email: '', firstName: '', lastName: '' },
          username: '',
          password: '',
          disabled: false,
          organisationId: organisation ? Number(organisation.value) : null,
          roleId,
        }}
        fields={[...personFields, ...accountFields(roles, organisation)]}
        submit={text.form.create}
        back="/users/index"
        onSave={(body, signal) => call(users.create, { body, signal })}
        onSaved={(user) => ({ to: `/users/view/${user.id}`, toast: text.form.created(user.username) })}
      />
    </FormPage>
  );
}
