import { authKeys, users } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, currentSession, may } from '../../api/index.js';
import { type Choice, FormFor, FormPage } from '../../ui/index.js';
import { KeyForm, keyFields } from './key-form.js';
import { useMadeKey } from './made-key.js';
import { searchUsers, userChoice } from './search-users.js';
import { text } from './text.js';

/** The user the key will be for: the one of the address, else oneself. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs): Promise<Choice | undefined> {
  const { userId } = params;
  if (userId !== undefined) return userChoice(await call(users.get, { params: { ref: userId }, signal }));
  const self = currentSession()?.user;
  return self ? userChoice(self) : undefined;
}

/** Makes a key for oneself or a user one administers, and shows it once (FEATURES AKY-02). */
export function Component() {
  const owner = useLoaderData<typeof loader>();
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
          resources: [],
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
