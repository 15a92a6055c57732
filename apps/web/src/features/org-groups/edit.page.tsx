import { type OrgGroup, OrgGroupChanges, orgGroups } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { fields } from './form-fields.js';
import { text } from './text.js';

/** The group to change. @throws ProblemError 404 */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(orgGroups.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });

/** Changes an organisation group (FEATURES OGR-01). */
export function Component() {
  const group = useLoaderData<typeof loader>();
  return (
    <FormPage title={text.form.editTitle(group.name)}>
      <FormFor
        key={`${group.id} ${group.version}`}
        schema={OrgGroupChanges}
        values={{ name: group.name, description: group.description ?? '', uuid: group.uuid }}
        fields={fields}
        send="changed"
        submit={text.form.save}
        back={`/orgGroups/view/${group.id}`}
        onSave={(body, signal): Promise<OrgGroup> =>
          call(orgGroups.update, { params: { ref: String(group.id) }, body, ifMatch: group.version, signal })
        }
        onSaved={(saved) => ({ toast: text.form.saved(saved.name) })}
      />
    </FormPage>
  );
}
