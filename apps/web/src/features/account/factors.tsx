import { factors, type NewTotp, type OwnFactors, type Passkey } from '@cerebrate/contract';
import { useCallback, useState } from 'react';
import { useRevalidator } from 'react-router';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { EnrolApp, EnrolPasskey, ShownCodes, factorText as text } from '../../parts/second-factor/index.js';
import {
  type Action,
  ActionButton,
  Badge,
  type Column,
  confirm,
  DataTable,
  Modal,
  RelativeTime,
  toast,
} from '../../ui/index.js';
import { RenamePasskey } from './rename-passkey.js';

interface FactorProps {
  readonly own: OwnFactors;
}

/** Does it, tells it, and shows the page as it is then; what was refused is told instead. */
function useAct() {
  const { revalidate } = useRevalidator();
  return useCallback(
    async (act: () => Promise<unknown>, told: string) => {
      try {
        await act();
      } catch (error) {
        return tellFailure(error);
      }
      toast({ tone: 'ok', text: told });
      void revalidate();
    },
    [revalidate],
  );
}

/** The authenticator app and the recovery codes. */
export function TwoFactor({ own }: FactorProps) {
  return (
    <>
      <App own={own} />
      <Codes own={own} />
    </>
  );
}

function App({ own: { totp } }: FactorProps) {
  const act = useAct();
  const { revalidate } = useRevalidator();
  const [made, setMade] = useState<NewTotp>();
  const [codes, setCodes] = useState<readonly string[]>();
  const kept = () => {
    setCodes(undefined);
    void revalidate();
  };
  const begin = () => void call(factors.startTotp).then(setMade, tellFailure);
  const done = (fresh: readonly string[] | null) => {
    setMade(undefined);
    toast({ tone: 'ok', text: text.app.done });
    if (fresh) setCodes(fresh);
    else void revalidate();
  };
  const remove = async () => {
    const sure = await confirm({
      title: text.app.removeTitle,
      body: text.app.removeBody,
      act: text.app.remove,
      tone: 'danger',
    });
    if (sure) await act(() => call(factors.removeTotp), text.app.removed);
  };
  return (
    <section className="factor" aria-labelledby="factor-app">
      <header className="account-head">
        <div>
          <h2 id="factor-app">
            {text.app.name}{' '}
            <Badge tone={totp ? 'ok' : 'unknown'} icon={totp ? 'check-circle' : 'circle'}>
              {totp ? text.app.on : text.app.off}
            </Badge>
          </h2>
          <p className="muted mb-0">{text.app.lead}</p>
          {totp ? (
            <p className="muted mb-0">
              {text.app.used}: {totp.lastUsedAt ? <RelativeTime at={totp.lastUsedAt} /> : text.app.never}
            </p>
          ) : null}
        </div>
        <div className="d-flex flex-wrap gap-2">
          <ActionButton action={{ label: totp ? text.app.replace : text.app.add, icon: 'plus-lg', onSelect: begin }} />
          {totp ? (
            <ActionButton
              action={{ label: text.app.remove, icon: 'x-circle', tone: 'danger', onSelect: () => void remove() }}
            />
          ) : null}
        </div>
      </header>
      {made ? (
        <Modal title={text.app.name} show onClose={() => setMade(undefined)}>
          <EnrolApp made={made} onDone={done} />
        </Modal>
      ) : null}
      {codes ? <ShownCodes codes={codes} onKept={kept} /> : null}
    </section>
  );
}

