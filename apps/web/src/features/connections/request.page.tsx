import { type ConnectionOffer, connections } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { toolFormItems, toolFormValues, toolSchema, toolText } from '../../parts/tools/index.js';
import { ActionButton, FormFor, type FormItem, FormPage, useFormValues } from '../../ui/index.js';
import { text } from './text.js';

const words = text.request;
type Values = Record<string, unknown>;
const paramsOf = (params: LoaderFunctionArgs['params']) => ({
  ref: params['ref'] ?? '',
  remoteToolId: params['remoteToolId'] ?? '',
});

/** What may be chosen for a connection to that tool. @throws ProblemError 404, 502 when the node does not answer */
export const loader = ({ params, request: { signal } }: LoaderFunctionArgs): Promise<ConnectionOffer> =>
  call(connections.offer, { params: paramsOf(params) as never, signal });

/** Asks another node to connect one of our tools with one of its (FEATURES INT-01). */
export function Component() {
  const offer = useLoaderData<typeof loader>();
  const { brood, remoteTool, candidates, options } = offer;
  const free = candidates.filter(({ connection }) => connection === null);
  const title = { title: words.title, lead: words.lead(remoteTool.name, brood.name) };
  const params = { ref: String(brood.id), remoteToolId: String(remoteTool.id) };
  if (candidates.length === 0)
    return (
      <FormPage {...title}>
        <div className="form-body">
          <p className="notice-strip" data-tone="attention">
            {words.none}
          </p>
          <ActionButton action={{ label: words.addTool, icon: 'plus-lg', to: '/localTools/add' }} look="primary" />
        </div>
      </FormPage>
    );
  return (
    <FormPage {...title}>
      <FormFor
        schema={toolSchema(() => options, 'options', { offIsSilent: true })}
        values={{
          toolId: String((free.length === 1 ? free[0]?.id : candidates.length === 1 ? candidates[0]?.id : '') ?? ''),
          options: toolFormValues(options),
        }}
        fields={[
          toolField(offer),
          ...(options.length > 0
            ? [{ heading: words.options }, ...toolFormItems(options, { at: 'options', fold: true })]
            : []),
        ]}
        submit={words.act}
        failed={words.failed}
        back={`/localTools/broodTools/${brood.id}`}
        onSave={(values, signal) =>
          call(connections.request, {
            params: params as never,
            body: { toolId: Number(values['toolId']), options: values['options'] as Values },
            signal,
          })
        }
        onSaved={({ id, state }) => ({
          to: `/connections/view/${id}`,
          toast: state === 'unsent' ? words.kept : words.sent(brood.name),
        })}
      >
        <WhatHappens offer={offer} />
      </FormFor>
    </FormPage>
  );
}

const toolField = ({ candidates }: ConnectionOffer): FormItem<Values> => ({
  name: 'toolId',
  label: words.tool,
  input: 'select',
  blank: 'text',
  required: true,
  help: words.toolHelp,
  choices: candidates.map(({ id, name, connection, isLockedOut }) => ({
    value: String(id),
    label: name,
    ...(isLockedOut
      ? { hint: words.lockedOut }
      : connection
        ? { hint: words.living(toolText.states[connection.state]) }
        : {}),
  })),
});

/** What will be made where, before anyone clicks. */
function WhatHappens({ offer: { candidates, brood } }: { readonly offer: ConnectionOffer }) {
  const chosen = String(useFormValues()['toolId'] ?? '');
  const found = candidates.find(({ id }) => String(id) === chosen);
  const tool = found?.name ?? words.someTool;
  return (
    <section className="mt-4" aria-label={words.what}>
      {found?.warning ? (
        <p className="notice-strip" role="alert" data-tone={found.isLockedOut ? 'broken' : 'attention'}>
          {found.warning}
        </p>
      ) : null}
      <h2 className="h6">{words.what}</h2>
      <ol className="mb-0 ps-3">
        {words.steps(tool, brood.name).map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  );
}
