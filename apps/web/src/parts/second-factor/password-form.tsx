import { account, PasswordChange } from '@cerebrate/contract';
import { useState } from 'react';
import * as z from 'zod';
import { call, currentSession } from '../../api/index.js';
import { FormFor } from '../../ui/index.js';
import { NewPasswordInput } from './new-password-input.js';
import { text } from './text.js';

/** A change of password, the new one typed twice. */
const Schema = PasswordChange.extend({ again: z.string() }).superRefine(({ newPassword, again }, context) => {
  if (again !== newPassword) context.addIssue({ code: 'custom', path: ['again'], message: text.password.differs });
});

const blank = { currentPassword: '', newPassword: '', again: '' };

/** Changes one's own password; a new form after each change, so that no password stays in it. */
export function PasswordForm({ onChanged }: { readonly onChanged?: () => void }) {
  const [round, setRound] = useState(0);
  const about = aboutMe();
  return (
    <FormFor
      key={round}
      schema={Schema}
      values={blank}
      fields={[
        {
          name: 'currentPassword',
          label: text.password.current,
          input: 'password',
          autoComplete: 'current-password',
          required: true,
        },
        {
          name: 'newPassword',
          label: text.password.next,
          input: 'custom',
          required: true,
          help: text.password.nextHelp,
          render: (control) => <NewPasswordInput control={control} about={about} />,
        },
        { name: 'again', label: text.password.again, input: 'password', autoComplete: 'new-password', required: true },
      ]}
      submit={text.password.submit}
      onSave={({ currentPassword, newPassword }, signal) =>
        call(account.changePassword, { body: { currentPassword, newPassword }, signal })
      }
      onSaved={() => {
        setRound((now) => now + 1);
        onChanged?.();
        return { toast: text.password.done };
      }}
    />
  );
}

/** Words that make a bad password of mine. */
export function aboutMe(): readonly string[] {
  const user = currentSession()?.user;
  if (!user) return [];
  const { firstName, lastName, email } = user.individual;
  return [user.username, firstName, lastName, email, user.organisation?.name ?? ''].filter((word) => word !== '');
}
