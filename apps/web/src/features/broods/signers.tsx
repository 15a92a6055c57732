import { type Brood, type BroodSigner, broodSigners } from '@cerebrate/contract';
import { useCallback, useState } from 'react';
import { call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { type Action, Badge, type Column, confirm, DataTable, RelativeTime, useAsked } from '../../ui/index.js';
import { text } from './text.js';

const words = text.signers;

/** The keys a node signs with, and for what they are trusted here. */
export function Signers({ brood }: { readonly brood: Pick<Brood, 'id' | 'name'> }) {
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn asks again
  const rows = useAsked(() => call(broodSigners.list, { params: { ref: String(brood.id) } }), [brood.id, turn]);
  const again = useCallback(() => setTurn((now) => now + 1), []);
  const rowActions = useCallback((row: BroodSigner) => actionsOf(brood, row, again), [brood, again]);
  return (
    <div className="d-flex flex-column gap-3">
      <p className="muted m-0">{words.lead}</p>
      <DataTable
        id="brood-signers"
        caption={words.tab}
        rows={rows}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.keyId}
        rowActions={rowActions}
        empty={{ text: words.empty }}
      />
    </div>
  );
}

const columns: readonly Column<BroodSigner>[] = [
  {
    key: 'key',
    label: words.key,
    always: true,
    card: 'title',
    cell: (row) => <span className="mono">{row.keyId}</span>,
  },
  {
    key: 'trusted',
    label: words.trust,
    card: 'fact',
    cell: ({ isTrusted }) => (
      <Badge tone={isTrusted ? 'ok' : 'unknown'} icon={isTrusted ? 'shield-check' : 'question-circle'}>
        {isTrusted ? words.trusted : words.untrusted}
      </Badge>
    ),
  },
  {
    key: 'scope',
    label: words.scope,
    card: 'fact',
    value: ({ kinds, countries }) =>
      [...kinds.map((kind) => text.kinds[kind]), ...countries].join(', ') || words.everything,
  },
  { key: 'seen', label: words.seen, card: 'fact', cell: (row) => <RelativeTime at={row.firstSeen} /> },
];

function actionsOf(brood: Pick<Brood, 'id' | 'name'>, row: BroodSigner, done: () => void): readonly Action[] {
  if (!may('brood:write')) return [];
  const change = async () => {
    const isTrusted = !row.isTrusted;
    if (isTrusted && !(await confirm({ title: words.title(brood.name), body: words.body, act: words.act }))) return;
    const params = { ref: String(brood.id), id: String(row.id) } as never;
    await call(broodSigners.update, { params, body: { isTrusted } }).then(done, tellFailure);
  };
  return [
    {
      label: row.isTrusted ? words.distrust : words.act,
      icon: row.isTrusted ? 'slash-circle' : 'shield-check',
      onSelect: () => void change(),
    },
  ];
}
