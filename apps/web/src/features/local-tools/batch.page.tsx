import { connectors, localTools, type ToolBatchResult } from '@cerebrate/contract';
import { useState } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useNavigate } from 'react-router';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { toolFormItems, toolFormValues, toolSchema } from '../../parts/tools/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { Outcomes } from './outcomes.js';
import { RiskBadge } from './risk-badge.js';
import { text } from './text.js';

const words = text.batch;
type Values = Record<string, unknown>;

/** The batch an address names and its tools. @throws ProblemError 404 */
export async function loader({ params, request }: LoaderFunctionArgs) {
  const { signal } = request;
  const connector = await call(connectors.get, { params: { connector: params['connector'] ?? '' }, signal });
  const action = connector.actions.find(({ id, kind }) => id === params['action'] && kind === 'batch');
  if (!action) throw new Response(null, { status: 404 });
  const ids = (new URL(request.url).searchParams.get('tools') ?? '').split(',').filter((id) => /^\d+$/.test(id));
  const query = { connector: connector.id, limit: '500', ...(ids.length > 0 ? { 'id.in': ids.join(',') } : {}) };
  const { items } = await call(localTools.list, { query, signal });
  return { connector, action, tools: items };
}

interface Asked {
  readonly params: Values;
  readonly perMinute: number;
}

/** Rehearses a batch and begins it; what was rehearsed last is what is done. */
function useBatch(connector: string, action: string, toolIds: number[]) {
  const [planned, setPlanned] = useState<Asked>();
  const [result, setResult] = useState<ToolBatchResult>();
  const [isRunning, setRunning] = useState(false);
  const navigate = useNavigate();
  const ask = (asked: Asked, isRehearsal: boolean, signal?: AbortSignal) =>
    call(localTools.batch, {
      params: { connector, action },
      body: { toolIds, ...asked, isRehearsal },
      ...(signal ? { signal } : {}),
    });
  const rehearse = async (asked: Asked, signal: AbortSignal) => {
    setResult(await ask(asked, true, signal));
    setPlanned(asked);
  };
  const run = async () => {
    if (!planned) return;
    setRunning(true);
    try {
      const { runId } = await ask(planned, false);
      await navigate(`/localTools/batchRun/${connector}/${runId}`);
    } catch (error) {
      tellFailure(error);
      setRunning(false);
    }
  };
  return { planned, result, isRunning, rehearse, run };
}

/** The same act on many tools: rehearsed first, then done at a bearable pace (FEATURES LTL-12). */
export function Component() {
  const { connector, action, tools } = useLoaderData<typeof loader>();
  const batch = useBatch(
    connector.id,
    action.id,
    tools.map(({ id }) => id),
  );
  return (
    <FormPage
      title={action.title}
      lead={
        <span className="d-flex flex-wrap align-items-center gap-2">
          {words.lead(tools.length)} <RiskBadge risk={action.risk} />
        </span>
      }
    >
      <FormFor
        schema={toolSchema(() => action.params, 'params')}
        values={{ params: toolFormValues(action.params), perMinute: 120 }}
        fields={[
          { heading: words.tools, lead: tools.map(({ name }) => name).join(', ') },
          ...toolFormItems(action.params, { at: 'params' }),
          { name: 'perMinute', label: words.perMinute, input: 'number', min: 1, max: 600, width: 'half' },
        ]}
        submit={words.rehearse}
        failed={text.act.failed}
        onSave={async (values, signal) => {
          const perMinute = Number(values['perMinute'] ?? 120);
          await batch.rehearse({ params: values['params'] as Values, perMinute }, signal);
          throw new DOMException('rehearsed', 'AbortError'); // the dialog stays: what would be done is to be read
        }}
      >
        {batch.result ? <Came result={batch.result} /> : null}
        {batch.planned ? (
          <button
            type="button"
            className="btn btn-primary mt-3"
            disabled={batch.isRunning}
            onClick={() => void batch.run()}
          >
            {batch.isRunning ? words.running : words.run(tools.length)}
          </button>
        ) : null}
      </FormFor>
    </FormPage>
  );
}

function Came({ result: { items } }: { readonly result: ToolBatchResult }) {
  return (
    <div className="mt-3" role="status">
      <p className="muted">{words.rehearsed}</p>
      <Outcomes rows={items.map(({ tool, ...item }) => ({ id: tool.id, title: tool.name, ...item }))} />
    </div>
  );
}
