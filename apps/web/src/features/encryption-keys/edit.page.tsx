import { EncryptionKeyChanges, encryptionKeys } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { KeyTextInput } from './key-text-input.js';
import { text } from './text.js';

/** The key to change. @throws ProblemError 404 */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(encryptionKeys.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });

/** Renews a key or marks it revoked (FEATURES KEY-05); its owner never changes. */
export function Component() {
  const key = useLoaderData<typeof loader>();
  return (
    <FormPage title={text.form.editTitle}>
      <FormFor
        key={`${key.id} ${key.version}`}
        schema={EncryptionKeyChanges}
        values={{ text: key.text, revoked: key.revoked }}
        fields={[
          { name: 'revoked', label: text.form.revoked, input: 'switch', help: text.form.revokedHelp },
          {
            name: 'text',
            label: text.form.text,
            input: 'custom',
            required: true,
            help: text.form.textHelp,
            render: (control) => <KeyTextInput control={control} />,
          },
        ]}
        send="changed"
        submit={text.form.save}
        back={`/encryptionKeys/view/${key.id}`}
        onSave={(body, signal) =>
          call(encryptionKeys.update, { params: { ref: String(key.id) }, body, ifMatch: key.version, signal })
        }
        onSaved={() => ({ toast: text.form.saved })}
      />
    </FormPage>
  );
}