function Codes({ own: { recoveryCodes } }: FactorProps) {
  const { revalidate } = useRevalidator();
  const [codes, setCodes] = useState<readonly string[]>();
  const kept = () => {
    setCodes(undefined);
    void revalidate();
  };
  const make = async () => {
    const sure = await confirm({ title: text.codes.makeTitle, body: text.codes.makeBody, act: text.codes.make });
    if (!sure) return;
    try {
      setCodes((await call(factors.newRecoveryCodes)).recoveryCodes);
    } catch (error) {
      tellFailure(error);
    }
  };
  return (
    <section className="factor" aria-labelledby="factor-codes">
      <header className="account-head">
        <div>
          <h2 id="factor-codes">{text.codes.name}</h2>
          <p className="muted mb-0">{text.codes.lead}</p>
          <p className="muted mb-0">{recoveryCodes ? text.codes.left(recoveryCodes.left) : text.codes.none}</p>
        </div>
        {recoveryCodes ? (
          <ActionButton action={{ label: text.codes.make, icon: 'arrow-repeat', onSelect: () => void make() }} />
        ) : null}
      </header>
      {codes ? <ShownCodes codes={codes} onKept={kept} /> : null}
    </section>
  );
}

/** One's passkeys, each with a name, a kind and its last use. */
export function Passkeys({ own }: FactorProps) {
  const { revalidate } = useRevalidator();
  const act = useAct();
  const [adding, setAdding] = useState(false);
  const [renaming, setRenaming] = useState<Passkey>();
  const [codes, setCodes] = useState<readonly string[]>();
  const done = (fresh: readonly string[] | null) => {
    setAdding(false);
    toast({ tone: 'ok', text: text.passkeys.created });
    if (fresh) setCodes(fresh);
    void revalidate();
  };
  const rowActions = useCallback(
    (passkey: Passkey): readonly Action[] => [
      { label: text.passkeys.rename, icon: 'pencil', onSelect: () => setRenaming(passkey) },
      { label: text.passkeys.remove, icon: 'trash', tone: 'danger', onSelect: () => void remove(passkey, act) },
    ],
    [act],
  );
  return (
    <div>
      <header className="account-head">
        <div>
          <h2>{text.passkeys.name}</h2>
          <p className="muted mb-0">{text.passkeys.lead}</p>
        </div>
        <ActionButton action={{ label: text.passkeys.add, icon: 'plus-lg', onSelect: () => setAdding(true) }} />
      </header>
      <DataTable
        id="account-passkeys"
        caption={text.passkeys.name}
        rows={own.passkeys}
        columns={columns}
        rowKey={(passkey) => passkey.id}
        rowLabel={(passkey) => passkey.name}
        rowActions={rowActions}
        empty={{ text: text.passkeys.none }}
      />
      {adding ? (
        <Modal title={text.passkeys.add} show onClose={() => setAdding(false)}>
          <EnrolPasskey refused={own.passkeysRefused} onDone={done} />
        </Modal>
      ) : null}
      {renaming ? <RenamePasskey passkey={renaming} onDone={() => setRenaming(undefined)} /> : null}
      {codes ? <ShownCodes codes={codes} onKept={() => setCodes(undefined)} /> : null}
    </div>
  );
}

async function remove({ id, name }: Passkey, act: ReturnType<typeof useAct>): Promise<void> {
  const sure = await confirm({
    title: text.passkeys.removeTitle(name),
    body: text.passkeys.removeBody,
    act: text.passkeys.remove,
    tone: 'danger',
  });
  if (sure) await act(() => call(factors.removePasskey, { params: { id } }), text.passkeys.removed);
}

const { columns: words } = text.passkeys;
const columns: readonly Column<Passkey>[] = [
  { key: 'name', label: words.name, always: true, card: 'title', value: (passkey) => passkey.name },
  {
    key: 'kind',
    label: words.kind,
    card: 'fact',
    value: (passkey) =>
      [
        passkey.isPasswordless ? text.passkeys.alone : text.passkeys.second,
        ...(passkey.isSynced ? [text.passkeys.synced] : []),
      ].join(', '),
  },
  { key: 'created', label: words.created, card: 'fact', cell: (passkey) => <RelativeTime at={passkey.created} /> },
  {
    key: 'used',
    label: words.used,
    card: 'fact',
    cell: (passkey) => (passkey.lastUsedAt ? <RelativeTime at={passkey.lastUsedAt} /> : text.app.never),
  },
  { key: 'from', label: words.from, mono: true, card: 'none', value: (passkey) => passkey.lastUsedIp },
];
