import type { Import } from '@cerebrate/contract';
import { useCallback, useEffect } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useNavigate, useRevalidator } from 'react-router';
import { useLiveReload } from '../../parts/live/changed-notice.js';
import { type Fact, fileSize, Icon, Progress, RecordPage, RelativeTime } from '../../ui/index.js';
import { type LoadedImport, loadImport } from './detail-load.js';
import { FileStep } from './file-step.js';
import './import.scss';
import { actsOf, isAtWork, progressOf } from './import-acts.js';
import { MappingStep } from './mapping-step.js';
import { OptionsStep } from './options-step.js';
import { ReportStep } from './report-step.js';
import { StateBadge } from './state-badge.js';
import { text } from './text.js';

/** The import of the address, with what its tab shows. @throws ProblemError 404 when there is none */
export const loader = ({ params, request }: LoaderFunctionArgs) => loadImport(params['ref'] ?? '', request);

/** How often it looks when nothing is told; the live feed tells of every step. */
const lookAgainMs = 5000;

/** One import from file to result: read, map, match, check, import (FEATURES CLI-01). */
export function Component() {
  const loaded = useLoaderData<LoadedImport>();
  const { one } = loaded;
  const navigate = useNavigate();
  const { revalidate } = useRevalidator();
  const go = useCallback(
    (to: string) => {
      void navigate(to, { preventScrollReset: true });
      void revalidate();
    },
    [navigate, revalidate],
  );
  useLiveReload('import', one.id);
  usePolling(one);
  const key = `${one.id} ${one.version}`;
  return (
    <RecordPage
      kind={text.kind}
      title={one.name}
      badges={<StateBadge state={one.state} />}
      summary={one.rows > 0 ? text.summary(one.counts) : undefined}
      notice={<Notice one={one} />}
      actions={actsOf(one, go)}
      facts={factsOf(one)}
      tabs={[
        { key: 'file', label: text.tabs.file, content: <FileStep key={key} loaded={loaded} /> },
        {
          key: 'mapping',
          label: text.tabs.mapping,
          count: one.mapping.length,
          content: <MappingStep key={key} loaded={loaded} />,
        },
        { key: 'options', label: text.tabs.options, content: <OptionsStep key={key} loaded={loaded} /> },
        { key: 'report', label: text.tabs.report, count: one.rows, content: <ReportStep loaded={loaded} /> },
      ]}
    />
  );
}

/** While a job is at it, the page also looks by itself, in case nothing is told. */
function usePolling(one: Import): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!isAtWork(one)) return undefined;
    const timer = setTimeout(() => void revalidate(), lookAgainMs);
    return () => clearTimeout(timer);
  }, [one, revalidate]);
}

/** What matters most right now: progress, a fault, a warning, or that nothing was written. */
function Notice({ one }: { readonly one: Import }) {
  if (isAtWork(one)) {
    return (
      <div className="surface import-progress">
        <Progress {...progressOf(one)} />
        <p className="muted tabular mb-0">
          {[one.rate === null ? '' : text.rate(one.rate), one.secondsLeft === null ? '' : text.left(one.secondsLeft)]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
    );
  }
  if (one.fault !== null)
    return (
      <p className="surface import-notice" role="alert" data-tone="broken">
        <Icon name="x-circle" /> {text.fault}: {one.fault}
      </p>
    );
  if (one.state === 'checked')
    return (
      <p className="surface import-notice" data-tone="info">
        <Icon name="info-circle" /> {text.rehearsed}
      </p>
    );
  return one.warnings.map((warning) => (
    <p key={warning} className="surface import-notice" data-tone="attention">
      <Icon name="exclamation-triangle" /> {warning}
    </p>
  ));
}

function factsOf(one: Import): Fact[] {
  const { facts } = text;
  return [
    { label: facts.size, value: fileSize(one.size) },
    { label: facts.format, value: one.reading ? text.formats[one.reading.format] : null },
    { label: facts.records, value: one.totalRows ?? (one.rows || null) },
    { label: facts.by, value: one.user.name },
    { label: facts.created, value: <RelativeTime at={one.created} /> },
    { label: facts.finished, value: one.finishedAt ? <RelativeTime at={one.finishedAt} /> : null },
  ];
}
