import { metaTemplates, type OldValuesHolder, type TemplateMigration, templateLife } from '@cerebrate/contract';
import { useCallback, useEffect, useState } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator, useSearchParams } from 'react-router';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import {
  Badge,
  type Column,
  confirm,
  DataTable,
  Icon,
  ListPage,
  Progress,
  RelativeTime,
  toast,
} from '../../ui/index.js';
import './editor.scss';
import { life } from './life-text.js';
import { recordAddress } from './record-address.js';
import { Counts, Losses } from './update-choice.js';

const words = life.migrate;
const perPage = 50;

/** The template, the records that still hold its values, and earlier moves. */
export async function loader({ params, request }: LoaderFunctionArgs) {
  const asked = { params: { ref: params['ref'] ?? '' }, signal: request.signal };
  const page = Math.max(1, Number(new URL(request.url).searchParams.get('page')) || 1);
  const [template, records, migrations] = await Promise.all([
    call(metaTemplates.get, asked),
    call(templateLife.records, { ...asked, query: { page, limit: perPage } }),
    call(templateLife.migrations, asked),
  ]);
  return { template, records, migrations };
}

/** Moves the records of an old version to the newest one (FEATURES MT-12), and leads to each that conflicts (MT-11). */
export function Component() {
  const { template, records, migrations } = useLoaderData<typeof loader>();
  const { newest } = template;
  return (
    <ListPage
      title={words.title(template.name, template.templateVersion)}
      lead={words.lead(records.total, newest?.templateVersion ?? null)}
      total={records.total}
    >
      {newest && records.total > 0 ? (
        <Mover template={template} running={migrations.find(({ state }) => state === 'running')} />
      ) : null}
      <DataTable
        id="meta-template-records"
        caption={words.title(template.name, template.templateVersion)}
        rows={records.items}
        columns={columnsOf(template)}
        rowKey={(record) => record.id}
        rowLabel={(record) => record.name}
        empty={{ text: words.empty }}
      />
      <Pages total={records.total} page={records.page} />
      <Past migrations={migrations.filter(({ state }) => state !== 'running')} scope={template.scope} />
    </ListPage>
  );
}

type Template = Awaited<ReturnType<typeof loader>>['template'];

function columnsOf({ id, scope, newest }: Template): readonly Column<OldValuesHolder>[] {
  return [
    {
      key: 'name',
      label: words.columns.name,
      always: true,
      card: 'title',
      value: (row) => row.name,
      cell: (row) => <Link to={recordAddress(scope, row.id)}>{row.name || `#${row.id}`}</Link>,
    },
    { key: 'values', label: words.columns.values, align: 'end', card: 'fact', value: (row) => row.values },
    {
      key: 'conflicts',
      label: words.columns.conflicts,
      card: 'fact',
      value: (row) => row.conflicts,
      cell: (row) =>
        row.conflicts === 0 ? (
          <span className="muted">{words.none}</span>
        ) : (
          <Badge tone="attention">{row.conflicts}</Badge>
        ),
    },
    {
      key: 'migrate',
      label: '',
      card: 'fact',
      cell: (row) =>
        newest ? (
          <Link to={`/metaTemplates/migrateOldMetaTemplateToNewestVersionForEntity/${id}/${row.id}`}>
            {words.one(newest.templateVersion)}
          </Link>
        ) : null,
    },
  ];
}

function Pages({ total, page }: { readonly total: number; readonly page: number }) {
  const [, setSearch] = useSearchParams();
  if (total <= perPage) return null;
  const last = Math.ceil(total / perPage);
  return (
    <nav className="d-flex gap-2 align-items-center my-2" aria-label={words.columns.name}>
      <button
        type="button"
        className="btn btn-plain btn-sm"
        disabled={page <= 1}
        onClick={() => setSearch({ page: String(page - 1) })}
      >
        <Icon name="chevron-left" label="Previous page" />
      </button>
      <span className="tabular">
        {page} / {last}
      </span>
      <button
        type="button"
        className="btn btn-plain btn-sm"
        disabled={page >= last}
        onClick={() => setSearch({ page: String(page + 1) })}
      >
        <Icon name="chevron-right" label="Next page" />
      </button>
    </nav>
  );
}

/** The state of the panel: what was rehearsed, and starting the move, which with force first shows what is lost. */
function useMove(template: Template) {
  const { revalidate } = useRevalidator();
  const [force, setForce] = useState(false);
  const [planned, setPlanned] = useState<TemplateMigration>();
  const [pending, setPending] = useState(false);
  const params = { ref: String(template.id) };
  const ended = useCallback(() => void revalidate(), [revalidate]);
  const tried = async (act: () => Promise<void>) => {
    setPending(true);
    await act().catch(tellFailure);
    setPending(false);
  };
  const rehearse = () =>
    tried(async () => setPlanned(await call(templateLife.migrate, { params, body: { force, rehearse: true } })));
  const move = () =>
    tried(async () => {
      const plan = await call(templateLife.migrate, { params, body: { force, rehearse: true } });
      setPlanned(plan);
      const isLossy = force && plan.droppedValues > 0;
      const asked = {
        title: words.confirm(plan.droppedValues),
        body: words.confirmBody,
        act: words.forced,
        tone: 'danger' as const,
      };
      if (isLossy && !(await confirm(asked))) return;
      const begun = await call(templateLife.migrate, { params, body: { force } });
      if (begun.state === 'done') toast({ tone: 'ok', text: words.done(begun.movedRecords, begun.movedValues) });
      setPlanned(undefined);
      ended();
    });
  return { force, setForce, planned, setPlanned, pending, rehearse, move, ended };
}

