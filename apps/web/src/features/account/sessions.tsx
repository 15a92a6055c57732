import { type SignedInBrowser, session } from '@cerebrate/contract';
import { useCallback } from 'react';
import { useNavigate, useRevalidator } from 'react-router';
import { call, signOutEverywhere } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { factorText, SessionTable } from '../../parts/second-factor/index.js';
import { type Action, ActionButton, confirm, toast } from '../../ui/index.js';
import './account.scss';
import { text } from './text.js';

/** Where one is signed in: each browser alone, all others, or all can be signed out. */
export function Sessions({ browsers }: { readonly browsers: readonly SignedInBrowser[] }) {
  const { revalidate } = useRevalidator();
  const navigate = useNavigate();
  const rowActions = useCallback(
    (browser: SignedInBrowser) => browserActions(browser, () => void revalidate()),
    [revalidate],
  );
  const others: Action = {
    label: text.sessions.endOthers,
    icon: 'box-arrow-right',
    onSelect: () => void leaveOthers(() => void revalidate()),
  };
  const everywhere: Action = {
    label: text.sessions.endAll,
    icon: 'box-arrow-right',
    tone: 'danger',
    onSelect: () => void leaveEverywhere(() => void navigate('/users/login')),
  };
  return (
    <div>
      <header className="account-head">
        <div>
          <h2>{text.sessions.title}</h2>
          <p className="muted mb-0">{text.sessions.lead}</p>
        </div>
        <div className="d-flex flex-wrap gap-2">
          {browsers.some((browser) => !browser.isCurrent) ? <ActionButton action={others} /> : null}
          <ActionButton action={everywhere} />
        </div>
      </header>
      <SessionTable id="account-browsers" caption={text.sessions.title} rows={browsers} rowActions={rowActions} />
    </div>
  );
}

/** Any browser but this one, which has "Sign out" in its menu, can be signed out alone. */
const browserActions = (browser: SignedInBrowser, changed: () => void): readonly Action[] =>
  browser.isCurrent
    ? []
    : [
        {
          label: factorText.sessions.end,
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
  toast({ tone: 'ok', text: factorText.sessions.ended });
  changed();
}

async function leaveOthers(changed: () => void): Promise<void> {
  try {
    await call(session.signOutOthers);
  } catch (error) {
    return tellFailure(error);
  }
  toast({ tone: 'ok', text: text.sessions.othersEnded });
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
