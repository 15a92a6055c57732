import { connectors, localTools, type ToolAction, type ToolActResult } from '@cerebrate/contract';
import { type ReactNode, useState } from 'react';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { toolFormItems, toolFormValues, toolSchema } from '../../parts/tools/index.js';
import { CopyButton, FormFor, FormPage, Json, Modal } from '../../ui/index.js';
import { Outcomes } from './outcomes.js';
import { RiskBadge } from './risk-badge.js';
import { text } from './text.js';

type Values = Record<string, unknown>;

/** The form an address names, and what it begins with. @throws ProblemError 404; 502 when the tool does not tell it */
export async function loader({ params, request }: LoaderFunctionArgs) {
  const { signal } = request;
  const ref = params['ref'] ?? '';
  const tool = await call(localTools.get, { params: { ref }, signal });
  const connector = await call(connectors.get, { params: { connector: tool.connector }, signal });
  const action = connector.actions.find(({ id, kind }) => id === params['action'] && kind === 'form');
  if (!action) throw new Response(null, { status: 404 });
  const known = knownOf(new URL(request.url).searchParams.get('params'));
  const begun = action.isPrefilled
    ? await call(localTools.prefill, {
        params: { ref, action: action.id },
        query: { params: JSON.stringify(known) } as never,
        signal,
      })
    : {};
  return { tool, action, known, values: { ...begun, ...known } };
}

function knownOf(words: string | null): Values {
  try {
    const value: unknown = JSON.parse(words ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : {};
  } catch {
    return {};
  }
}

/** A form that a connector declares; what came of it is shown before it closes (FEATURES LTL-05). */
export function Component() {
  const { tool, action, known, values } = useLoaderData<typeof loader>();
  const came = useResult(action.title);
  // what was chosen beside the row is said, not asked again
  const asked = action.params.filter(({ key }) => !(key in known));
  const plain = asked.length === 0 ? text.act.nothing : undefined;
  return (
    <FormPage
      title={action.title}
      lead={
        <span className="d-flex flex-wrap align-items-center gap-2">
          {text.act.of(tool.name)} <RiskBadge risk={action.risk} />
        </span>
      }
    >
      <FormFor
        schema={toolSchema(() => action.params, 'params')}
        values={{ params: { ...known, ...toolFormValues(action.params, values) } }}
        fields={[...headOf(action, known, plain), ...toolFormItems(asked, { at: 'params', fold: true })]}
        submit={action.title}
        failed={text.act.failed}
        back={`/localTools/view/${tool.id}${action.shows ? `?tab=${action.shows}` : ''}`}
        onSave={async (sent, signal) => {
          const params = { ref: String(tool.id), action: action.id };
          const result = await call(localTools.act, { params, body: { params: sent['params'] as Values }, signal });
          if (!isPlain(result)) await came.show(result);
          return result;
        }}
        onSaved={({ isDone, message }) => (isDone ? { toast: message } : {})}
      />
      {came.dialog}
    </FormPage>
  );
}

/** What is known already, such as the number of the row, and what the action says of itself. */
function headOf({ title, description, params }: ToolAction, known: Values, plain: string | undefined) {
  const said = Object.entries(known).map(([key, value]) => {
    const label = params.find((field) => field.key === key)?.label ?? key;
    return `${label}: ${Array.isArray(value) ? value.length : String(value)}`;
  });
  const lead = description ?? plain;
  if (said.length === 0 && lead === undefined) return [];
  return [{ heading: said.join(' · ') || title, ...(lead === undefined ? {} : { lead }) }];
}

/** Whether a sentence tells all that came of it. */
const isPlain = ({ isDone, items, revealed, answer }: ToolActResult): boolean =>
  isDone && items.length === 0 && revealed === null && (answer === null || answer === undefined);

/** Shows what came of an act until it is closed; `show` resolves then. */
function useResult(title: string): {
  readonly show: (result: ToolActResult) => Promise<void>;
  readonly dialog: ReactNode;
} {
  const [shown, setShown] = useState<{ readonly result: ToolActResult; readonly close: () => void }>();
  const show = (result: ToolActResult) =>
    new Promise<void>((resolve) => {
      const close = () => {
        setShown(undefined);
        resolve();
      };
      setShown({ result, close });
    });
  const dialog = shown ? (
    <Modal
      title={title}
      show
      wide
      onClose={shown.close}
      foot={
        <button type="button" className="btn btn-primary" onClick={shown.close}>
          {text.act.close}
        </button>
      }
    >
      <Result result={shown.result} />
    </Modal>
  ) : null;
  return { show, dialog };
}

function Result({ result: { isDone, message, items, revealed, answer } }: { readonly result: ToolActResult }) {
  return (
    <div className="d-flex flex-column gap-3" role="status">
      <p className="notice-strip m-0" data-tone={isDone ? 'ok' : 'broken'}>
        {message}
      </p>
      {revealed ? (
        <div>
          <p className="muted mb-1">{text.act.revealed}</p>
          <span className="d-flex flex-wrap align-items-center gap-2">
            {revealed.label}: <code className="mono user-select-all text-break">{revealed.value}</code>
            <CopyButton text={revealed.value} label={revealed.label} />
          </span>
        </div>
      ) : null}
      {items.length > 0 ? <Outcomes rows={items.map((item, id) => ({ id, answer: null, ...item }))} /> : null}
      {answer === null || answer === undefined ? null : <Json value={answer} />}
    </div>
  );
}
