import { type AuditEntry, AuditList, audit, channels } from '@cerebrate/contract';
import { useState } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { actWords, channelWords, fieldLabel, kindChoices, kindWords } from '../../parts/history/index.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import {
  type Action,
  type Column,
  DataTable,
  ListPage,
  listShape,
  loadList,
  ModalLink,
  RelativeTime,
  useListState,
} from '../../ui/index.js';
import { recordAddress } from './record-address.js';
import { SignedUpTo } from './signed-days.js';
import { text } from './text.js';
import { type Verification, Verified, verify } from './verification.js';

const actions = ['add', 'edit', 'delete', 'restore', 'tag', 'remove_tag', 'login', 'login_fail', 'logout'];

const shape = listShape(AuditList, {
  choices: {
    kind: kindChoices(),
    action: actions.map((value) => ({ value, label: value })),
    channel: channels.map((value) => ({ value, label: channelWords(value) })),
  },
});

/** A page of the log as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(audit.list, { query, signal }));

/** The audit log (FEATURES AUD-01, AUD-02, AUD-08; SCREENS §10). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const [verification, setVerification] = useState<Verification>();
  const mayVerify = may('audit:verify');
  const check: Action = { label: text.verify.act, icon: 'shield-check', onSelect: () => void verify(setVerification) };
  return (
    <ListPage
      title={text.title}
      lead={text.lead}
      total={total}
      actions={mayVerify ? [check] : []}
      notice={
        mayVerify ? (
          <>
            <SignedUpTo />
            {verification ? <Verified verification={verification} /> : null}
          </>
        ) : undefined
      }
    >
      <DataTable
        id="audit"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(entry) => entry.seq}
        rowLabel={(entry) => `#${entry.seq}`}
        rowHref={entryAddress}
        rowActions={actionsOf}
        toolbar={<ViewsBar name="audit" list={list} presets={presets} />}
        download={(search) => `${addressOf(audit.csv)}?${search}`}
        empty={{ text: text.empty }}
      />
    </ListPage>
  );
}

const presets = [
  { label: text.presets.all, search: '' },
  { label: text.presets.organisations, search: 'kind=organisation' },
  { label: text.presets.people, search: 'kind=individual' },
  { label: text.presets.users, search: 'kind.in=user,role,authKey' },
  { label: text.presets.signIns, search: 'action.in=login,login_fail,logout' },
];

const entryAddress = ({ seq }: AuditEntry): string => `/auditLogs/view/${seq}`;

function actionsOf(entry: AuditEntry): readonly Action[] {
  const to = recordAddress(entry);
  return [
    { label: text.view, icon: 'eye', to: entryAddress(entry), modal: true },
    ...(to ? [{ label: text.open, icon: 'box-arrow-up-right', to } as const] : []),
  ];
}

const columns: readonly Column<AuditEntry>[] = [
  {
    key: 'seq',
    label: text.columns.seq,
    sort: true,
    align: 'end',
    width: '84px',
    always: true,
    card: 'none',
    cell: (entry) => <ModalLink to={entryAddress(entry)}>{entry.seq}</ModalLink>,
  },
  { key: 'at', label: text.columns.at, card: 'fact', cell: ({ at }) => <RelativeTime at={at} /> },
  { key: 'actor', label: text.columns.actor, card: 'fact', value: ({ actor }) => actor.name },
  { key: 'channel', label: text.columns.channel, card: 'none', value: ({ channel }) => channelWords(channel) },
  { key: 'action', label: text.columns.action, card: 'fact', value: ({ action }) => actWords(action) },
  { key: 'kind', label: text.columns.kind, card: 'none', value: ({ kind }) => kindWords(kind) },
  {
    key: 'title',
    label: text.columns.title,
    card: 'title',
    value: ({ title }) => title,
    cell: (entry) => <Title entry={entry} />,
  },
  { key: 'message', label: text.columns.message, optional: true, card: 'none', value: ({ message }) => message },
  { key: 'ip', label: text.columns.ip, mono: true, card: 'none', value: ({ ip }) => ip },
  { key: 'changes', label: text.columns.changes, card: 'none', value: changedWords },
  {
    key: 'entityId',
    label: text.columns.entityId,
    align: 'end',
    optional: true,
    card: 'none',
    value: ({ entityId }) => entityId,
  },
  {
    key: 'requestId',
    label: text.columns.requestId,
    mono: true,
    optional: true,
    card: 'none',
    value: ({ requestId }) => requestId,
  },
];

/** Which fields changed; of a record that is new or gone, only how many. */
function changedWords({ action, changes }: AuditEntry): string {
  if (changes.length > 0 && (action === 'add' || action === 'delete')) return text.fields(changes.length);
  return changes.map(({ field }) => fieldLabel(field)).join(', ');
}

function Title({ entry }: { readonly entry: AuditEntry }) {
  const to = entry.action === 'delete' ? undefined : recordAddress(entry);
  return to ? <Link to={to}>{entry.title}</Link> : entry.title;
}
