import { type FormTemplate, type MetaFieldInput, type User, UserChanges, users } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import * as z from 'zod';
import { call, ProblemError } from '../../api/index.js';
import { allRoles, roleChoice, rolesToGive, searchAdministered } from '../../parts/identity/index.js';
import { formTemplates } from '../../parts/meta-fields/form-templates.js';
import { type Choice, FormFor, type FormItem, FormPage } from '../../ui/index.js';
import { AccountPassword } from './account-password.js';
import { text } from './text.js';
import { isSelf } from './user-actions.js';
import { wordsAbout } from './user-form.js';
import { UserMetaFields } from './user-meta-fields.js';

/** The user to change and the roles on offer. @throws ProblemError 403 when they are not one's to change */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const [user, known, templates] = await Promise.all([
    call(users.get, { params: { ref: params['ref'] ?? '' }, signal }),
    allRoles(signal),
    formTemplates('user', signal),
  ]);
  if (!user.mayChange) throw new ProblemError({ status: 403, title: '', detail: text.form.noRight });
  return { user, roles: withCurrent(rolesToGive(known), user), templates };
}

/** The present role is always among the choices. */
const withCurrent = (choices: readonly Choice[], { role }: User): readonly Choice[] =>
  choices.some(({ value }) => value === String(role.id)) ? choices : [roleChoice(role), ...choices];

interface UserValues {
  roleId?: number | string | null | undefined;
  organisationId?: number | null | undefined;
  disabled?: boolean | undefined;
  password?: string | undefined;
  metaFields?: MetaFieldInput | undefined;
}

/** The form of a user: ids from their choices, an empty password left out. */
const UserForm = z
  .custom<UserValues>()
  .transform(
    ({ roleId, organisationId, disabled, password, metaFields }): z.input<typeof UserChanges> => ({
      ...(roleId ? { roleId: Number(roleId) } : {}),
      ...(organisationId ? { organisationId } : {}),
      ...(disabled === undefined ? {} : { disabled }),
      ...(password ? { password } : {}),
      ...(metaFields && metaFields.length > 0 ? { metaFields } : {}),
    }),
  )
  .pipe(UserChanges);

/** Changes role, organisation, state or password of somebody else, and one's own organisation (FEATURES USR-03). */
export function Component() {
  const { user, roles, templates } = useLoaderData<typeof loader>();
  const { form } = text;
  return (
    <FormPage title={form.editTitle(user.username)} lead={isSelf(user) ? form.self : undefined}>
      <FormFor
        key={`${user.id} ${user.version}`}
        schema={UserForm}
        values={{
          roleId: String(user.role.id),
          organisationId: user.organisation?.id ?? null,
          disabled: user.disabled,
          password: '',
          metaFields: [],
        }}
        fields={[...(isSelf(user) ? [organisationField(user)] : fieldsOf(user, roles)), ...metaFields(user, templates)]}
        send="changed"
        submit={form.save}
        back={`/users/view/${user.id}`}
        onSave={(body, signal) =>
          call(users.update, { params: { ref: String(user.id) }, body, ifMatch: user.version, signal })
        }
        onSaved={(saved) => ({ toast: form.saved(saved.username) })}
      />
    </FormPage>
  );
}

function organisationField({ organisation }: User): FormItem<UserValues> {
  return {
    name: 'organisationId',
    label: text.form.organisation,
    input: 'search',
    numeric: true,
    required: true,
    search: searchAdministered,
    ...(organisation ? { chosen: { value: String(organisation.id), label: organisation.name } } : {}),
  };
}

const fieldsOf = (user: User, roles: readonly Choice[]): readonly FormItem<UserValues>[] => [
  { name: 'roleId', label: text.form.role, input: 'select', choices: roles, required: true },
  organisationField(user),
  {
    name: 'password',
    label: text.form.newPassword,
    input: 'custom',
    help: text.form.newPasswordHelp,
    render: (control) => <AccountPassword control={control} about={wordsAbout(user)} />,
  },
  { name: 'disabled', label: text.form.disabled, input: 'switch', help: text.form.disabledHelp },
];

const metaFields = (user: User, templates: readonly FormTemplate[]): readonly FormItem<UserValues>[] =>
  templates.length === 0
    ? []
    : [
        {
          name: 'metaFields',
          label: text.form.metaFields,
          input: 'custom',
          render: (control) => (
            <UserMetaFields control={control} templates={templates} stored={user.metaFields} userId={user.id} />
          ),
        },
      ];