/** Rehearses, starts, watches and stops the move of all records. */
function Mover({
  template,
  running,
}: {
  readonly template: Template;
  readonly running: TemplateMigration | undefined;
}) {
  const { force, setForce, planned, setPlanned, pending, rehearse, move, ended } = useMove(template);
  if (running) return <Running migration={running} onEnd={ended} />;
  return (
    <section className="surface p-3 mb-3 d-flex flex-column gap-2">
      <label className="form-check mb-0">
        <input
          type="checkbox"
          className="form-check-input"
          checked={force}
          onChange={(event) => {
            setForce(event.target.checked);
            setPlanned(undefined);
          }}
        />{' '}
        {words.force} <span className="muted">{words.forceHelp}</span>
      </label>
      <div className="d-flex gap-2">
        <button type="button" className="btn btn-plain" disabled={pending} onClick={() => void rehearse()}>
          {pending ? life.plan.rehearsing : life.plan.rehearse}
        </button>
        <button
          type="button"
          className={`btn ${force ? 'btn-danger' : 'btn-primary'}`}
          disabled={pending}
          onClick={() => void move()}
        >
          {force ? words.forced : words.act}
        </button>
      </div>
      {planned ? <Planned migration={planned} scope={template.scope} /> : null}
    </section>
  );
}

interface PlannedProps {
  readonly migration: TemplateMigration;
  readonly scope: Template['scope'];
}

function Planned({ migration, scope }: PlannedProps) {
  return (
    <div role="status">
      <h2 className="h6">{life.report.title}</h2>
      <ul className="mb-2">
        <Counts migration={migration} />
      </ul>
      <Losses losses={migration.losses} scope={scope} />
    </div>
  );
}

const everyMs = 1500;

function Running({ migration, onEnd }: { readonly migration: TemplateMigration; readonly onEnd: () => void }) {
  const [now, setNow] = useState(migration);
  const id = String(migration.id);
  useEffect(() => {
    const look = async () => {
      const next = await call(templateLife.migration, { params: { id } });
      setNow(next);
      if (next.state !== 'running') onEnd();
    };
    const timer = setInterval(() => void look().catch(() => undefined), everyMs);
    return () => clearInterval(timer);
  }, [id, onEnd]);
  const stop = () => void call(templateLife.stop, { params: { id } }).then(onEnd, tellFailure);
  return (
    <section className="surface p-3 mb-3 d-flex flex-column gap-2">
      <Progress label={words.running(now.toVersion)} value={now.records} max={now.total} />
      <div>
        <button type="button" className="btn btn-plain" onClick={stop}>
          {words.stop}
        </button>
      </div>
    </section>
  );
}

function Past({
  migrations,
  scope,
}: {
  readonly migrations: readonly TemplateMigration[];
  readonly scope: Template['scope'];
}) {
  if (migrations.length === 0) return null;
  return (
    <section className="mt-3">
      <h2 className="h6">{words.past}</h2>
      {migrations.map((migration) => (
        <PastMove key={migration.id} migration={migration} scope={scope} />
      ))}
    </section>
  );
}

function PastMove({ migration, scope }: { readonly migration: TemplateMigration; readonly scope: Template['scope'] }) {
  const [losses, setLosses] = useState<TemplateMigration['losses']>();
  const lost = migration.droppedValues + migration.rewrittenValues;
  const show = () =>
    void call(templateLife.losses, { params: { id: String(migration.id) }, query: { page: 1, limit: 500 } }).then(
      ({ items }) => setLosses(items),
      tellFailure,
    );
  return (
    <div className="surface p-3 mb-2">
      <p className="mb-1">
        <RelativeTime at={migration.created} /> {words.by(migration.startedBy)}: {migration.fromVersion} →{' '}
        {migration.toVersion}, {words.states[migration.state]}
        {migration.fault ? `: ${migration.fault}` : ''}
      </p>
      <ul className="mb-0">
        <Counts migration={migration} />
      </ul>
      {lost > 0 && !losses ? (
        <button type="button" className="btn btn-ghost btn-sm" onClick={show}>
          {life.report.losses}
        </button>
      ) : null}
      {losses ? <Losses losses={losses} scope={scope} /> : null}
    </div>
  );
}
