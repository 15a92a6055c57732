import { type Factors, type SignedInBrowser, userAccess } from '@cerebrate/contract';
import { useCallback, useState } from 'react';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { factorText, SessionTable } from '../../parts/second-factor/index.js';
import {
  type Action,
  ActionButton,
  asProblem,
  confirm,
  KeyValue,
  ProblemNote,
  Skeleton,
  toast,
  useSettled,
} from '../../ui/index.js';
import { accessText as text } from './access-text.js';

interface AccessProps {
  readonly user: { readonly id: number; readonly username: string };
}

const load = async (id: number): Promise<{ sessions: readonly SignedInBrowser[]; factors: Factors }> => {
  const params = { ref: String(id) };
  const [sessions, factors] = await Promise.all([
    call(userAccess.sessions, { params }),
    call(userAccess.factors, { params }),
  ]);
  return { sessions: sessions.items, factors };
};

/** Where a user one administers is signed in, and their second factors; both can be ended. */
export function Access({ user }: AccessProps) {
  const [asked, setAsked] = useState(() => load(user.id));
  const { value, error } = useSettled(asked);
  const params = { ref: String(user.id) };
  const act = useCallback(
    async (run: () => Promise<unknown>, told: string) => {
      try {
        await run();
      } catch (failure) {
        return tellFailure(failure);
      }
      toast({ tone: 'ok', text: told });
      setAsked(load(user.id));
    },
    [user.id],
  );
  if (error !== undefined) return <ProblemNote problem={asProblem(error)} lead={text.failed} />;
  if (!value) return <Skeleton lines={4} label={text.title} />;
  const { sessions, factors } = value;
  const rowActions = (row: SignedInBrowser): readonly Action[] => [
    {
      label: factorText.sessions.end,
      icon: 'box-arrow-right',
      tone: 'danger',
      onSelect: () =>
        void act(() => call(userAccess.endSession, { params: { ...params, id: row.id } }), factorText.sessions.ended),
    },
  ];
  const reset = async () => {
    const sure = await confirm({
      title: text.reset.title(user.username),
      body: text.reset.body,
      act: text.reset.act,
      tone: 'danger',
    });
    if (sure) await act(() => call(userAccess.resetFactors, { params }), text.reset.done);
  };
  return (
    <>
      <FactorFacts factors={factors} onReset={() => void reset()} />
      <header className="d-flex flex-wrap gap-3 justify-content-between align-items-end mt-4 mb-3">
        <h2 className="mb-0">{text.sessions}</h2>
        {sessions.length > 0 ? (
          <ActionButton
            action={{
              label: text.endAll,
              icon: 'box-arrow-right',
              tone: 'danger',
              onSelect: () => void act(() => call(userAccess.endSessions, { params }), text.ended),
            }}
          />
        ) : null}
      </header>
      <SessionTable id="user-sessions" caption={text.sessions} rows={sessions} rowActions={rowActions} />
    </>
  );
}

/** The second factors of the user, and the way to take them away. */
function FactorFacts({ factors, onReset }: { readonly factors: Factors; readonly onReset: () => void }) {
  const holdsFactor = factors.totp !== null || factors.passkeys.length > 0;
  return (
    <>
      <header className="d-flex flex-wrap gap-3 justify-content-between align-items-end mb-3">
        <h2 className="mb-0">{text.factors}</h2>
        {holdsFactor ? (
          <ActionButton action={{ label: text.reset.button, icon: 'shield-lock', tone: 'danger', onSelect: onReset }} />
        ) : null}
      </header>
      <KeyValue
        facts={[
          { label: factorText.app.name, value: factors.totp ? factorText.app.on : factorText.app.off },
          { label: factorText.passkeys.name, value: factors.passkeys.map(({ name }) => name).join(', ') || text.none },
          {
            label: factorText.codes.name,
            value: factors.recoveryCodes ? factorText.codes.left(factors.recoveryCodes.left) : text.none,
          },
          { label: text.required, value: factors.isRequired ? text.yes : text.no },
        ]}
      />
    </>
  );
}
