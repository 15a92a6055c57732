import { type FleetPolicy, fleet } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData, useParams } from 'react-router';
import * as z from 'zod';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { text } from './text.js';

const words = text.policy;

/** What is asked of the kind now. @throws ProblemError 404 */
export const loader = async ({ params, request: { signal } }: LoaderFunctionArgs): Promise<FleetPolicy> =>
  (await call(fleet.board, { params: { connector: params['connector'] ?? '' }, signal })).policy;

const Values = z.object({
  minimumVersion: z.string().trim().nullable(),
  lockOutAt: z.string().nullable(),
});
type Values = z.infer<typeof Values>;

/** The oldest version that is welcome, and from when on older ones are locked out. */
export function Component() {
  const { minimumVersion, lockOutAt } = useLoaderData<typeof loader>();
  const connector = useParams()['connector'] ?? '';
  return (
    <FormPage title={words.title} lead={words.lead}>
      <FormFor
        schema={Values}
        values={{ minimumVersion, lockOutAt: lockOutAt?.slice(0, 10) ?? null }}
        fields={[
          {
            name: 'minimumVersion',
            label: words.minimum,
            input: 'text',
            blank: 'null',
            help: words.minimumHelp,
            width: 'half',
          },
          { name: 'lockOutAt', label: words.lockOut, input: 'date', help: words.lockOutHelp, width: 'half' },
        ]}
        submit={words.act}
        back={`/fleet/index?kind=${connector}`}
        onSave={({ minimumVersion: version, lockOutAt: day }: Values, signal) =>
          call(fleet.policy, {
            params: { connector },
            body: { minimumVersion: version || null, lockOutAt: day ? `${day.slice(0, 10)}T00:00:00.000Z` : null },
            signal,
          })
        }
        onSaved={() => ({ toast: words.saved })}
      />
    </FormPage>
  );
}
