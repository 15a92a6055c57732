import { type BatchRun, batchRuns } from '@cerebrate/contract';
import { useEffect } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { type Action, Badge, Progress, RecordPage, RelativeTime, toast } from '../../ui/index.js';
import { countsOf, runTones } from './batch-runs.js';
import { Outcomes } from './outcomes.js';
import { text } from './text.js';

const words = text.batchRun;
const lookAgainMs = 1500;

/** The batch of the address. @throws ProblemError 404 */
export const loader = ({ params, request: { signal } }: LoaderFunctionArgs): Promise<BatchRun> =>
  call(batchRuns.get, { params: { connector: params['connector'] ?? '', run: params['run'] ?? '' } as never, signal });

/** A batch on its way or done: how far it is, and what came of it at each tool (FEATURES LTL-12). */
export function Component() {
  const run = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (run.state !== 'running') return undefined;
    const timer = setTimeout(() => void revalidate(), lookAgainMs);
    return () => clearTimeout(timer);
  }, [run, revalidate]);
  const { done, failed } = countsOf(run);
  const stop: Action = {
    label: words.stop,
    icon: 'slash-circle',
    tone: 'danger',
    onSelect: () =>
      void call(batchRuns.stop, { params: { connector: run.connector, run: String(run.id) } as never })
        .then(() => toast({ tone: 'ok', text: words.stopped }), tellFailure)
        .finally(() => void revalidate()),
  };
  return (
    <RecordPage
      kind={words.kind}
      title={run.title}
      badges={<Badge tone={runTones[run.state]}>{words.states[run.state]}</Badge>}
      summary={words.counts(done, failed)}
      notice={
        run.state === 'running' ? (
          <div className="surface p-3 mb-3">
            <Progress label={words.progress} value={done + failed} max={run.items.length} />
          </div>
        ) : undefined
      }
      actions={run.state === 'running' ? [stop] : []}
      facts={[
        {
          label: words.connector,
          value: <Link to={`/localTools/viewConnector/${run.connector}?tab=batches`}>{run.connector}</Link>,
        },
        { label: words.by, value: run.by },
        { label: words.begun, value: <RelativeTime at={run.created} /> },
        ...(run.doneAt ? [{ label: words.ended, value: <RelativeTime at={run.doneAt} /> }] : []),
        { label: words.pace, value: words.perMinute(run.perMinute) },
      ]}
      tabs={[
        {
          key: 'tools',
          label: words.tools,
          count: run.items.length,
          content: (
            <Outcomes rows={run.items.map(({ tool, ...item }) => ({ id: tool.id, title: tool.name, ...item }))} />
          ),
        },
      ]}
    />
  );
}
