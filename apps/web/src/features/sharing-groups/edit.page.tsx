import { type SharingGroup, SharingGroupChanges, sharingGroups } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, ProblemError } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { changeFields } from './form-fields.js';
import { groupAddress } from './pieces.js';
import { text } from './text.js';

/** The group to change. @throws ProblemError 404; 403 when it is another's to change */
export async function loader({ params, request }: LoaderFunctionArgs) {
  const group = await call(sharingGroups.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });
  if (!group.mayChange) throw new ProblemError({ status: 403, title: '', detail: text.form.noRight });
  return group;
}

/** Changes a sharing group (FEATURES SGR-02). */
export function Component() {
  const group = useLoaderData<typeof loader>();
  return (
    <FormPage title={text.form.editTitle(group.name)}>
      <FormFor
        key={`${group.id} ${group.version}`}
        schema={SharingGroupChanges}
        values={{
          name: group.name,
          releasability: group.releasability ?? '',
          description: group.description ?? '',
          organisationId: group.owner.id,
          active: group.active,
          local: group.local,
        }}
        fields={changeFields(group.owner)}
        send="changed"
        submit={text.form.save}
        back={groupAddress(group)}
        issuePrefix={['body']}
        onSave={(body, signal): Promise<SharingGroup> =>
          call(sharingGroups.update, { params: { ref: String(group.id) }, body, ifMatch: group.version, signal })
        }
        onSaved={(saved) => ({ toast: text.form.saved(saved.name) })}
      />
    </FormPage>
  );
}
