import { Link } from 'react-router';
import { text } from '../../text/en.js';
import type { Problem } from '../problem.js';
import { RequestId, remedyOf } from './empty-state.js';
import { Icon } from './icon.js';
import type { IconName } from './icons.js';
import { PageTitle } from './page-title.js';

interface ErrorPageProps {
  readonly problem: Problem;
  readonly onRetry?: () => void;
}

const icons: Readonly<Record<number, IconName>> = {
  0: 'wifi-off',
  401: 'shield-lock',
  403: 'shield-lock',
  404: 'search',
};

/** A page in the place of one that cannot be shown: what failed, why, what to do, and the request to quote. */
export function ErrorPage({ problem, onRetry }: ErrorPageProps) {
  const { title, remedy } = remedyOf(problem.status);
  const heading = title || problem.title || text.errors[500].title;
  return (
    <div className="error-page">
      <PageTitle title={heading} />
      <Icon name={icons[problem.status] ?? 'exclamation-octagon'} />
      {problem.status > 0 ? <p className="error-status tabular">{problem.status}</p> : null}
      <h1>{heading}</h1>
      {problem.detail && problem.detail !== heading ? <p>{problem.detail}</p> : null}
      <p className="muted">{remedy}</p>
      <div className="d-flex gap-2 justify-content-center">
        {onRetry ? (
          <button type="button" className="btn btn-primary" onClick={onRetry}>
            {text.retry}
          </button>
        ) : null}
        <Link className="btn btn-plain" to="/">
          {text.errors.home}
        </Link>
      </div>
      {problem.requestId ? <RequestId id={problem.requestId} /> : null}
    </div>
  );
}
