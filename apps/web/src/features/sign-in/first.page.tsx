import { factors, type NewTotp } from '@cerebrate/contract';
import { useState } from 'react';
import { type LoaderFunctionArgs, redirect, useLoaderData, useNavigate, useSearchParams } from 'react-router';
import { call, loadSession, reloadSession, signOut } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/tell-failure.js';
import { EnrolApp, EnrolPasskey, PasswordForm, ShownCodes } from '../../parts/second-factor/index.js';
import { returnPath } from './return-path.js';
import { text } from './text.js';

/** Whoever owes nothing goes on. @throws ProblemError when the API does not answer */
export async function loader({ request }: LoaderFunctionArgs) {
  const { user, heldBy } = await loadSession();
  if (!user) throw redirect('/users/login');
  if (!heldBy) throw redirect(returnPath(new URL(request.url).searchParams.get('next')));
  return { heldBy, passkeysRefused: heldBy === 'factor' ? (await call(factors.get)).passkeysRefused : null };
}

/** What must be done before anything else: an own password, a second factor. */
export function Component() {
  const { heldBy, passkeysRefused } = useLoaderData<typeof loader>();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const goOn = async () => {
    try {
      await reloadSession();
      await navigate(`/users/first?next=${encodeURIComponent(returnPath(params.get('next')))}`, { replace: true });
    } catch (error) {
      tellFailure(error);
    }
  };
  const leave = () => void signOut().finally(() => void navigate('/users/login', { replace: true }));
  return (
    <>
      <title>{text.first.title[heldBy]}</title>
      <h1>{text.first.title[heldBy]}</h1>
      <p>{text.first.lead[heldBy]}</p>
      {heldBy === 'password' ? (
        <PasswordForm onChanged={() => void goOn()} />
      ) : (
        <Enrol refused={passkeysRefused} onDone={() => void goOn()} />
      )}
      <button type="button" className="btn btn-ghost btn-sm mt-3" onClick={leave}>
        {text.first.leave}
      </button>
    </>
  );
}

function Enrol({ refused, onDone }: { readonly refused: string | null; readonly onDone: () => void }) {
  const [app, setApp] = useState<NewTotp>();
  const [codes, setCodes] = useState<readonly string[]>();
  const enrolled = (made: readonly string[] | null) => (made ? setCodes(made) : onDone());
  const begin = async () => {
    try {
      setApp(await call(factors.startTotp));
    } catch (error) {
      tellFailure(error);
    }
  };
  if (codes) return <ShownCodes codes={codes} onKept={onDone} />;
  if (app) return <EnrolApp made={app} onDone={enrolled} />;
  return (
    <>
      <h2>{text.first.app}</h2>
      <button type="button" className="btn btn-primary mb-3" onClick={() => void begin()}>
        {text.first.begin}
      </button>
      <h2>{text.first.passkey}</h2>
      <EnrolPasskey refused={refused} onDone={enrolled} />
    </>
  );
}
