import { authKeys, KeyResource, users } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, currentSession, may } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { KeyForm, keyFields } from './key-form.js';
import { useMadeKey } from './made-key.js';
import { searchUsers, userChoice } from './search-users.js';
import { text } from './text.js';

/** The user the key will be for, of the address or oneself, and what it shall be limited to (`?for=scim`). @throws ProblemError 404 */
export async function loader({ params, request: { signal, url } }: LoaderFunctionArgs) {
  const isFor = KeyResource.safeParse(new URL(url).searchParams.get('for')).data;
  const resources: KeyResource[] = isFor ? [isFor] : [];
  const { userId } = params;
  if (userId !== undefined)
    return { owner: userChoice(await call(users.get, { params: { ref: userId }, signal })), resources };
  const self = currentSession()?.user;
  return { owner: self ? userChoice(self) : undefined, resources };
}

/** Makes a key for oneself or a user one administers, and shows it once (FEATURES AKY-02). */
export function Component() {
  const { owner, resources } = useLoaderData<typeof loader>();
  const made = useMadeKey();
  return (
    <FormPage title={text.form.title}>
      <FormFor
        schema={KeyForm}
        values={{
          userId: owner ? Number(owner.value) : null,
          comment: '',
          expiresOn: '',
          readOnly: false,
          resources,
          networks: [],
        }}
        fields={[
          {
            name: 'userId',
            label: text.form.user,
            input: 'search',
            numeric: true,
            search: searchUsers,
            ...(owner ? { chosen: owner } : {}),
            disabled: !may('user:write'),
            required: true,
            help: text.form.userHelp,
          },
          ...keyFields(),
        ]}
        submit={text.form.create}
        back="/authKeys/index"
        onSave={async (body, signal) => {
          const created = await call(authKeys.create, { body, signal });
          await made.show(created.key);
        }}
        onSaved={() => ({ toast: text.made.toast })}
      />
      {made.dialog}
    </FormPage>
  );
}
