import { connectors, localTools } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { toolFormValues, toolSchema } from '../../parts/tools/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { commonFields, settingFields } from './form-fields.js';
import { text } from './text.js';

/** The tool to change and its settings, if its connector is installed. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const tool = await call(localTools.get, { params: { ref: params['ref'] ?? '' }, signal });
  const declared = tool.isUsable
    ? (await call(connectors.get, { params: { connector: tool.connector }, signal })).settings
    : [];
  return { tool, declared };
}

/** Changes a tool; sealed settings are replaced, never read (FEATURES LTL-03). */
export function Component() {
  const { tool, declared } = useLoaderData<typeof loader>();
  const { id, version, name, description, exposed, settings, sealed } = tool;
  return (
    <FormPage title={text.form.editTitle(name)}>
      <FormFor
        key={`${id} ${version}`}
        schema={toolSchema(() => declared, 'settings', { empty: 'null', kept: sealed })}
        values={{ name, description, exposed, settings: toolFormValues(declared, settings) }}
        fields={[
          { name: 'name', label: text.form.name, input: 'text', required: true },
          ...(declared.length > 0 ? settingFields(declared, sealed) : []),
          ...commonFields(),
        ]}
        send="changed"
        submit={text.form.save}
        back={`/localTools/view/${id}`}
        onSave={(body, signal) =>
          call(localTools.update, { params: { ref: String(id) }, body: body as never, ifMatch: version, signal })
        }
        onSaved={(saved) => ({ toast: text.form.saved(saved.name) })}
      />
    </FormPage>
  );
}
