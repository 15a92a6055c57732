import { connections, connectors, type LocalTool, localTools, type ToolField } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import * as z from 'zod';
import { call } from '../../api/index.js';
import { searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import { toolFormItems, toolFormValues, toolSchema } from '../../parts/tools/index.js';
import { FormFor, type FormItem, FormPage } from '../../ui/index.js';
import { text } from './text.js';

const words = text.own;
type Values = Record<string, unknown>;

/** The tool, its kind, and the other tools of that kind. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const tool = await call(localTools.get, { params: { ref: params['ref'] ?? '' }, signal });
  const query = { connector: tool.connector, limit: '500' };
  const [connector, { items }] = await Promise.all([
    call(connectors.get, { params: { connector: tool.connector }, signal }),
    call(localTools.list, { query, signal }),
  ]);
  return { tool, options: connector.connectionOptions, others: items.filter(({ id }) => id !== tool.id) };
}

/** Connects two tools of this node (FEATURES LTL-16). */
export function Component() {
  const { tool, options, others } = useLoaderData<typeof loader>();
  const part = (at: 'options' | 'otherOptions') => toolSchema(() => options, at, { offIsSilent: true });
  const schema = z.pipe(part('options'), part('otherOptions')) as z.ZodType<Values, Values>;
  return (
    <FormPage title={words.title(tool.name)} lead={words.lead}>
      <FormFor
        schema={schema}
        values={{
          otherToolId: others.length === 1 ? String(others[0]?.id) : '',
          options: toolFormValues(options),
          otherOptions: toolFormValues(options),
        }}
        fields={fieldsOf(tool, options, others)}
        submit={words.act}
        failed={words.failed}
        back={`/localTools/view/${tool.id}`}
        onSave={(values, signal) =>
          call(connections.connectOwn, {
            params: { ref: String(tool.id) },
            body: { ...values, otherToolId: Number(values['otherToolId']) } as never,
            signal,
          })
        }
        onSaved={({ id }) => ({ to: `/connections/view/${id}`, toast: words.done })}
      />
    </FormPage>
  );
}

function fieldsOf(
  tool: LocalTool,
  options: readonly ToolField[],
  others: readonly LocalTool[],
): readonly FormItem<Values>[] {
  const organisation = (name: string, label: string): FormItem<Values> => ({
    name,
    label,
    input: 'search',
    search: searchOrganisations,
    numeric: true,
    blank: 'omit',
    width: 'half',
    help: words.organisationHelp,
  });
  return [
    {
      name: 'otherToolId',
      label: words.other,
      input: 'select',
      blank: 'text',
      required: true,
      help: words.otherHelp,
      choices: others.map(({ id, name }) => ({ value: String(id), label: name })),
    },
    organisation('organisationId', words.organisation(tool.name)),
    organisation('otherOrganisationId', words.otherOrganisation),
    { heading: words.options(tool.name) },
    ...toolFormItems(options, { at: 'options', fold: true }),
    { heading: words.otherOptions },
    ...toolFormItems(options, { at: 'otherOptions', fold: 'shared' }),
  ];
}
