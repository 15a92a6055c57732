import { type FormTemplate, users } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, currentSession } from '../../api/index.js';
import {
  administeredOrganisations,
  allRoles,
  rolesToGive,
  searchAdministered,
  searchWithoutAccount,
} from '../../parts/identity/index.js';
import { formTemplates } from '../../parts/meta-fields/form-templates.js';
import { type Choice, FormFor, type FormItem, FormPage } from '../../ui/index.js';
import { AccountPassword } from './account-password.js';
import { text } from './text.js';
import { NewUserForm, type NewUserValues } from './user-form.js';
import { UserMetaFields } from './user-meta-fields.js';

/** The roles on offer and what is chosen at first. @throws ProblemError */
export async function loader({ request: { signal } }: LoaderFunctionArgs) {
  const [known, templates] = await Promise.all([allRoles(signal), formTemplates('user', signal)]);
  const choices = rolesToGive(known);
  const usual = known.find((role) => role.isDefault);
  const roleId = choices.find(({ value }) => value === String(usual?.id))?.value ?? '';
  return { roles: choices, roleId, organisation: ownOrganisation(), templates };
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
    input: 'custom',
    help: text.form.passwordHelp,
    render: (control) => <AccountPassword control={control} />,
  },
  { name: 'disabled', label: text.form.disabled, input: 'switch', help: text.form.disabledHelp },
];

const metaFields = (templates: readonly FormTemplate[]): readonly FormItem<NewUserValues>[] =>
  templates.length === 0
    ? []
    : [
        {
          name: 'metaFields',
          label: text.form.metaFields,
          input: 'custom',
          render: (control) => <UserMetaFields control={control} templates={templates} stored={[]} />,
        },
      ];

/** Adds an account for somebody of the directory or a new person (FEATURES USR-02). */
export function Component() {
  const { roles, roleId, organisation, templates } = useLoaderData<typeof loader>();
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
          metaFields: [],
        }}
        fields={[...personFields, ...accountFields(roles, organisation), ...metaFields(templates)]}
        submit={text.form.create}
        back="/users/index"
        onSave={(body, signal) => call(users.create, { body, signal })}
        onSaved={(user) => ({ to: `/users/view/${user.id}`, toast: text.form.created(user.username) })}
      />
    </FormPage>
  );
}
