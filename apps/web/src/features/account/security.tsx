import { account, type SignedInBrowser, session } from '@cerebrate/contract';
import { useCallback, useState } from 'react';
import { useNavigate, useRevalidator } from 'react-router';
import { call, signOutEverywhere } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import {
  type Action,
  ActionButton,
  Badge,
  type Column,
  confirm,
  DataTable,
  FormFor,
  RelativeTime,
  toast,
} from '../../ui/index.js';
import { browserName } from './browser-name.js';
import { PasswordForm } from './password-form.js';
import './account.scss';
import { text } from './text.js';

/** One's password and where one is signed in. */
export function Security({ browsers }: { readonly browsers: readonly SignedInBrowser[] }) {
  return (
    <>
      <PasswordChange />
      <Browsers browsers={browsers} />
    </>
  );
}

const blank = { currentPassword: '', newPassword: '', again: '' };

function PasswordChange() {
  // a new form after each change, so that no password stays in it
  const [round, setRound] = useState(0);
  return (
    <section className="account-password" aria-labelledby="account-password">
      <h2 id="account-password">{text.password.title}</h2>
      <p className="muted">{text.password.lead}</p>
      <FormFor
        key={round}
        schema={PasswordForm}
        values={blank}
        fields={[
          {
            name: 'currentPassword',
            label: text.password.current,
            input: 'password',
            autoComplete: 'current-password',
            required: true,
          },
          {
            name: 'newPassword',
            label: text.password.next,
            input: 'password',
            autoComplete: 'new-password',
            required: true,
            help: text.password.nextHelp,
          },
          {
            name: 'again',
            label: text.password.again,
            input: 'password',
            autoComplete: 'new-password',
            required: true,
          },
        ]}
        submit={text.password.submit}
        onSave={({ currentPassword, newPassword }, signal) =>
          call(account.changePassword, { body: { currentPassword, newPassword }, signal })
        }
        onSaved={() => {
          setRound((now) => now + 1);
          return { toast: text.password.done };
        }}
      />
    </section>
  );
}

function Browsers({ browsers }: { readonly browsers: readonly SignedInBrowser[] }) {
  const { revalidate } = useRevalidator();
  const navigate = useNavigate();
  const rowActions = useCallback(
    (browser: SignedInBrowser) => browserActions(browser, () => void revalidate()),
    [revalidate],
  );
  const leave: Action = {
    label: text.sessions.endAll,
    icon: 'box-arrow-right',
    tone: 'danger',
    onSelect: () => void leaveEverywhere(() => void navigate('/users/login')),
  };
  return (
    <section aria-labelledby="account-browsers">
      <header className="account-head">
        <div>
          <h2 id="account-browsers">{text.sessions.title}</h2>
          <p className="muted mb-0">{text.sessions.lead}</p>
        </div>
        <ActionButton action={leave} />
      </header>
      <DataTable
        id="account-browsers"
        caption={text.sessions.title}
        rows={browsers}
        columns={columns}
        rowKey={(browser) => browser.id}
        rowLabel={(browser) => nameOf(browser)}
        rowActions={rowActions}
        empty={{ text: text.sessions.none }}
      />
    </section>
  );
}

const nameOf = ({ userAgent }: SignedInBrowser): string => browserName(userAgent);

const columns: readonly Column<SignedInBrowser>[] = [
  {
    key: 'browser',
    label: text.sessions.browser,
    always: true,
    card: 'title',
    value: nameOf,
    cell: (browser) => (
      <span className="d-flex align-items-center gap-2" title={browser.userAgent ?? undefined}>
        {nameOf(browser)}
        {browser.isCurrent ? <Badge tone="info">{text.sessions.current}</Badge> : null}
      </span>
    ),
  },
  { key: 'ip', label: text.sessions.from, mono: true, card: 'fact', value: (browser) => browser.ip },
  { key: 'seenAt', label: text.sessions.seen, card: 'fact', cell: (browser) => <RelativeTime at={browser.seenAt} /> },
  {
    key: 'created',
    label: text.sessions.since,
    card: 'fact',
    cell: (browser) => <RelativeTime at={browser.created} />,
  },
  {
    key: 'expiresAt',
    label: text.sessions.until,
    card: 'none',
    cell: (browser) => <RelativeTime at={browser.expiresAt} />,
  },
];

/** Any browser but this one, which has "Sign out" in its menu, can be signed out alone. */
const browserActions = (browser: SignedInBrowser, changed: () => void): readonly Action[] =>
  browser.isCurrent
    ? []
    : [
        {
          label: text.sessions.end,
          icon: 'box-arrow-right',
          tone: 'danger',
          onSelect: () => void endBrowser(browser, changed),
        },
      ];

async function endBrowser({ id }: SignedInBrowser, changed: () => void): Promise<void> {
  try {
    await call(session.end, { params: { id } });
  } catch (error) {
    return tellFailure(error);
  }
  toast({ tone: 'ok', text: text.sessions.ended });
  changed();
}

async function leaveEverywhere(left: () => void): Promise<void> {
  const sure = await confirm({
    title: text.sessions.endAllTitle,
    body: text.sessions.endAllBody,
    act: text.sessions.endAll,
    tone: 'danger',
  });
  if (!sure) return;
  try {
    await signOutEverywhere();
  } catch (error) {
    return tellFailure(error);
  }
  left();
}
