import { home, registration, type SignInOptions, singleSignOn } from '@cerebrate/contract';
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Link, type LoaderFunctionArgs, redirect, useLoaderData, useNavigate, useSearchParams } from 'react-router';
import { call, loadSession, signIn } from '../../api/index.js';
import { Markdown } from '../../parts/markdown/markdown.js';
import { asProblem, Icon, type Problem, ProblemNote, useSettled } from '../../ui/index.js';
import { ProviderButton } from './provider-button.js';
import { returnPath } from './return-path.js';
import './sign-in.scss';
import { text } from './text.js';
import { useCountdown } from './use-countdown.js';

/** Whoever is signed in already goes on. @throws ProblemError when the API does not answer */
export async function loader({ request }: LoaderFunctionArgs) {
  const session = await loadSession();
  if (session.user) throw redirect(returnPath(new URL(request.url).searchParams.get('next')));
  const welcome = call(home.welcome);
  // without an answer the page has nothing more to say
  welcome.catch(() => undefined);
  const door = call(registration.state);
  door.catch(() => undefined);
  return { welcome, door, options: await waysIn() };
}

/** How people get in; without an answer by password, as ever. */
const waysIn = (): Promise<SignInOptions> =>
  call(singleSignOn.options).catch(() => ({ password: true, provider: null, accountUrl: null }));

/** User name and password, and what went wrong with them (FEATURES USR-18; SCREENS §0.1). */
export function Component() {
  const [params] = useSearchParams();
  const { options } = useLoaderData<typeof loader>();
  const next = returnPath(params.get('next'));
  const [isEmergency, setEmergency] = useState(false);
  const showsForm = options.password || options.provider === null || isEmergency;
  return (
    <>
      <title>{text.title}</title>
      <h1>{text.title}</h1>
      {showsForm ? <PasswordForm next={next} /> : null}
      {options.provider ? <ProviderButton provider={options.provider} next={next} isAlternative={showsForm} /> : null}
      {showsForm ? null : (
        <button type="button" className="btn btn-ghost btn-sm mt-3" onClick={() => setEmergency(true)}>
          {text.emergency}
        </button>
      )}
      <Welcome />
      {params.has('next') ? <p className="muted mb-0 mt-3">{text.return}</p> : null}
    </>
  );
}

function PasswordForm({ next }: { readonly next: string }) {
  const attempt = useAttempt(next);
  return (
    <form className="form-for" noValidate onSubmit={(event) => void attempt.submit(event)} aria-busy={attempt.pending}>
      <div className="form-body">
        <Outcome attempt={attempt} />
        <div className="form-fields">
          <Field label={text.username} fault={attempt.missing.username}>
            {(input) => (
              <input
                {...input}
                type="text"
                name="username"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={191}
                autoFocus
              />
            )}
          </Field>
          <Field label={text.password} fault={attempt.missing.password}>
            {(input) => <PasswordInput {...input} />}
          </Field>
        </div>
      </div>
      <div className="form-foot">
        <button type="submit" className="btn btn-primary" disabled={attempt.pending || attempt.wait > 0}>
          {attempt.pending ? text.pending : text.submit}
        </button>
      </div>
    </form>
  );
}

/** What the administrators tell strangers, and the way to the open directory (FEATURES HOM-03). */
function Welcome() {
  const { welcome, door } = useLoaderData<typeof loader>();
  const { value } = useSettled(welcome);
  const { value: registers } = useSettled(door);
  return (
    <>
      {value?.signIn ? (
        <section className="mt-3" aria-label={text.message}>
          <Markdown text={value.signIn} />
        </section>
      ) : null}
      {registers?.isOpen ? (
        <p className="mb-0 mt-3">
          <Link to="/register">{text.register}</Link>
        </p>
      ) : null}
      {value?.openDirectory ? (
        <p className="mb-0 mt-3">
          <Link to="/open/organisations/index">{text.open}</Link>
        </p>
      ) : null}
    </>
  );
}

type Attempt = ReturnType<typeof useAttempt>;
interface Missing {
  readonly username?: string;
  readonly password?: string;
}

