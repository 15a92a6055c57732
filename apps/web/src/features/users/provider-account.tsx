import { keycloak, type SsoAccount, type User } from '@cerebrate/contract';
import { useCallback, useEffect, useState } from 'react';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import {
  type Action,
  ActionBar,
  Badge,
  confirm,
  Diff,
  EmptyState,
  KeyValue,
  RelativeTime,
  toast,
} from '../../ui/index.js';
import { providerText as text } from './provider-text.js';

const tones = {
  linked: 'info',
  pending: 'attention',
  synchronised: 'ok',
  differs: 'attention',
  conflict: 'broken',
  failed: 'broken',
  leaving: 'unknown',
} as const satisfies Record<SsoAccount['state'], string>;

/** How the account at the provider stands, in colour and word. */
export function ProviderState({ state }: { readonly state: SsoAccount['state'] }) {
  return <Badge tone={tones[state]}>{text.states[state]}</Badge>;
}

/** A user's account at the provider: its state, what differs, and what can be done (FEATURES KCL-15). */
export function ProviderAccount({ user }: { readonly user: Pick<User, 'id' | 'username' | 'mayChange'> }) {
  const [seen, setSeen] = useState<{ account: SsoAccount | null; pushes: boolean }>();
  const ref = String(user.id);
  const load = useCallback(
    () => call(keycloak.account, { params: { ref } }).then(setSeen, (error: unknown) => void tellFailure(error)),
    [ref],
  );
  useEffect(() => void load(), [load]);
  if (!seen) return <p className="muted">{text.loading}</p>;
  const { account, pushes } = seen;
  const act = async (doing: () => Promise<unknown>, done: string) => {
    try {
      await doing();
      toast({ tone: 'ok', text: done });
    } catch (error) {
      tellFailure(error);
    }
    await load();
  };
  const actions = user.mayChange ? actionsOf(user, account, pushes, act) : [];
  if (!account)
    return <EmptyState icon="shield-lock" text={text.none} {...(actions[0] ? { action: actions[0] } : {})} />;
  return (
    <>
      <ActionBar actions={actions} />
      {account.reason ? (
        <p className="notice-strip" data-tone={account.state === 'synchronised' ? 'attention' : tones[account.state]}>
          {account.reason}
        </p>
      ) : null}
      <KeyValue facts={factsOf(account)} />
      {account.differences.length > 0 ? (
        <Diff
          fields={account.differences.map(({ field, here, there }) => ({ key: field, label: field, here, there }))}
          sides={[text.here, text.there]}
        />
      ) : null}
    </>
  );
}

type Act = (doing: () => Promise<unknown>, done: string) => Promise<void>;

function actionsOf(
  { id, username }: Pick<User, 'id' | 'username'>,
  account: SsoAccount | null,
  pushes: boolean,
  act: Act,
): readonly Action[] {
  const params = { ref: String(id) };
  const link = async () => {
    const sure = await confirm({ title: text.linkTitle(username), act: text.link, body: text.linkImpact });
    if (sure) await act(() => call(keycloak.link, { params }), text.linked);
  };
  const unlink = async () => {
    const sure = await confirm({
      title: text.unlinkTitle(username),
      act: text.unlink,
      tone: 'danger',
      body: text.unlinkImpact,
    });
    if (sure) await act(() => call(keycloak.unlink, { params }), text.unlinked);
  };
  return [
    ...(account?.state === 'conflict' || account === null
      ? [{ label: text.link, icon: 'link-45deg', onSelect: () => void link() } as const]
      : []),
    ...(pushes
      ? [
          {
            label: text.push,
            icon: 'arrow-repeat',
            onSelect: () => void act(() => call(keycloak.push, { params }), text.pushed),
          } as const,
        ]
      : []),
    ...(account?.isLinked
      ? [
          {
            label: text.check,
            icon: 'search',
            onSelect: () => void act(() => call(keycloak.check, { params }), text.checked),
          } as const,
          { label: text.unlink, icon: 'x-circle', tone: 'danger', menu: true, onSelect: () => void unlink() } as const,
        ]
      : []),
  ];
}

function factsOf(account: SsoAccount) {
  const moment = (at: string | null) => (at ? <RelativeTime at={at} /> : null);
  return [
    { label: text.state, value: <ProviderState state={account.state} /> },
    { label: text.isLinked, value: account.isLinked ? (moment(account.linkedAt) ?? text.yes) : text.no },
    { label: text.lastSignIn, value: moment(account.lastSignInAt) },
    { label: text.checkedAt, value: moment(account.checkedAt) },
    { label: text.synchronisedAt, value: moment(account.synchronisedAt) },
    { label: text.nextAttempt, value: moment(account.nextAttemptAt) },
    { label: text.welcome, value: account.welcome === 'none' ? null : text.welcomes[account.welcome] },
    {
      label: text.console,
      value: account.consoleUrl ? (
        <a href={account.consoleUrl} rel="noreferrer" target="_blank">
          {text.openConsole}
        </a>
      ) : null,
    },
  ];
}
