import { type User, UserChanges, users } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import * as z from 'zod';
import { call, ProblemError } from '../../api/index.js';
import { allRoles, roleChoice, rolesToGive, searchAdministered } from '../../parts/identity/index.js';
import { type Choice, FormFor, type FormItem, FormPage } from '../../ui/index.js';
import { text } from './text.js';
import { isSelf } from './user-actions.js';

/** The user to change and the roles on offer. @throws ProblemError 403 when they are not one's to change */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const [user, known] = await Promise.all([
    call(users.get, { params: { ref: params['ref'] ?? '' }, signal }),
    allRoles(signal),
  ]);
  if (!user.mayChange) throw new ProblemError({ status: 403, title: '', detail: text.form.noRight });
  return { user, roles: withCurrent(rolesToGive(known), user) };
}

/** The present role is always among the choices. */
const withCurrent = (choices: readonly Choice[], { role }: User): readonly Choice[] =>
  choices.some(({ value }) => value === String(role.id)) ? choices : [roleChoice(role), ...choices];

interface UserValues {
  roleId?: number | string | null | undefined;
  organisationId?: number | null | undefined;
  disabled?: boolean | undefined;
  password?: string | undefined;
}

/** The form of a user: ids from their choices, an empty password left out. */
const UserForm = z
  .custom<UserValues>()
  .transform(
    ({ roleId, organisationId, disabled, password }): z.input<typeof UserChanges> => ({
      ...(roleId ? { roleId: Number(roleId) } : {}),
      ...(organisationId ? { organisationId } : {}),
      ...(disabled === undefined ? {} : { disabled }),
      ...(password ? { password } : {}),
    }),
  )
  .pipe(UserChanges);

/** Changes role, organisation, state or password of somebody else, and one's own organisation (FEATURES USR-03). */
export function Component() {
  const { user, roles } = useLoaderData<typeof loader>();
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
        }}
        fields={isSelf(user) ? [organisationField(user)] : fieldsOf(user, roles)}
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
    input: 'password',
    autoComplete: 'new-password',
    help: text.form.newPasswordHelp,
  },
  { name: 'disabled', label: text.form.disabled, input: 'switch', help: text.form.disabledHelp },
];
