import { type SsoRefusal, singleSignOn } from '@cerebrate/contract';
import { Link, type LoaderFunctionArgs, redirect, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { CopyButton, Icon } from '../../ui/index.js';
import { refusedText as text } from './refused-text.js';
import './sign-in.scss';

/** Why the provider's word did not open the door; without a refusal there is nothing to say here. @throws ProblemError */
export async function loader({ request: { signal } }: LoaderFunctionArgs): Promise<SsoRefusal> {
  const { refusal } = await call(singleSignOn.refusal, { signal });
  if (!refusal) throw redirect('/users/login');
  return refusal;
}

/** Says what differs, and who can mend it (FEATURES Annex B, single sign-on). */
export function Component() {
  const refusal = useLoaderData<typeof loader>();
  const { lead, remedy } = text.reasons[refusal.reason](refusal.provider);
  const isAsked = refusal.reason === 'requested';
  const title = isAsked ? text.asked : text.title;
  return (
    <>
      <title>{title}</title>
      <h1>{title}</h1>
      <div className="problem-note" role={isAsked ? 'status' : 'alert'} data-tone={isAsked ? 'info' : undefined}>
        <Icon name={isAsked ? 'inbox' : 'exclamation-octagon'} />
        <div>
          <p className="problem-lead">{lead}</p>
          <p className="muted mb-0">{remedy}</p>
        </div>
      </div>
      {refusal.claims.length > 0 ? <Claims refusal={refusal} /> : null}
      {refusal.detail ? <p className="muted refusal-detail">{refusal.detail}</p> : null}
      <p className="d-flex gap-2 mt-3 mb-2">
        <a className="btn btn-primary" href="/social-auth/login/keycloak">
          {text.again(refusal.provider)}
        </a>
        <Link className="btn btn-plain" to="/users/login">
          {text.back}
        </Link>
      </p>
      <p className="muted mb-0 d-flex align-items-center gap-1">
        {text.request} <code className="cut">{refusal.requestId}</code>
        <CopyButton text={refusal.requestId} label={text.copy} />
      </p>
    </>
  );
}

function Claims({ refusal: { claims, provider } }: { readonly refusal: SsoRefusal }) {
  return (
    <section className="mt-3" aria-label={text.said(provider)}>
      <h2 className="refusal-head">{text.said(provider)}</h2>
      <dl className="refusal-claims">
        {claims.map(({ claim, value, isFault }) => (
          <div key={claim} data-fault={isFault || undefined}>
            <dt>{claim}</dt>
            <dd>
              {value ?? <span className="muted">{text.nothing}</span>}
              {isFault ? (
                <span className="refusal-fault">
                  <Icon name="x-circle" /> {text.differs}
                </span>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
