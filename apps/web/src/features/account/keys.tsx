import type { AuthKey } from '@cerebrate/contract';
import { useCallback } from 'react';
import { useRevalidator } from 'react-router';
import { authKeyActions, authKeyColumns, shortKey } from '../../parts/identity/index.js';
import { type Action, ActionButton, DataTable } from '../../ui/index.js';
import { text } from './text.js';

const columns = authKeyColumns({ withUser: false });
const add: Action = { label: text.keys.add, icon: 'plus-lg', to: '/authKeys/add', modal: true };

/** One's own auth keys. */
export function Keys({ keys }: { readonly keys: readonly AuthKey[] }) {
  const { revalidate } = useRevalidator();
  const rowActions = useCallback((key: AuthKey) => authKeyActions(key, () => void revalidate()), [revalidate]);
  return (
    <>
      <p className="muted">{text.keys.lead}</p>
      <DataTable
        id="account-keys"
        caption={text.tabs.keys}
        rows={keys}
        columns={columns}
        rowKey={(key) => key.id}
        rowLabel={shortKey}
        rowActions={rowActions}
        rowDimmed={(key) => key.isExpired}
        toolbar={keys.length > 0 ? <ActionButton action={add} /> : undefined}
        empty={{ text: text.keys.empty, action: add }}
      />
    </>
  );
}
