import { type Brood, broods, remoteKinds } from '@cerebrate/contract';
import { useCallback, useState } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useNavigate, useRevalidator } from 'react-router';
import { call, may } from '../../api/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { type Action, type Fact, RecordPage, RelativeTime } from '../../ui/index.js';
import { forgetBrood, testBrood, toolsOf } from './acts.js';
import { Health } from './health.js';
import { HealthBadge } from './health-badge.js';
import { RemoteRecords } from './remote-records.js';
import { Runs } from './runs.js';
import { Signers } from './signers.js';
import { text } from './text.js';

/** The node of the address. @throws ProblemError 404 */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(broods.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });

/** One node: how its connection is, and what it has (FEATURES BRD-01…04; SCREENS §5). */
export function Component() {
  const brood = useLoaderData<typeof loader>();
  const { lastCheck } = brood;
  const { revalidate } = useRevalidator();
  const reload = useCallback(() => void revalidate(), [revalidate]);
  return (
    <RecordPage
      kind={text.kind}
      title={brood.name}
      summary={brood.description}
      badges={<HealthBadge check={lastCheck} />}
      notice={
        lastCheck && lastCheck.outcome !== 'ok' ? (
          <div className="notice-strip" data-tone={lastCheck.outcome === 'limited' ? 'attention' : 'broken'}>
            {lastCheck.advice}
          </div>
        ) : undefined
      }
      actions={useActions(brood, reload)}
      facts={factsOf(brood)}
      tabs={[
        ...remoteKinds.map((kind) => ({
          key: kind,
          label: text.kinds[kind],
          content: <RemoteRecords key={kind} brood={brood} kind={kind} />,
        })),
        { key: 'runs', label: text.runs.tab, content: <Runs brood={brood} /> },
        { key: 'signers', label: text.signers.tab, content: <Signers brood={brood} /> },
        { key: 'health', label: text.health.tab, content: <Health key={lastCheck?.id ?? 0} broodId={brood.id} /> },
      ]}
      history={
        <ChangeHistory
          key={brood.version}
          load={(query, signal) => call(broods.history, { params: { ref: String(brood.id) }, query, signal })}
        />
      }
    />
  );
}

function factsOf(brood: Brood): readonly Fact[] {
  const { facts } = text;
  const { lastCheck } = brood;
  return [
    { label: facts.url, value: brood.url, copy: true, mono: true },
    { label: facts.owner, value: <Link to={`/organisations/view/${brood.owner.id}`}>{brood.owner.name}</Link> },
    { label: facts.strategy, value: text.strategies[brood.strategy] },
    { label: facts.pull, value: brood.pull ? facts.every(brood.everyMinutes) : text.no },
    ...(brood.acceptsSignedOnly ? [{ label: facts.signedOnly, value: text.yes }] : []),
    ...(lastCheck?.username
      ? [
          {
            label: text.health.user,
            value: `${text.test.line(lastCheck.product, lastCheck.version, lastCheck.latencyMs)} ${text.test.as(lastCheck.username, lastCheck.role)}`,
          },
        ]
      : []),
    { label: facts.key, value: brood.hasKey ? facts.hasKey : facts.noKey },
    { label: facts.proxy, value: brood.skipProxy ? facts.direct : facts.byProxy },
    { label: facts.timeout, value: facts.seconds(brood.timeoutSeconds) },
    ...(brood.authority ? [{ label: facts.authority, value: text.yes }] : []),
    ...(brood.pinnedCertificate
      ? [{ label: facts.pinned, value: brood.pinnedCertificate, copy: true, mono: true }]
      : []),
    ...(brood.clientCertificate ? [{ label: facts.client, value: text.yes }] : []),
    { label: facts.uuid, value: brood.uuid, copy: true, mono: true },
    { label: facts.id, value: brood.id, copy: true, mono: true },
    { label: facts.created, value: <RelativeTime at={brood.created} /> },
    { label: facts.modified, value: <RelativeTime at={brood.modified} /> },
  ];
}

function useActions(brood: Brood, reload: () => void): readonly Action[] {
  const navigate = useNavigate();
  const [isTesting, setTesting] = useState(false);
  const tools = may('connection:read') ? [toolsOf(brood)] : [];
  if (!may('brood:write')) return tools;
  const test = () => {
    setTesting(true);
    void testBrood(brood, reload).finally(() => setTesting(false));
  };
  const remove = () =>
    void forgetBrood(brood, {
      onDeleted: () => void navigate('/broods/index', { replace: true }),
      onRestored: () => void navigate(`/broods/view/${brood.id}`),
    });
  return [
    ...tools,
    { label: text.edit, icon: 'pencil', to: `/broods/edit/${brood.id}`, modal: true, hotkey: 'e' },
    {
      label: isTesting ? text.test.testing : text.test.act,
      icon: 'arrow-repeat',
      primary: true,
      hotkey: 't',
      onSelect: test,
    },
    { label: `${text.remove}…`, icon: 'trash', tone: 'danger', menu: true, onSelect: remove },
  ];
}
