import { type LimitationUsage, permissionLimitations } from '@cerebrate/contract';
import { Link, type LoaderFunctionArgs, useLoaderData, useNavigate } from 'react-router';
import { call, may } from '../../api/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { type Action, type Column, DataTable, Progress, RecordPage, RelativeTime } from '../../ui/index.js';
import { limitActions } from './limit-actions.js';
import { text } from './text.js';

/** The limit of the address, and for who administers users how far it is used up. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const ref = params['ref'] ?? '';
  const [limit, usage] = await Promise.all([
    call(permissionLimitations.get, { params: { ref }, signal }),
    may('user:write') ? call(permissionLimitations.usage, { params: { ref }, signal }) : null,
  ]);
  return { limit, usage };
}

/** One limit and its use (FEATURES USR-16). */
export function Component() {
  const { limit, usage } = useLoaderData<typeof loader>();
  const navigate = useNavigate();
  const actions = limitActions(limit, () => void navigate('/permissionLimitations/index'));
  return (
    <RecordPage
      kind={text.kind}
      title={limit.permission}
      summary={text.scopes[limit.scope]}
      actions={actions.map((action): Action => ({ ...action, ...(action.tone ? { menu: true } : { primary: true }) }))}
      facts={[
        { label: text.columns.scope, value: text.scopes[limit.scope] },
        { label: text.columns.value, value: limit.value ?? text.anyYes },
        { label: text.columns.max, value: limit.maxOccurrence },
        ...(usage
          ? [
              {
                label: limit.scope === 'global' ? text.usage.title : text.usage.fullest,
                value: (
                  <Progress
                    label={limit.scope === 'global' ? text.usage.enabledUsers : text.usage.there}
                    value={usage.used}
                    max={Math.max(limit.maxOccurrence, usage.used, 1)}
                  />
                ),
              },
            ]
          : []),
        { label: text.columns.comment, value: limit.comment || null },
        { label: text.columns.modified, value: <RelativeTime at={limit.modified} /> },
      ]}
      tabs={usage ? usageTabs(usage) : []}
      history={
        <ChangeHistory
          key={limit.version}
          load={(query, signal) =>
            call(permissionLimitations.history, { params: { ref: String(limit.id) }, query, signal })
          }
        />
      }
    />
  );
}

const usageTabs = (usage: LimitationUsage) => [
  {
    key: 'values',
    label: text.usage.values,
    count: usage.values.length,
    content: (
      <DataTable
        id="limit-values"
        caption={text.usage.values}
        rows={usage.values}
        columns={valueColumns}
        rowKey={(row) => row.value}
        rowLabel={(row) => row.value}
        empty={{ text: text.usage.none }}
      />
    ),
  },
  {
    key: 'organisations',
    label: text.usage.organisations,
    count: usage.organisations.length,
    content: (
      <DataTable
        id="limit-organisations"
        caption={text.usage.organisations}
        rows={usage.organisations}
        columns={organisationColumns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.name}
        empty={{ text: text.usage.noOrganisation }}
      />
    ),
  },
];

const valueColumns: readonly Column<LimitationUsage['values'][number]>[] = [
  { key: 'value', label: text.usage.value, always: true, card: 'title', value: (row) => row.value },
  { key: 'enabled', label: text.usage.enabled, align: 'end', card: 'fact', value: (row) => row.enabled },
  { key: 'disabled', label: text.usage.disabled, align: 'end', card: 'fact', value: (row) => row.disabled },
  {
    key: 'counts',
    label: text.usage.counts,
    card: 'fact',
    value: (row) => (row.counts ? text.usage.yes : text.usage.no),
  },
];

const organisationColumns: readonly Column<LimitationUsage['organisations'][number]>[] = [
  {
    key: 'name',
    label: text.usage.organisation,
    always: true,
    card: 'title',
    value: (row) => row.name,
    cell: (row) => <Link to={`/organisations/view/${row.id}`}>{row.name}</Link>,
  },
  { key: 'used', label: text.usage.used, align: 'end', card: 'fact', value: (row) => row.used },
];
