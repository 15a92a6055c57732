import { type Blueprint, sharingGroupBlueprints as endpoints } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useNavigate, useRevalidator } from 'react-router';
import { call } from '../../api/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { RecordChangedNotice } from '../../parts/live/changed-notice.js';
import { RuleLines } from '../../parts/rules/rule-lines.js';
import { type Action, CopyButton, type Fact, Json, RecordPage, RelativeTime } from '../../ui/index.js';
import { deleteBlueprint, detachBlueprint, executeBlueprint } from './acts.js';
import { Differences } from './rules-field.js';
import { RunOutcome, Runs } from './runs.js';
import { text } from './text.js';

/** The blueprint of the address with its runs. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const ref = { ref: params['ref'] ?? '' };
  const [blueprint, runs] = await Promise.all([
    call(endpoints.get, { params: ref, signal }),
    call(endpoints.runs, { params: ref, signal }),
  ]);
  return { ...blueprint, runs };
}

/** One blueprint (FEATURES SGR-06). */
export function Component() {
  const blueprint = useLoaderData<typeof loader>();
  return (
    <RecordPage
      kind={text.kind}
      title={blueprint.name}
      notice={<RecordChangedNotice noun="sharingGroupBlueprint" id={blueprint.id} version={blueprint.version} />}
      summary={blueprint.mayRun ? blueprint.description : text.run.notKeeper}
      badges={blueprint.lastRun ? <RunOutcome run={blueprint.lastRun} /> : undefined}
      actions={useActions(blueprint)}
      facts={factsOf(blueprint)}
      tabs={[
        { key: 'rules', label: text.tabs.rules, content: <RuleLines rule={blueprint.rules} /> },
        { key: 'runs', label: text.tabs.runs, count: blueprint.runs.length, content: <Runs runs={blueprint.runs} /> },
        { key: 'json', label: text.tabs.json, content: <ForMisp blueprint={blueprint} /> },
      ]}
      history={
        <ChangeHistory
          key={blueprint.version}
          load={(query, signal) => call(endpoints.history, { params: { ref: String(blueprint.id) }, query, signal })}
        />
      }
    />
  );
}

function ForMisp({ blueprint: { misp } }: { readonly blueprint: Blueprint }) {
  return (
    <div className="d-flex flex-column gap-2">
      <Differences differences={misp.differences} />
      <div>
        <CopyButton text={JSON.stringify(misp.rule, null, 2)} label={text.json.copy} />
        <Json value={misp.rule} />
      </div>
    </div>
  );
}

function factsOf(blueprint: Blueprint): readonly Fact[] {
  const { facts } = text;
  const { sharingGroup: group, owner } = blueprint;
  return [
    {
      label: facts.group,
      value: group ? (
        <>
          <Link to={`/sharingGroups/view/${group.id}`}>{group.name}</Link>{' '}
          <span className="muted">{facts.members(group.members)}</span>
        </>
      ) : (
        <span className="muted">{facts.noGroup}</span>
      ),
    },
    { label: facts.owner, value: <Link to={`/organisations/view/${owner.id}`}>{owner.name}</Link> },
    {
      label: facts.trigger,
      value: blueprint.schedule
        ? `${text.triggers[blueprint.trigger]}: ${blueprint.schedule}`
        : text.triggers[blueprint.trigger],
    },
    { label: facts.next, value: blueprint.nextRunAt ? <RelativeTime at={blueprint.nextRunAt} /> : null },
    { label: facts.extend, value: blueprint.extend ? facts.yes : facts.no },
    { label: facts.keeper, value: blueprint.keeper },
    { label: facts.uuid, value: blueprint.uuid, copy: true, mono: true },
    { label: facts.id, value: blueprint.id, copy: true, mono: true },
    { label: facts.created, value: <RelativeTime at={blueprint.created} /> },
    { label: facts.modified, value: <RelativeTime at={blueprint.modified} /> },
  ];
}

function useActions(blueprint: Blueprint): readonly Action[] {
  const navigate = useNavigate();
  const { revalidate } = useRevalidator();
  const reload = useCallback(() => void revalidate(), [revalidate]);
  if (!blueprint.mayChange) return [];
  const here = `/sharingGroupBlueprints/view/${blueprint.id}`;
  const remove = () =>
    void deleteBlueprint(blueprint, {
      onDeleted: () => void navigate('/sharingGroupBlueprints/index', { replace: true }),
      onRestored: () => void navigate(here),
    });
  return [
    { label: text.edit, icon: 'pencil', to: `/sharingGroupBlueprints/edit/${blueprint.id}`, hotkey: 'e' },
    ...(blueprint.mayRun
      ? [
          {
            label: text.run.act,
            icon: 'arrow-repeat' as const,
            primary: true,
            hotkey: 'r',
            onSelect: () => void executeBlueprint(blueprint, reload),
          },
        ]
      : []),
    ...(blueprint.sharingGroup
      ? [
          {
            label: `${text.detach.act}…`,
            icon: 'slash-circle' as const,
            menu: true,
            onSelect: () => void detachBlueprint(blueprint, reload),
          },
        ]
      : []),
    { label: `${text.remove}…`, icon: 'trash', tone: 'danger', menu: true, onSelect: remove },
  ];
}
