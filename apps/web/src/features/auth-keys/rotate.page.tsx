import { authKeys } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import * as z from 'zod';
import { call } from '../../api/index.js';
import { shortKey } from '../../parts/identity/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { useMadeKey } from './made-key.js';
import { text } from './text.js';

/** The key to rotate. @throws ProblemError 404 */
export const loader = ({ params, request: { signal } }: LoaderFunctionArgs) =>
  call(authKeys.get, { params: { ref: params['ref'] ?? '' }, signal });

const Form = z
  .custom<{ overlap?: string | null | undefined }>()
  .transform(({ overlap }) => ({ overlapHours: Number(overlap ?? 24) }));

/** Makes a key in place of another one and shows it once; the old one works until the overlap is over. */
export function Component() {
  const key = useLoaderData<typeof loader>();
  const made = useMadeKey();
  return (
    <FormPage title={text.rotate.title(shortKey(key))}>
      <p>{text.rotate.lead(key.user.username)}</p>
      <FormFor
        schema={Form}
        values={{ overlap: '24' }}
        fields={[
          {
            name: 'overlap',
            label: text.rotate.overlap,
            input: 'select',
            choices: text.rotate.overlaps,
            required: true,
            help: text.rotate.overlapHelp,
          },
        ]}
        submit={text.rotate.submit}
        back="/authKeys/index"
        onSave={async (body, signal) => {
          const rotated = await call(authKeys.rotate, { params: { ref: String(key.id) }, body, signal });
          await made.show(rotated.key);
        }}
        onSaved={() => ({ toast: text.rotate.toast })}
      />
      {made.dialog}
    </FormPage>
  );
}
