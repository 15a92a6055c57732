import { NewPassword, registration } from '@cerebrate/contract';
import { useState } from 'react';
import * as z from 'zod';
import { call } from '../../api/index.js';
import { NewPasswordInput } from '../../parts/second-factor/index.js';
import { FormFor } from '../../ui/index.js';
import { useLinkSecret } from './link-secret.js';
import { Outcome } from './outcome.js';
import { text } from './text.js';

/** A password, typed twice. */
const PasswordForm = z
  .object({ password: NewPassword, again: z.string() })
  .superRefine(({ password, again }, context) => {
    if (again !== password) context.addIssue({ code: 'custom', path: ['again'], message: text.password.differs });
  });

/** The owner of an approved account chooses the first password (FEATURES REG-02). */
export function Component() {
  const token = useLinkSecret();
  const [username, setUsername] = useState<string>();
  const { password: words, confirm } = text;
  if (username !== undefined) return <Outcome title={words.done} lead={words.doneLead(username)} />;
  if (token === '') return <Outcome title={words.title} lead={confirm.missing} />;
  return (
    <>
      <title>{words.title}</title>
      <h1>{words.title}</h1>
      <FormFor
        schema={PasswordForm}
        values={{ password: '', again: '' }}
        fields={[
          {
            name: 'password',
            label: words.password,
            input: 'custom',
            required: true,
            help: words.help,
            render: (control) => <NewPasswordInput control={control} about={[]} />,
          },
          { name: 'again', label: words.again, input: 'password', autoComplete: 'new-password', required: true },
        ]}
        submit={words.act}
        onSave={({ password }, signal) => call(registration.choosePassword, { body: { token, password }, signal })}
        onSaved={(saved) => {
          setUsername(saved.username);
          return {};
        }}
      />
    </>
  );
}
