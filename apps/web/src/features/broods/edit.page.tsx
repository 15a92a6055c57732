import { broods } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { broodFields, EditForm } from './form-fields.js';
import { text } from './text.js';

/** The node to change. @throws ProblemError 404 */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(broods.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });

/** Changes another node (FEATURES BRD-01). */
export function Component() {
  const brood = useLoaderData<typeof loader>();
  const { id, name, version } = brood;
  return (
    <FormPage title={text.form.editTitle(name)}>
      <FormFor
        key={`${id} ${version}`}
        schema={EditForm as never}
        values={
          {
            name,
            url: brood.url,
            ownerId: brood.owner.id,
            description: brood.description,
            strategy: brood.strategy,
            pull: brood.pull,
            skipProxy: brood.skipProxy,
            timeoutSeconds: brood.timeoutSeconds,
            authority: brood.authority,
            pinnedCertificate: brood.pinnedCertificate,
            clientCertificate: brood.clientCertificate,
          } as never
        }
        fields={broodFields(brood) as never}
        submit={text.form.save}
        back={`/broods/view/${id}`}
        onSave={(body, signal) =>
          call(broods.update, { params: { ref: String(id) }, body: body as never, ifMatch: version, signal })
        }
        onSaved={(saved) => ({ toast: text.form.saved(saved.name) })}
      />
    </FormPage>
  );
}
