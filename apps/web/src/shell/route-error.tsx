import { useEffect } from 'react';
import { useLocation, useNavigate, useRevalidator, useRouteError } from 'react-router';
import { text } from '../text/en.js';
import { asProblem, ErrorPage, type Problem, Skeleton } from '../ui/index.js';
import { signInAddress } from './session-routes.js';

/** A page's own code that could not be fetched: a newer version was installed meanwhile, or we are offline. */
const isMissingCode = (error: unknown): boolean =>
  error instanceof Error && /dynamically imported module|module script failed|Failed to fetch/i.test(error.message);

/** What a thrown value means for the page: the API's refusal, a missing page, lost contact, or a fault of ours. */
export function problemOfRoute(error: unknown): Problem {
  if (isMissingCode(error)) return { status: 0, title: text.errors[0].title, issues: [] };
  const problem = asProblem(error);
  if (problem.status > 0 || !(error instanceof Error) || error.name === 'ProblemError') return problem;
  return { status: 500, title: text.errors.page.title, detail: text.errors.page.remedy, issues: [] };
}

/** In the place of a page that failed, within the frame. Whoever is signed out goes to sign in and comes back. */
export function RouteError() {
  const error = useRouteError();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const { revalidate } = useRevalidator();
  const problem = problemOfRoute(error);
  const isSignedOut = problem.status === 401;
  useEffect(() => {
    if (isSignedOut) void navigate(signInAddress(pathname + search), { replace: true });
  }, [isSignedOut, navigate, pathname, search]);
  if (isSignedOut) return <Skeleton />;
  const retry =
    problem.status === 403 || problem.status === 404
      ? undefined
      : () => (isMissingCode(error) ? window.location.reload() : void revalidate());
  return <ErrorPage problem={problem} onRetry={retry} />;
}

/** The same without a frame, when not even the frame could be loaded. */
export function BareError() {
  return (
    <main className="sign-in">
      <RouteError />
    </main>
  );
}
