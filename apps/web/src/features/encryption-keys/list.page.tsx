import {
  EncryptionKeyList,
  type EncryptionKeyRow,
  encryptionKeys,
  keyOwnerKinds,
  keyStates,
  keyTypes,
} from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call } from '../../api/index.js';
import { KeyBadge, keyWords } from '../../parts/encryption-keys/index.js';
import { ChangedNotice } from '../../parts/live/changed-notice.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import {
  type Action,
  type Column,
  DataTable,
  Icon,
  ListPage,
  listShape,
  loadList,
  RelativeTime,
  useListState,
} from '../../ui/index.js';
import { deleteKeys } from './delete-keys.js';
import { algorithmOf } from './key-facts.js';
import { text } from './text.js';

const shape = listShape(EncryptionKeyList, {
  choices: {
    type: keyTypes.map((value) => ({ value, label: keyWords.types[value] })),
    state: keyStates.map((value) => ({ value, label: keyWords.states[value] })),
    ownerKind: keyOwnerKinds.map((value) => ({
      value,
      label: value === 'organisation' ? text.form.organisation : text.form.person,
    })),
  },
});

/** A page of the list as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(encryptionKeys.list, { query, signal }));

/** The list of keys (FEATURES KEY-01; SCREENS §4): what is no longer good stands back. */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const again = useCallback(() => void revalidate(), [revalidate]);
  const rowActions = useCallback((key: EncryptionKeyRow) => actionsOf(key, again), [again]);
  return (
    <ListPage
      title={text.title}
      lead={text.lead}
      total={total}
      actions={[addAction, checksAction]}
      notice={<ChangedNotice noun="encryptionKey" />}
    >
      <DataTable
        id="encryption-keys"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(key) => key.id}
        rowLabel={nameOf}
        rowHref={addressOfKey}
        rowActions={rowActions}
        rowDimmed={(key) => key.state === 'revoked' || key.state === 'expired'}
        bulk={(chosen) => [
          {
            label: text.remove,
            icon: 'trash',
            tone: 'danger',
            onSelect: () =>
              void deleteKeys(chosen.keys.map(Number), text.deletion.manyTitle(chosen.keys.length), {
                onDeleted: () => {
                  chosen.clear();
                  again();
                },
                onRestored: again,
              }),
          },
        ]}
        toolbar={<ViewsBar name="encryptionKeys" list={list} presets={presets} />}
        download={(search) => `${addressOf(encryptionKeys.csv)}?${search}`}
        empty={{ text: text.empty, action: addAction }}
      />
    </ListPage>
  );
}

const addAction: Action = { label: text.add, icon: 'plus-lg', to: '/encryptionKeys/add', modal: true };

const checksAction: Action = {
  label: text.signatures.title,
  icon: 'shield-check',
  to: '/encryptionKeys/signatures',
  menu: true,
};

const presets = [
  { label: text.presets.all, search: '' },
  { label: text.presets.pgp, search: 'type=pgp' },
  { label: text.presets.smime, search: 'type=smime' },
  { label: text.presets.expiring, search: 'daysLeft.gte=0&daysLeft.lte=30&sort=expires' },
  { label: text.presets.expired, search: 'state=expired' },
  { label: text.presets.revoked, search: 'state=revoked' },
];

const addressOfKey = ({ id }: EncryptionKeyRow): string => `/encryptionKeys/view/${id}`;
const nameOf = (key: EncryptionKeyRow): string => key.fingerprint?.slice(-16) ?? `#${key.id}`;

const columns: readonly Column<EncryptionKeyRow>[] = [
  { key: 'id', label: text.columns.id, sort: true, align: 'end', width: '56px', card: 'none', value: (key) => key.id },
  {
    key: 'type',
    label: text.columns.type,
    sort: true,
    width: '84px',
    card: 'fact',
    value: (key) => keyWords.types[key.type],
  },
  {
    key: 'owner',
    label: text.columns.owner,
    sort: true,
    value: (key) => key.owner.name,
    cell: ({ owner }) => (
      <span className="cut">
        <Icon name={owner.kind === 'organisation' ? 'building' : 'person'} />{' '}
        <Link to={`/${owner.kind}s/view/${owner.id}`}>{owner.name}</Link>
      </span>
    ),
    card: 'fact',
  },
  {
    key: 'fingerprint',
    label: text.columns.fingerprint,
    sort: true,
    always: true,
    mono: true,
    card: 'title',
    value: (key) => key.fingerprint,
    cell: (key) => (
      <Link className="cut" to={addressOfKey(key)} title={key.fingerprint ?? undefined}>
        {key.fingerprint ?? keyWords.states.unreadable}
      </Link>
    ),
  },
  { key: 'state', label: text.columns.state, sort: true, card: 'fact', cell: (key) => <KeyBadge state={key.state} /> },
  { key: 'email', label: text.columns.email, card: 'none', value: (key) => key.emails.join(', ') },
  {
    key: 'algorithm',
    label: text.columns.algorithm,
    sort: true,
    optional: true,
    card: 'none',
    value: (key) => algorithmOf(key),
  },
  {
    key: 'expires',
    label: text.columns.expires,
    sort: true,
    card: 'none',
    cell: (key) =>
      key.expiresAt === null ? <span className="muted">{text.facts.never}</span> : <RelativeTime at={key.expiresAt} />,
  },
  {
    key: 'created',
    label: text.columns.created,
    sort: true,
    optional: true,
    card: 'none',
    cell: (key) => <RelativeTime at={key.created} />,
  },
];

function actionsOf(key: EncryptionKeyRow, again: () => void): readonly Action[] {
  const view: Action = { label: text.view, icon: 'eye', to: addressOfKey(key) };
  if (!key.mayChange) return [view];
  return [
    view,
    { label: text.edit, icon: 'pencil', to: `/encryptionKeys/edit/${key.id}`, modal: true, hotkey: 'e' },
    {
      label: text.remove,
      icon: 'trash',
      tone: 'danger',
      onSelect: () =>
        void deleteKeys([key.id], text.deletion.title(nameOf(key)), { onDeleted: again, onRestored: again }),
    },
  ];
}
