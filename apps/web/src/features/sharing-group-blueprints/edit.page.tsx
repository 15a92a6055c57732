import { BlueprintChanges, sharingGroupBlueprints as endpoints } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { useBlueprintFields } from './form-fields.js';
import { text } from './text.js';

/** The blueprint to change. @throws ProblemError 404 */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(endpoints.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });

/** Changes a blueprint; whoever saves it is its keeper (FEATURES SGR-06). */
export function Component() {
  const blueprint = useLoaderData<typeof loader>();
  const { id, name, version, owner, sharingGroup } = blueprint;
  const fields = useBlueprintFields(owner.id, sharingGroup);
  return (
    <FormPage title={text.form.editTitle(name)}>
      <FormFor
        key={`${id} ${version}`}
        schema={BlueprintChanges}
        values={{
          name,
          description: blueprint.description,
          sharingGroup: sharingGroup && String(sharingGroup.id),
          rules: blueprint.rules,
          trigger: blueprint.trigger,
          schedule: blueprint.schedule,
          extend: blueprint.extend,
        }}
        fields={fields as never}
        submit={text.form.save}
        back={`/sharingGroupBlueprints/view/${id}`}
        onSave={(body, signal) =>
          call(endpoints.update, { params: { ref: String(id) }, body: body as never, ifMatch: version, signal })
        }
        onSaved={(saved) => ({ to: `/sharingGroupBlueprints/view/${id}`, toast: text.form.saved(saved.name) })}
      />
    </FormPage>
  );
}
