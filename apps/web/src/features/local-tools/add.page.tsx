import { connectors, localTools } from '@cerebrate/contract';
import { useState } from 'react';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { toolFormValues, toolSchema } from '../../parts/tools/index.js';
import { FormFor, type FormItem, FormPage, inputProps } from '../../ui/index.js';
import { commonFields, settingFields, type ToolValues } from './form-fields.js';
import { text } from './text.js';

/** The kinds of tools, and the one the address names. @throws ProblemError */
export async function loader({ request }: LoaderFunctionArgs) {
  const known = await call(connectors.list, { signal: request.signal });
  return { known, wanted: new URL(request.url).searchParams.get('connector') };
}

/** Registers a tool; its settings are asked for as its connector declares them (FEATURES LTL-03). */
export function Component() {
  const { known, wanted } = useLoaderData<typeof loader>();
  const [chosen, choose] = useState(wanted ?? (known.length === 1 ? known[0]?.id : undefined) ?? '');
  const settings = known.find(({ id }) => id === chosen)?.settings ?? [];
  const kind: FormItem<ToolValues> = {
    name: 'connector',
    label: text.form.connector,
    input: 'custom',
    required: true,
    render: (control) => (
      <select
        {...inputProps(control)}
        className={`form-select${control.invalid ? ' is-invalid' : ''}`}
        value={chosen}
        onChange={({ target }) => {
          choose(target.value);
          control.onChange(target.value);
        }}
      >
        <option value="">{text.form.choose}</option>
        {known.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    ),
  };
  return (
    <FormPage title={text.form.addTitle}>
      <FormFor
        schema={toolSchema(({ connector }) => known.find(({ id }) => id === connector)?.settings ?? [], 'settings')}
        values={{
          name: '',
          connector: chosen,
          description: null,
          exposed: false,
          settings: Object.assign({}, ...known.map((one) => toolFormValues(one.settings))),
        }}
        fields={[
          { name: 'name', label: text.form.name, input: 'text', required: true },
          kind,
          ...(settings.length > 0 ? settingFields(settings) : []),
          ...commonFields(),
        ]}
        submit={text.form.create}
        back="/localTools/index"
        onSave={(body, signal) => call(localTools.create, { body: body as never, signal })}
        onSaved={({ id, name }) => ({ to: `/localTools/view/${id}`, toast: text.form.created(name) })}
      />
    </FormPage>
  );
}