/** Trying to sign in: what is missing, what was refused, how long to wait. */
function useAttempt(next: string) {
  const navigate = useNavigate();
  const [missing, setMissing] = useState<Missing>({});
  const [problem, setProblem] = useState<Problem>();
  const [pending, setPending] = useState(false);
  const [wait, startWaiting] = useCountdown();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const typed = new FormData(form);
    const [username, password] = [String(typed.get('username') ?? '').trim(), String(typed.get('password') ?? '')];
    const lacks: Missing = {
      ...(username === '' ? { username: text.needed.username } : {}),
      ...(password === '' ? { password: text.needed.password } : {}),
    };
    setMissing(lacks);
    setProblem(undefined);
    if (lacks.username || lacks.password) return focus(form, lacks.username ? 'username' : 'password');
    setPending(true);
    try {
      await signIn(username, password);
      await navigate(next, { replace: true });
    } catch (error) {
      setProblem(asProblem(error));
      if (asProblem(error).status === 429) startWaiting(secondsOf(error));
      empty(form);
    } finally {
      setPending(false);
    }
  };
  return { missing, problem, pending, wait, submit };
}

const secondsOf = (error: unknown): number => {
  const { retryAfter } = error as { retryAfter?: number };
  return retryAfter ?? 60;
};

const inputOf = (form: HTMLFormElement, name: keyof Missing): HTMLInputElement | null =>
  form.querySelector(`input[name="${name}"]`);
const focus = (form: HTMLFormElement, name: keyof Missing): void => inputOf(form, name)?.focus();

/** The name stays, the password is typed again. */
function empty(form: HTMLFormElement): void {
  const input = inputOf(form, 'password');
  if (!input) return;
  input.value = '';
  input.focus();
}

/** Why it did not work, and what to do. */
function Outcome({ attempt: { problem, wait } }: { readonly attempt: Attempt }) {
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem) note.current?.scrollIntoView({ block: 'nearest' });
  }, [problem]);
  if (!problem) return null;
  if (problem.status !== 401 && problem.status !== 429) return <ProblemNote problem={problem} lead={text.failed} />;
  const [lead, remedy] =
    problem.status === 401 ? [text.wrong, text.wrongRemedy] : [text.tooMany, wait > 0 ? text.wait(wait) : text.again];
  return (
    <div ref={note} className="problem-note" role={wait > 0 ? undefined : 'alert'}>
      <Icon name={problem.status === 429 ? 'hourglass-split' : 'exclamation-octagon'} />
      <div>
        <p className="problem-lead">{lead}</p>
        <p className="muted mb-0">{remedy}</p>
      </div>
    </div>
  );
}

interface InputProps {
  readonly id: string;
  readonly className: string;
  readonly required: true;
  readonly 'aria-invalid': true | undefined;
  readonly 'aria-describedby': string | undefined;
}

/** Label above, input, fault below. */
function Field({
  label,
  fault,
  children,
}: {
  readonly label: string;
  readonly fault: string | undefined;
  readonly children: (input: InputProps) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="form-field" data-width="full">
      <label className="form-label" htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        className: `form-control${fault ? ' is-invalid' : ''}`,
        required: true,
        'aria-invalid': fault ? true : undefined,
        'aria-describedby': fault ? `${id}-fault` : undefined,
      })}
      {fault ? (
        <div className="invalid-feedback" id={`${id}-fault`}>
          <Icon name="exclamation-octagon" /> {fault}
        </div>
      ) : null}
    </div>
  );
}

function PasswordInput(input: InputProps) {
  const [shown, setShown] = useState(false);
  const label = shown ? text.hide : text.show;
  return (
    <div className="input-with-button">
      <input
        {...input}
        type={shown ? 'text' : 'password'}
        name="password"
        autoComplete="current-password"
        spellCheck={false}
        maxLength={200}
      />
      <button
        type="button"
        className="btn btn-ghost btn-icon btn-sm"
        aria-pressed={shown}
        aria-label={label}
        title={label}
        onClick={() => setShown(!shown)}
      >
        <Icon name={shown ? 'eye-slash' : 'eye'} />
      </button>
    </div>
  );
}
