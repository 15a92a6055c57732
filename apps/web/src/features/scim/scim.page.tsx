import { type AuthKey, authKeys, organisations, roles, settings } from '@cerebrate/contract';
import { useCallback } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call } from '../../api/index.js';
import { authKeyActions, authKeyColumns, shortKey } from '../../parts/identity/index.js';
import { type Action, Chip, Chips, DataTable, KeyValue, ListPage } from '../../ui/index.js';
import './scim.scss';
import { text } from './text.js';

const add: Action = { label: text.addToken, icon: 'plus-lg', to: '/authKeys/add?for=scim', modal: true };
const columns = authKeyColumns({ withUser: true });

/** Whether providers are answered, what they reach, and with which tokens. @throws ProblemError */
export async function loader({ request: { signal } }: LoaderFunctionArgs) {
  const chosen = (name: string) => call(settings.get, { params: { name }, signal });
  const [isOn, places, ranks, keys] = await Promise.all([
    chosen('scim.enabled'),
    chosen('scim.organisations'),
    chosen('scim.roles'),
    call(authKeys.list, { query: { 'resources.contains': 'scim', limit: '100' }, signal }),
  ]);
  const organisationIds = places.value as number[];
  const roleIds = ranks.value as number[];
  const [named, ranked] = await Promise.all([
    organisationIds.length === 0
      ? { items: [] }
      : call(organisations.list, {
          query: { 'id.in': organisationIds.join(','), limit: '200', total: 'false' },
          signal,
        }),
    roleIds.length === 0 ? { items: [] } : call(roles.list, { query: { limit: '200', total: 'false' }, signal }),
  ]);
  const nameIn = (items: readonly { id: number; name: string }[]) => (id: number) =>
    items.find((item) => item.id === id)?.name ?? text.unnamed(id);
  return {
    isOn: isOn.value === true,
    organisations: organisationIds.map(nameIn(named.items)),
    roles: roleIds.map(nameIn(ranked.items)),
    keys: keys.items,
  };
}

/** Setting up provisioning by an identity provider: SCIM 2.0 (decision 074). */
export function Component() {
  const { isOn, keys, ...reach } = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const rowActions = useCallback((key: AuthKey) => authKeyActions(key, () => void revalidate()), [revalidate]);
  const toSettings: Action = { label: text.settings, icon: 'gear', to: '/instance/settings?tab=authentication' };
  return (
    <ListPage title={text.title} actions={[add, toSettings]}>
      <p className="notice-strip" data-tone={isOn ? 'ok' : 'attention'}>
        {isOn ? text.on : text.off}
      </p>
      <div className="scim-set-up">
        <section aria-labelledby="scim-provider">
          <h2 id="scim-provider">{text.provider}</h2>
          <KeyValue
            facts={[
              { label: text.address, value: `${window.location.origin}/scim/v2`, copy: true, mono: true },
              { label: text.authentication, value: text.bearer },
              { label: text.userName, value: text.userNameIs },
            ]}
          />
        </section>
        <section aria-labelledby="scim-reach">
          <h2 id="scim-reach">{text.reach}</h2>
          <KeyValue
            facts={[
              { label: text.organisations, value: <Names of={reach.organisations} all={text.allOrganisations} /> },
              { label: text.roles, value: <Names of={reach.roles} all={text.allRoles} /> },
            ]}
          />
          <p className="muted">{text.never}</p>
        </section>
      </div>
      <h2 className="scim-head">{text.tokens}</h2>
      <DataTable
        id="scim-tokens"
        caption={text.tokens}
        rows={keys}
        columns={columns}
        rowKey={(key) => key.id}
        rowLabel={shortKey}
        rowActions={rowActions}
        rowDimmed={(key) => key.isExpired}
        empty={{ text: text.noTokens, action: add }}
      />
    </ListPage>
  );
}

function Names({ of: names, all }: { readonly of: readonly string[]; readonly all: string }) {
  if (names.length === 0) return <span className="muted">{all}</span>;
  return (
    <Chips>
      {names.map((name) => (
        <Chip key={name}>{name}</Chip>
      ))}
    </Chips>
  );
}
