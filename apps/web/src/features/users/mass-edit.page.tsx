import { UserMassEdit, users } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import * as z from 'zod';
import { call, ProblemError } from '../../api/index.js';
import { tellRefusals } from '../../parts/bulk/bulk-delete.js';
import { manyUsers } from '../../parts/bulk/bulk-noun.js';
import { allRoles, identityText, rolesToGive, searchAdministered } from '../../parts/identity/index.js';
import { formTemplates } from '../../parts/meta-fields/form-templates.js';
import { MetaFieldsEditor } from '../../parts/meta-fields/meta-fields-editor.js';
import { FormFor, type FormItem, FormPage } from '../../ui/index.js';
import { text } from './text.js';

const words = text.massEdit;

/** Which users are to be changed, and what the form offers. @throws ProblemError 400 when nobody is named */
export async function loader({ request: { url, signal } }: LoaderFunctionArgs) {
  const ids = (new URL(url).searchParams.get('ids') ?? '').split(',').map(Number);
  const named = ids.filter((id) => Number.isInteger(id) && id > 0);
  if (named.length === 0) throw new ProblemError({ status: 400, title: '', detail: words.noneNamed });
  const [known, templates] = await Promise.all([allRoles(signal), formTemplates('user', signal)]);
  return { ids: named, roles: rolesToGive(known), templates };
}

type Offers = Pick<Awaited<ReturnType<typeof loader>>, 'roles' | 'templates'>;

interface MassValues {
  roleId?: string | null | undefined;
  organisationId?: number | null | undefined;
  state?: string | null | undefined;
  metaFields?: z.input<typeof UserMassEdit>['metaFields'];
}

/** What is sent: what is left unchanged is left out. */
const massForm = (ids: number[]) =>
  z
    .custom<MassValues>()
    .transform(
      ({ roleId, organisationId, state, metaFields }): z.input<typeof UserMassEdit> => ({
        ids,
        ...(roleId ? { roleId: Number(roleId) } : {}),
        ...(organisationId ? { organisationId } : {}),
        ...(state ? { disabled: state === 'disabled' } : {}),
        ...(metaFields && metaFields.length > 0 ? { metaFields } : {}),
      }),
    )
    .pipe(UserMassEdit);

/** Changes many accounts alike, each fact left as it is unless one says otherwise (FEATURES USR-07). */
export function Component() {
  const { ids, ...offers } = useLoaderData<typeof loader>();
  return (
    <FormPage title={words.title(ids.length)} lead={words.lead}>
      <FormFor
        schema={massForm(ids)}
        values={{ roleId: '', organisationId: null, state: '', metaFields: [] }}
        fields={fieldsOf(offers)}
        submit={words.save(ids.length)}
        back="/users/index"
        onSave={(body, signal) => call(users.massEdit, { body, signal })}
        onSaved={({ done, refused }) => {
          tellRefusals(manyUsers, refused);
          return done > 0 ? { toast: words.saved(done) } : {};
        }}
      />
    </FormPage>
  );
}

const fieldsOf = ({ roles, templates }: Offers): readonly FormItem<MassValues>[] => [
  {
    name: 'roleId',
    label: text.form.role,
    input: 'select',
    choices: roles,
    placeholder: words.unchanged,
    width: 'half',
  },
  {
    name: 'state',
    label: words.state,
    input: 'select',
    choices: [
      { value: 'enabled', label: identityText.enabled },
      { value: 'disabled', label: identityText.disabled },
    ],
    placeholder: words.unchanged,
    width: 'half',
  },
  {
    name: 'organisationId',
    label: text.form.organisation,
    input: 'search',
    numeric: true,
    search: searchAdministered,
    placeholder: words.unchanged,
  },
  ...(templates.length === 0
    ? []
    : [
        {
          name: 'metaFields',
          label: text.form.metaFields,
          help: words.metaFieldsHelp,
          input: 'custom',
          render: (control) => <MetaFieldsEditor control={control} templates={templates} stored={[]} />,
        } satisfies FormItem<MassValues>,
      ]),
];
