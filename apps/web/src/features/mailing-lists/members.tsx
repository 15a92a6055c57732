import { type MailingList, type MailingListMember, mailingLists } from '@cerebrate/contract';
import { useCallback, useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/index.js';
import { type Action, Badge, type Column, DataTable, RelativeTime, useAsked, useSettled } from '../../ui/index.js';
import { takeOff } from './acts.js';
import { ChooseAddresses } from './choose-addresses.js';
import { text } from './text.js';

interface MembersProps {
  readonly list: MailingList;
  readonly onChange: () => void;
}

/** The most members one page of the tab shows. */
const shown = 500;

/** Who is on a list, with the addresses it uses (FEATURES MLS-03). */
export function Members({ list, onChange }: MembersProps) {
  const [choosing, choose] = useState<MailingListMember>();
  const { id, version, mayChange } = list;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version has other members
  const asked = useAsked(
    () => call(mailingLists.members, { params: { ref: String(id) }, query: { limit: String(shown) } }),
    [id, version],
  );
  const { value } = useSettled(asked);
  const rowActions = useCallback(
    (member: MailingListMember): readonly Action[] =>
      mayChange
        ? [
            { label: text.members.choose, icon: 'envelope', onSelect: () => choose(member) },
            {
              label: text.members.remove,
              icon: 'trash',
              tone: 'danger',
              onSelect: () => void takeOff(id, [member], onChange),
            },
          ]
        : [],
    [id, mayChange, onChange],
  );
  return (
    <>
      <DataTable
        id="mailing-list-members"
        caption={text.members.tab}
        rows={value?.items ?? []}
        columns={list.encryptedOnly ? columns : columns.filter(({ key }) => key !== 'key')}
        rowKey={(member) => member.individual.id}
        rowLabel={(member) => member.individual.name}
        rowActions={rowActions}
        {...(mayChange
          ? {
              bulk: (chosen: { readonly rows: readonly MailingListMember[] }) => [
                {
                  label: text.members.remove,
                  icon: 'trash' as const,
                  tone: 'danger' as const,
                  onSelect: () => void takeOff(id, chosen.rows, onChange),
                },
              ],
            }
          : {})}
        empty={{ text: text.members.empty }}
      />
      {choosing ? (
        <ChooseAddresses listId={id} member={choosing} onClose={() => choose(undefined)} onDone={onChange} />
      ) : null}
    </>
  );
}

const columns: readonly Column<MailingListMember>[] = [
  {
    key: 'name',
    label: text.members.name,
    always: true,
    card: 'title',
    value: ({ individual }) => individual.name,
    cell: ({ individual }) => (
      <Link to={`/individuals/view/${individual.id}`}>{individual.name || individual.email}</Link>
    ),
  },
  {
    key: 'addresses',
    label: text.members.addresses,
    card: 'fact',
    cell: ({ addresses }) => {
      const used = addresses.filter(({ chosen }) => chosen);
      return used.length === 0 ? (
        <Badge tone="attention" icon="exclamation-triangle">
          {text.members.noAddress}
        </Badge>
      ) : (
        used.map(({ address }) => address).join(', ')
      );
    },
  },
  { key: 'origin', label: text.members.origin, card: 'fact', value: ({ origin }) => text.members.origins[origin] },
  {
    key: 'key',
    label: text.members.key,
    card: 'fact',
    cell: ({ hasKey }) => (
      <Badge tone={hasKey ? 'ok' : 'attention'} icon={hasKey ? 'shield-lock' : 'exclamation-triangle'}>
        {hasKey ? text.members.hasKey : text.members.noKey}
      </Badge>
    ),
  },
  { key: 'since', label: text.members.since, card: 'none', cell: ({ since }) => <RelativeTime at={since} /> },
];
