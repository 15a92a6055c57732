import { keycloak, type ReconcileItem } from '@cerebrate/contract';
import { useEffect } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call } from '../../api/index.js';
import { Badge, type Column, DataTable, exactUtc, ListPage, ProblemNote } from '../../ui/index.js';
import './keycloak.scss';
import { RunState } from './runs.js';
import { text } from './text.js';

/** One comparison. @throws ProblemError 404 */
export const loader = ({ params, request: { signal } }: LoaderFunctionArgs) =>
  call(keycloak.report, { params: { id: String(params['id']) }, signal });

/** What a comparison found in both directions, and what was done about it. */
export function Component() {
  const report = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (report.endedAt !== null) return;
    const timer = setInterval(() => void revalidate(), 1500);
    return () => clearInterval(timer);
  }, [report.endedAt, revalidate]);
  return (
    <ListPage
      title={text.report(exactUtc(new Date(report.created)))}
      actions={[{ label: text.back, icon: 'arrow-left', to: '/instance/keycloak?tab=accounts' }]}
    >
      <p className="d-flex gap-2 align-items-center">
        <RunState run={report} /> <span>{text.kinds[`${report.applies}`]}</span>
        <span className="muted">{text.counts(report.counts)}</span>
      </p>
      {report.fault ? (
        <ProblemNote problem={{ title: text.fault, status: 502, detail: report.fault, issues: [] }} />
      ) : null}
      <DataTable
        id="keycloak-report"
        caption={text.runs}
        rows={report.items}
        columns={columns}
        rowKey={({ kind, username }) => `${kind} ${username}`}
        rowLabel={({ username }) => username}
        empty={{ text: report.endedAt === null ? text.running : text.allSame }}
      />
    </ListPage>
  );
}

const tones = {
  missing: 'attention',
  differs: 'attention',
  conflict: 'broken',
  gone: 'broken',
  unknown: 'unknown',
} as const;

const columns: readonly Column<ReconcileItem>[] = [
  {
    key: 'username',
    label: text.item.username,
    always: true,
    card: 'title',
    value: ({ username }) => username,
    cell: ({ username, userId }) =>
      userId === null ? username : <Link to={`/users/view/${userId}?tab=provider`}>{username}</Link>,
  },
  {
    key: 'kind',
    label: text.item.kind,
    card: 'fact',
    cell: ({ kind }) => <Badge tone={tones[kind]}>{text.items[kind]}</Badge>,
  },
  {
    key: 'differences',
    label: text.item.differences,
    card: 'fact',
    value: ({ differences }) => differences.map(({ field }) => field).join(', '),
  },
  { key: 'done', label: text.item.done, card: 'fact', value: ({ done }) => (done ? text.done[done] : null) },
  { key: 'reason', label: text.item.reason, card: 'none', value: ({ reason }) => reason },
];
